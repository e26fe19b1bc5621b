"""Print agents, and the printers that they print at."""

import sqlalchemy as sa

from ordering.migrate import steps

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    steps.add_column("device", sa.Column("agent_name", sa.String(length=50), nullable=True))
    steps.create_unique_key("device", ["store_id", "id"])
    steps.create_foreign_key("printer", ["store_id", "agent_id"], "device", ["store_id", "id"])


def downgrade() -> None:
    steps.drop_foreign_key("printer", ["store_id", "agent_id"])
    steps.clear_column("printer", "agent_id")
    steps.drop_unique_key("device", ["store_id", "id"])
    steps.delete_having("device", "agent_name")
    steps.drop_column("device", "agent_name")
