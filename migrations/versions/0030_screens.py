"""Devices of stations: what shows a kitchen its tickets."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    steps.relax_column("device", sa.Column("table_id", sa.BigInteger(), nullable=True))
    steps.add_column("device", sa.Column("station_id", sa.BigInteger(), nullable=True))
    steps.create_index("device", ["store_id", "station_id"])
    steps.create_foreign_key("device", ["store_id", "station_id"], "station", ["store_id", "id"])


def downgrade() -> None:
    steps.drop_foreign_key("device", ["store_id", "station_id"])
    steps.drop_index("device", ["store_id", "station_id"])
    steps.drop_column("device", "station_id")
    steps.delete_lacking("device", "table_id")
    steps.require_column("device", sa.Column("table_id", sa.BigInteger(), nullable=False))
