"""Parties as their guests' phones know them, and the phones that were let in."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0020"
down_revision = "0019"

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    steps.create_table(
        "visit",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("table_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "table_id"], ["dining_table.store_id", "dining_table.id"], name="fk_visit_store_id_table_id"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name="uq_visit_store_id_id"),
        sa.UniqueConstraint("table_id", "live", name="uq_visit_table_id_live"),
        sa.UniqueConstraint("code", name="uq_visit_code"),
    )
    steps.create_table(
        "phone",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("visit_id", sa.BigInteger(), nullable=False),
        sa.Column("account_key", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("left_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "visit_id"], ["visit.store_id", "visit.id"], name="fk_phone_store_id_visit_id"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name="uq_phone_store_id_id"),
    )
    steps.create_index("phone", ["visit_id"])


def downgrade() -> None:
    steps.drop_table("phone")
    steps.drop_table("visit")
