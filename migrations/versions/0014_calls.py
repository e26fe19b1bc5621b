"""What parties call for."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0014"
down_revision = "0013"

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    steps.create_table(
        "service_call",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("table_id", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=50), nullable=False),
        sa.Column("count", sa.SmallInteger(), nullable=True),
        sa.Column("note", sa.String(length=100), nullable=True),
        sa.Column("status", sa.String(length=9), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", INSTANT, nullable=False),
        sa.Column("taken_at", INSTANT, nullable=True),
        sa.Column("taken_by", sa.String(length=80), nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("done_by", sa.String(length=80), nullable=True),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "table_id"],
            ["dining_table.store_id", "dining_table.id"],
            name="fk_service_call_store_id_table_id",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("table_id", "live", "kind", name="uq_service_call_table_id_live_kind"),
    )
    steps.create_index("service_call", ["store_id", "id"])


def downgrade() -> None:
    steps.drop_table("service_call")
