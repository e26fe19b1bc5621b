"""Pictures: made safe and small, and kept in a folder or in S3."""
