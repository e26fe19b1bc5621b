"""How many guests a party is."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    steps.add_column("table_session", sa.Column("guests", sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    steps.drop_column("table_session", "guests")
