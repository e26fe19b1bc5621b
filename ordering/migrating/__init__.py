"""Migrations, run by Alembic. Imported only where some are missing: Alembic alone is a tenth of a start."""
