"""Orders and their numbers."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")


def upgrade() -> None:
    steps.create_table(
        "order_counter",
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name="fk_order_counter_store_id"),
        sa.PrimaryKeyConstraint("store_id", "business_date"),
    )
    steps.create_table(
        "placed_order",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("table_id", sa.BigInteger(), nullable=False),
        sa.Column("table_session_id", sa.BigInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("day_number", sa.BigInteger(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("placed_by", sa.String(length=5), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("status", sa.String(length=9), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("placed_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("preparing_at", INSTANT, nullable=True),
        sa.Column("completed_at", INSTANT, nullable=True),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("cancelled_by", sa.String(length=5), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "table_id", "table_session_id"],
            ["table_session.store_id", "table_session.table_id", "table_session.id"],
            name="fk_placed_order_store_id_table_id_table_session_id",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "table_id"],
            ["dining_table.store_id", "dining_table.id"],
            name="fk_placed_order_store_id_table_id",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(
            "store_id", "business_date", "day_number", name="uq_placed_order_store_id_business_date_day_number"
        ),
        sa.UniqueConstraint("store_id", "id", name="uq_placed_order_store_id_id"),
        sa.UniqueConstraint("table_id", "idempotency_key", name="uq_placed_order_table_id_idempotency_key"),
    )
    steps.create_index("placed_order", ["table_session_id", "id"])
    steps.create_table(
        "order_line",
        sa.Column("order_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.Column("options", DOCUMENT, nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "item_id"], ["menu_item.store_id", "menu_item.id"], name="fk_order_line_store_id_item_id"
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "order_id"],
            ["placed_order.store_id", "placed_order.id"],
            name="fk_order_line_store_id_order_id",
        ),
        sa.PrimaryKeyConstraint("order_id", "position"),
    )


def downgrade() -> None:
    steps.drop_table("order_line")
    steps.drop_table("placed_order")
    steps.drop_table("order_counter")
