"""Pictures, and which one an item shows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")


def upgrade() -> None:
    op.create_table(
        "image",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("variants", DOCUMENT, nullable=False),
        sa.Column("stored_at", INSTANT, nullable=True),
        sa.Column("unused_since", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_image_store_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_image_store_id_id")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index(op.f("ix_image_unused_since"), "image", ["unused_since"], unique=False)
    with op.batch_alter_table("menu_item") as menu_item:
        menu_item.add_column(sa.Column("image_id", sa.BigInteger(), nullable=True))
        menu_item.create_foreign_key(
            op.f("fk_menu_item_store_id_image_id"), "image", ["store_id", "image_id"], ["store_id", "id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("menu_item") as menu_item:
        menu_item.drop_constraint(op.f("fk_menu_item_store_id_image_id"), type_="foreignkey")
        if op.get_context().dialect.name == "mysql":
            menu_item.drop_index(op.f("fk_menu_item_store_id_image_id"))
        menu_item.drop_column("image_id")
    op.drop_table("image")
