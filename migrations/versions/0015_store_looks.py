"""How a store shows itself to its guests: its logo, its cover picture and its colour."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0015"
down_revision = "0014"

PICTURES = ("logo_id", "cover_id")


def upgrade() -> None:
    for column in PICTURES:
        steps.add_column("store", sa.Column(column, sa.BigInteger(), nullable=True))
        steps.create_foreign_key("store", ["id", column], "image", ["store_id", "id"])
    steps.add_column("store", sa.Column("accent", sa.String(length=7), nullable=True))


def downgrade() -> None:
    steps.drop_column("store", "accent")
    for column in reversed(PICTURES):
        steps.drop_foreign_key("store", ["id", column])
        steps.drop_column("store", column)
