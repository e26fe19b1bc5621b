"""A new item or category that a form sends twice is made once."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = ("menu_category", "menu_item")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("sending", sa.String(length=64), nullable=True))
        op.create_index(op.f(f"ix_{table}_store_id_sending"), table, ["store_id", "sending"], unique=True)


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(op.f(f"ix_{table}_store_id_sending"), table)
        op.drop_column(table, "sending")
