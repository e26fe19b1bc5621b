"""The other processes of this deployment, reached by way of Redis: hints only, since the database has the truth."""
