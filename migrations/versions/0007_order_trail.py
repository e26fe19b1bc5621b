"""What was done to one order is found without reading through the whole record."""

from alembic import op

revision = "0007"
down_revision = "0006"

COLUMNS = ["store_id", "subject", "subject_id"]


def upgrade() -> None:
    op.create_index(op.f("ix_audit_entry_store_id_subject_subject_id"), "audit_entry", COLUMNS, unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_entry_store_id_subject_subject_id"), "audit_entry")
