"""Accounts get keys that can't come again, and the record an address."""

import secrets

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0010"
down_revision = "0009"

ACCOUNTS = ("staff", "device")


def upgrade() -> None:
    for table in ACCOUNTS:
        steps.add_column(table, sa.Column("account_key", sa.String(length=32), nullable=True))
        steps.fill_column(table, "account_key", lambda: secrets.token_hex(16))
        steps.require_column(table, sa.Column("account_key", sa.String(length=32), nullable=False))
    steps.add_column("audit_entry", sa.Column("address", sa.String(length=45), nullable=True))


def downgrade() -> None:
    steps.drop_column("audit_entry", "address")
    for table in ACCOUNTS:
        steps.drop_column(table, "account_key")
