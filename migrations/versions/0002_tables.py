"""Tables, devices, table sessions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "dining_table",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("label", sa.String(length=50), nullable=True),
        sa.Column("area", sa.String(length=50), nullable=True),
        sa.Column("password_hash", sa.String(length=128), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_dining_table_store_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_dining_table_store_id_id")),
        sa.UniqueConstraint("store_id", "number", "live", name=op.f("uq_dining_table_store_id_number_live")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_table(
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
            name=op.f("fk_device_store_id_table_id"),
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index(op.f("ix_device_store_id_table_id"), "device", ["store_id", "table_id"], unique=False)
    op.create_table(
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
            name=op.f("fk_table_session_store_id_table_id"),
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "table_id", "id", name=op.f("uq_table_session_store_id_table_id_id")),
        sa.UniqueConstraint("table_id", "live", name=op.f("uq_table_session_table_id_live")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index(
        op.f("ix_table_session_store_id_business_date"), "table_session", ["store_id", "business_date"], unique=False
    )
    op.create_index(
        op.f("ix_table_session_store_id_closed_at_id"), "table_session", ["store_id", "closed_at", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("table_session")
    op.drop_table("device")
    op.drop_table("dining_table")
