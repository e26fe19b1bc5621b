"""What a menu says of its dishes: badges, and how hot they are."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    steps.add_column("menu_item", sa.Column("badges", sa.String(length=60), nullable=False), existing="''")
    steps.add_column("menu_item", sa.Column("spice", sa.SmallInteger(), nullable=False), existing="0")


def downgrade() -> None:
    steps.drop_column("menu_item", "spice")
    steps.drop_column("menu_item", "badges")
