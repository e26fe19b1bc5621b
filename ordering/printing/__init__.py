"""Printing: what a slip says, the bytes that a receipt printer takes, and who prints when."""
