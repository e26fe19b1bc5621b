"""Ordering: table ordering for restaurants."""
