"""Which session a party has joined, and the orders that it brought along."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0025"
down_revision = "0024"

DOCUMENT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")


def upgrade() -> None:
    steps.add_column("table_session", sa.Column("joined_into", sa.BigInteger(), nullable=True))
    steps.create_index("table_session", ["store_id", "joined_into"])
    steps.create_foreign_key("table_session", ["store_id", "joined_into"], "table_session", ["store_id", "id"])
    steps.add_column("table_session", sa.Column("joined_orders", DOCUMENT, nullable=True))


def downgrade() -> None:
    steps.drop_column("table_session", "joined_orders")
    steps.drop_foreign_key("table_session", ["store_id", "joined_into"])
    steps.drop_index("table_session", ["store_id", "joined_into"])
    steps.drop_column("table_session", "joined_into")
