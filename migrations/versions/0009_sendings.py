"""A new item or category that a form sends twice is made once."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0009"
down_revision = "0008"

TABLES = ("menu_category", "menu_item")


def upgrade() -> None:
    for table in TABLES:
        steps.add_column(table, sa.Column("sending", sa.String(length=64), nullable=True))
        steps.create_index(table, ["store_id", "sending"], unique=True)


def downgrade() -> None:
    for table in TABLES:
        steps.drop_index(table, ["store_id", "sending"])
        steps.drop_column(table, "sending")
