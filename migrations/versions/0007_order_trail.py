"""What was done to one order is found without reading through the whole record."""

from ordering.migrate import steps

revision = "0007"
down_revision = "0006"

COLUMNS = ["store_id", "subject", "subject_id"]


def upgrade() -> None:
    steps.create_index("audit_entry", COLUMNS)


def downgrade() -> None:
    steps.drop_index("audit_entry", COLUMNS)
