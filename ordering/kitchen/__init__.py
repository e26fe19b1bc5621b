"""The kitchen: its stations."""
