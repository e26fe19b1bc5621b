"""Whether guests may order by their own phones."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    steps.add_column("store", sa.Column("phones", sa.Boolean(), nullable=False), existing="0")
    steps.add_column("store", sa.Column("phones_term", sa.BigInteger(), nullable=False), existing="0")


def downgrade() -> None:
    steps.drop_column("store", "phones_term")
    steps.drop_column("store", "phones")
