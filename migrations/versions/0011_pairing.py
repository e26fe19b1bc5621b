"""How many tablets a table may have, and when they can be paired. Stores that are there go on as before."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0011"
down_revision = "0010"

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")


def upgrade() -> None:
    steps.add_column("store", sa.Column("devices_per_table", sa.BigInteger(), nullable=False), existing="0")
    steps.add_column("store", sa.Column("pairing", sa.String(length=6), nullable=False), existing="'always'")
    steps.add_column("store", sa.Column("pairing_open_until", INSTANT, nullable=True))


def downgrade() -> None:
    for column in ("pairing_open_until", "pairing", "devices_per_table"):
        steps.drop_column("store", column)
