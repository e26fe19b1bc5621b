"""Pictures: made safe and small, and kept in a folder or in S3.

Nothing is imported here: ``develop`` is a program that starts for every upload, and everything would cost it 0.7 s.
"""
