"""Pictures, and which one an item shows."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")


def upgrade() -> None:
    steps.create_table(
        "image",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("variants", DOCUMENT, nullable=False),
        sa.Column("stored_at", INSTANT, nullable=True),
        sa.Column("unused_since", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name="fk_image_store_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name="uq_image_store_id_id"),
    )
    steps.create_index("image", ["unused_since"])
    steps.add_column("menu_item", sa.Column("image_id", sa.BigInteger(), nullable=True))
    steps.create_foreign_key("menu_item", ["store_id", "image_id"], "image", ["store_id", "id"])


def downgrade() -> None:
    steps.drop_foreign_key("menu_item", ["store_id", "image_id"])
    steps.drop_column("menu_item", "image_id")
    steps.drop_table("image")
