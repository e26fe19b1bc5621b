"""Alembic's entry: migrates over the connection that ``ordering.migrate`` hands in."""

from alembic import context

from ordering.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
