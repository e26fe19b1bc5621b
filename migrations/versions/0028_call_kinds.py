"""What a store's guests can call for, and when a call that nobody takes turns amber, and red."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0028"
down_revision = "0027"

DOCUMENT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")


def upgrade() -> None:
    steps.add_column("store", sa.Column("call_kinds", DOCUMENT, nullable=True))
    steps.add_column("store", sa.Column("call_warn_minutes", sa.BigInteger(), nullable=False), existing="2")
    steps.add_column("store", sa.Column("call_late_minutes", sa.BigInteger(), nullable=False), existing="5")


def downgrade() -> None:
    steps.drop_column("store", "call_late_minutes")
    steps.drop_column("store", "call_warn_minutes")
    steps.drop_column("store", "call_kinds")
