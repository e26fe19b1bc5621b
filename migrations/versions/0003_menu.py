"""The menu."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "menu_version",
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_menu_version_store_id")),
        sa.PrimaryKeyConstraint("store_id"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "menu_category",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_menu_category_store_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_menu_category_store_id_id")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "menu_item",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("sold_out", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "category_id"],
            ["menu_category.store_id", "menu_category.id"],
            name=op.f("fk_menu_item_store_id_category_id"),
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_menu_item_store_id_id")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index(
        op.f("ix_menu_item_store_id_category_id_position"),
        "menu_item",
        ["store_id", "category_id", "position"],
        unique=False,
    )
    op.create_table(
        "option_group",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("min_choices", sa.SmallInteger(), nullable=False),
        sa.Column("max_choices", sa.SmallInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "item_id"],
            ["menu_item.store_id", "menu_item.id"],
            name=op.f("fk_option_group_store_id_item_id"),
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_option_group_store_id_id")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index(op.f("ix_option_group_item_id_position"), "option_group", ["item_id", "position"], unique=False)
    op.create_table(
        "menu_option",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("price_delta", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("sold_out", sa.Boolean(), nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "group_id"],
            ["option_group.store_id", "option_group.id"],
            name=op.f("fk_menu_option_store_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("id"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
    )
    op.create_index(op.f("ix_menu_option_group_id_position"), "menu_option", ["group_id", "position"], unique=False)


def downgrade() -> None:
    op.drop_table("menu_option")
    op.drop_table("option_group")
    op.drop_table("menu_item")
    op.drop_table("menu_category")
    op.drop_table("menu_version")
