"""What each station of the kitchen has been told to make of an order."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0032"
down_revision = "0031"

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
DOCUMENT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    steps.create_table(
        "kitchen_ticket",
        sa.Column("order_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("station_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=7), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("ticket_lines", DOCUMENT, nullable=False),
        sa.Column("marks", sa.String(length=30), nullable=False),
        sa.Column("moved_from", DOCUMENT, nullable=True),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "order_id"],
            ["placed_order.store_id", "placed_order.id"],
            name="fk_kitchen_ticket_store_id_order_id",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "station_id"],
            ["station.store_id", "station.id"],
            name="fk_kitchen_ticket_store_id_station_id",
        ),
        sa.PrimaryKeyConstraint("order_id", "ordinal"),
    )


def downgrade() -> None:
    steps.drop_table("kitchen_ticket")
