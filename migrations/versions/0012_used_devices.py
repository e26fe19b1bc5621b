"""Whether a tablet was ever used. Those that are there may have been: none of them makes room for another."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    steps.add_column("device", sa.Column("used", sa.Boolean(), nullable=False), existing="1")


def downgrade() -> None:
    steps.drop_column("device", "used")
