"""Orders that guests place by their own phones."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    steps.add_column("placed_order", sa.Column("visit_id", sa.BigInteger(), nullable=True))
    steps.add_column("placed_order", sa.Column("phone_id", sa.BigInteger(), nullable=True))
    steps.create_unique_key("placed_order", ["visit_id", "idempotency_key"])
    steps.create_foreign_key("placed_order", ["store_id", "visit_id"], "visit", ["store_id", "id"])
    steps.create_foreign_key("placed_order", ["store_id", "phone_id"], "phone", ["store_id", "id"])


def downgrade() -> None:
    steps.drop_foreign_key("placed_order", ["store_id", "phone_id"])
    steps.drop_foreign_key("placed_order", ["store_id", "visit_id"])
    steps.drop_unique_key("placed_order", ["visit_id", "idempotency_key"])
    steps.drop_column("placed_order", "phone_id")
    steps.drop_column("placed_order", "visit_id")
