"""Which option of a required choice is chosen already."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    steps.add_column("menu_option", sa.Column("is_default", sa.Boolean(), nullable=False), existing="0")


def downgrade() -> None:
    steps.drop_column("menu_option", "is_default")
