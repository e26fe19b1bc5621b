"""Tables, the tablets paired with them, and the parties that sit there."""
