"""The other table that an event is about: a party, or an order, goes from one to another."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    steps.add_column("store_event", sa.Column("other_table_id", sa.BigInteger(), nullable=True))
    steps.create_foreign_key("store_event", ["store_id", "other_table_id"], "dining_table", ["store_id", "id"])


def downgrade() -> None:
    steps.drop_foreign_key("store_event", ["store_id", "other_table_id"])
    steps.drop_column("store_event", "other_table_id")
