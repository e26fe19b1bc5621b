"""When the board speaks of a ticket that nobody has seen, and whether somebody says that an order is carried."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    steps.add_column("store", sa.Column("unseen_seconds", sa.BigInteger(), nullable=False), existing="60")
    steps.add_column("store", sa.Column("serving_tap", sa.Boolean(), nullable=False), existing="0")


def downgrade() -> None:
    steps.drop_column("store", "serving_tap")
    steps.drop_column("store", "unseen_seconds")
