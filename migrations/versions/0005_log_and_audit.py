"""The event log and the audit."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0005"
down_revision = "0004"

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BYTES = sa.LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql")
DOCUMENT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")


def upgrade() -> None:
    steps.create_table(
        "event_counter",
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name="fk_event_counter_store_id"),
        sa.PrimaryKeyConstraint("store_id"),
    )
    steps.create_table(
        "store_event",
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("seq", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("table_id", sa.BigInteger(), nullable=True),
        sa.Column("payload", BYTES, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "table_id"],
            ["dining_table.store_id", "dining_table.id"],
            name="fk_store_event_store_id_table_id",
        ),
        sa.ForeignKeyConstraint(["store_id"], ["event_counter.store_id"], name="fk_store_event_store_id"),
        sa.PrimaryKeyConstraint("store_id", "seq"),
    )
    steps.create_table(
        "audit_entry",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("before", DOCUMENT, nullable=True),
        sa.Column("after", DOCUMENT, nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name="fk_audit_entry_store_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    steps.create_index("audit_entry", ["store_id", "id"])


def downgrade() -> None:
    steps.drop_table("audit_entry")
    steps.drop_table("store_event")
    steps.drop_table("event_counter")
