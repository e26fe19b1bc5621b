"""The menu."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0003"
down_revision = "0002"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    steps.create_table(
        "menu_version",
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name="fk_menu_version_store_id"),
        sa.PrimaryKeyConstraint("store_id"),
    )
    steps.create_table(
        "menu_category",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name="fk_menu_category_store_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name="uq_menu_category_store_id_id"),
    )
    steps.create_table(
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
            name="fk_menu_item_store_id_category_id",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name="uq_menu_item_store_id_id"),
    )
    steps.create_index("menu_item", ["store_id", "category_id", "position"])
    steps.create_table(
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
            name="fk_option_group_store_id_item_id",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name="uq_option_group_store_id_id"),
    )
    steps.create_index("option_group", ["item_id", "position"])
    steps.create_table(
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
            name="fk_menu_option_store_id_group_id",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    steps.create_index("menu_option", ["group_id", "position"])


def downgrade() -> None:
    steps.drop_table("menu_option")
    steps.drop_table("option_group")
    steps.drop_table("menu_item")
    steps.drop_table("menu_category")
    steps.drop_table("menu_version")
