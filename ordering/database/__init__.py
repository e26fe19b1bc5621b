"""The database: column types, connections, and transactions."""
