"""The kitchen's stations, and which of them makes what."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0029"
down_revision = "0028"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ROUTED = ("menu_category", "menu_item")


def upgrade() -> None:
    steps.create_table(
        "station",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name="fk_station_store_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name="uq_station_store_id_id"),
        sa.UniqueConstraint("store_id", "name", "live", name="uq_station_store_id_name_live"),
    )
    for table in ROUTED:
        steps.add_column(table, sa.Column("station_id", sa.BigInteger(), nullable=True))
        steps.create_foreign_key(table, ["store_id", "station_id"], "station", ["store_id", "id"])


def downgrade() -> None:
    for table in ROUTED:
        steps.drop_foreign_key(table, ["store_id", "station_id"])
        steps.drop_column(table, "station_id")
    steps.drop_table("station")
