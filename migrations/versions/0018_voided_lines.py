"""How many of a line were taken back."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    steps.add_column("order_line", sa.Column("voided", sa.SmallInteger(), nullable=False), existing="0")


def downgrade() -> None:
    steps.drop_column("order_line", "voided")
