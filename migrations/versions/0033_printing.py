"""Printers, their queues and their jobs."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ordering.migrate import steps

revision = "0033"
down_revision = "0032"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
DOCUMENT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")


def upgrade() -> None:
    steps.create_table(
        "printer",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("port", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.SmallInteger(), nullable=False),
        sa.Column("encoding", sa.String(length=10), nullable=False),
        sa.Column("station_ids", DOCUMENT, nullable=False),
        sa.Column("expo", sa.Boolean(), nullable=False),
        sa.Column("bills", sa.Boolean(), nullable=False),
        sa.Column("copies", sa.SmallInteger(), nullable=False),
        sa.Column("backup_printer_id", sa.BigInteger(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name="fk_printer_store_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("store_id", "id", name="uq_printer_store_id_id"),
        sa.ForeignKeyConstraint(
            ["store_id", "backup_printer_id"],
            ["printer.store_id", "printer.id"],
            name="fk_printer_store_id_backup_printer_id",
        ),
    )
    steps.create_table(
        "print_queue",
        sa.Column("printer_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("held_by", sa.String(length=32), nullable=True),
        sa.Column("held_until", INSTANT, nullable=True),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("try_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "printer_id"], ["printer.store_id", "printer.id"], name="fk_print_queue_store_id_printer_id"
        ),
        sa.PrimaryKeyConstraint("printer_id"),
    )
    steps.create_table(
        "print_job",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("printer_id", sa.BigInteger(), nullable=False),
        sa.Column("queue_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("copy", sa.SmallInteger(), nullable=False),
        sa.Column("printing", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.String(length=40), nullable=True),
        sa.Column("paper", DOCUMENT, nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("wanted_at", INSTANT, nullable=False),
        sa.Column("printed_at", INSTANT, nullable=True),
        sa.Column("seen_to_at", INSTANT, nullable=True),
        sa.Column("taken_by", sa.String(length=32), nullable=True),
        sa.Column("taken_until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "printer_id"], ["printer.store_id", "printer.id"], name="fk_print_job_store_id_printer_id"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    steps.create_index("print_job", ["store_id", "id"])
    steps.create_index("print_job", ["status", "queue_id"])


def downgrade() -> None:
    steps.drop_table("print_job")
    steps.drop_table("print_queue")
    steps.drop_table("printer")
