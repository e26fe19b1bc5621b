"""Orders: placing, advancing, cancelling, closing a table, and looking back."""
