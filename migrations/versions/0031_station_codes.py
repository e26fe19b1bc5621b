"""The codes that pair the screens of stations."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0031"
down_revision = "0030"

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")


def upgrade() -> None:
    steps.add_column("station", sa.Column("code_hash", sa.String(length=64), nullable=True))
    steps.add_column("station", sa.Column("code_expires_at", INSTANT, nullable=True))


def downgrade() -> None:
    steps.drop_column("station", "code_expires_at")
    steps.drop_column("station", "code_hash")
