"""A day of the record is found without reading back to it; the purge finds what is old."""

from ordering.migrate import steps

revision = "0008"
down_revision = "0007"

COLUMNS = ["store_id", "at"]


def upgrade() -> None:
    steps.create_index("audit_entry", COLUMNS)


def downgrade() -> None:
    steps.drop_index("audit_entry", COLUMNS)
