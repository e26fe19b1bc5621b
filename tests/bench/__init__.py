"""The benchmark's own promises: it counts what it says it counts, and says when it can't know."""
