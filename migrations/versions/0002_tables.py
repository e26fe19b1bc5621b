"""Tables, devices, table sessions."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    steps.create_table(
        "dining_table",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("label", sa.String(length=50), nullable=True),
        sa.Column("area", sa.String(length=50), nullable=True),
        sa.Column("password_hash", sa.String(length=128), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name="fk_dining_table_store_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name="uq_dining_table_store_id_id"),
        sa.UniqueConstraint("store_id", "number", "live", name="uq_dining_table_store_id_number_live"),
    )
    steps.create_table(
        "device",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("table_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("user_agent", sa.String(length=200), nullable=True),
        sa.Column("paired_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("unpaired_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "table_id"],
            ["dining_table.store_id", "dining_table.id"],
            name="fk_device_store_id_table_id",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash", name="uq_device_token_hash"),
    )
    steps.create_index("device", ["store_id", "table_id"])
    steps.create_table(
        "table_session",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("table_id", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("last_order_at", INSTANT, nullable=False),
        sa.Column("open_orders", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "table_id"],
            ["dining_table.store_id", "dining_table.id"],
            name="fk_table_session_store_id_table_id",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "table_id", "id", name="uq_table_session_store_id_table_id_id"),
        sa.UniqueConstraint("table_id", "live", name="uq_table_session_table_id_live"),
    )
    steps.create_index("table_session", ["store_id", "business_date"])
    steps.create_index("table_session", ["store_id", "closed_at", "id"])


def downgrade() -> None:
    steps.drop_table("table_session")
    steps.drop_table("device")
    steps.drop_table("dining_table")
