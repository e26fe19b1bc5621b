"""A day of the record is found without reading back to it; the purge finds what is old."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_index(op.f("ix_audit_entry_store_id_at"), "audit_entry", ["store_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_entry_store_id_at"), "audit_entry")
