"""When an order that is being cooked turns amber, and red: stores that are there get what new ones do."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    steps.add_column("store", sa.Column("cooking_warn_minutes", sa.BigInteger(), nullable=False), existing="15")
    steps.add_column("store", sa.Column("cooking_late_minutes", sa.BigInteger(), nullable=False), existing="25")


def downgrade() -> None:
    steps.drop_column("store", "cooking_late_minutes")
    steps.drop_column("store", "cooking_warn_minutes")
