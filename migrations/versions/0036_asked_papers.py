"""What the board asks about papers at each drawing: those that were wanted lately, and not all there ever were."""

from ordering.migrate import steps

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    steps.create_index("print_job", ["store_id", "wanted_at"])


def downgrade() -> None:
    steps.drop_index("print_job", ["store_id", "wanted_at"])
