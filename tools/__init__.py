"""Programs that only the project's own people run: not in the wheel."""
