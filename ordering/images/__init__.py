"""The pictures a store has uploaded, and their way between the database and the storage."""
