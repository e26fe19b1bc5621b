"""Stores and their people."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0001"
down_revision = None

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    steps.create_table(
        "store",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("day_cutoff_hour", sa.SmallInteger(), nullable=False),
        sa.Column("open_orders_per_table", sa.BigInteger(), nullable=False),
        sa.Column("seconds_between_orders", sa.BigInteger(), nullable=False),
        sa.Column("undo_seconds", sa.BigInteger(), nullable=False),
        sa.Column("board_warn_minutes", sa.BigInteger(), nullable=False),
        sa.Column("board_late_minutes", sa.BigInteger(), nullable=False),
        sa.Column("retention_days", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug", name="uq_store_slug"),
    )
    steps.create_table(
        "staff",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=128), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name="fk_staff_store_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "username", "live", name="uq_staff_store_id_username_live"),
    )
    steps.create_table(
        "dead_token",
        sa.Column("jti", sa.String(length=32), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_dead_token_staff_id"),
        sa.PrimaryKeyConstraint("jti"),
    )
    steps.create_index("dead_token", ["staff_id", "expires_at"])


def downgrade() -> None:
    steps.drop_table("dead_token")
    steps.drop_table("staff")
    steps.drop_table("store")
