"""Where an order was placed, which is the scope of its idempotency key: a retry finds it after the party has moved."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    steps.add_column("placed_order", sa.Column("placed_at_table_id", sa.BigInteger(), nullable=True))
    steps.copy_column("placed_order", "placed_at_table_id", "table_id")
    steps.require_column("placed_order", sa.Column("placed_at_table_id", sa.BigInteger(), nullable=False))
    at_table = ["store_id", "placed_at_table_id"]
    steps.create_foreign_key("placed_order", at_table, "dining_table", ["store_id", "id"])
    steps.create_unique_key("placed_order", ["placed_at_table_id", "idempotency_key"])
    steps.drop_unique_key("placed_order", ["table_id", "idempotency_key"])


def downgrade() -> None:
    steps.create_unique_key("placed_order", ["table_id", "idempotency_key"])
    steps.drop_unique_key("placed_order", ["placed_at_table_id", "idempotency_key"])
    steps.drop_foreign_key("placed_order", ["store_id", "placed_at_table_id"])
    steps.drop_column("placed_order", "placed_at_table_id")
