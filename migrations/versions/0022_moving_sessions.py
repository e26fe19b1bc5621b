"""An order hangs on its session alone, not also on the table where that is: so a party can move."""

from ordering.migrate import steps

revision = "0022"
down_revision = "0021"

OF_SESSION = ["store_id", "table_session_id"]
OF_SESSION_AT_TABLE = ["store_id", "table_id", "table_session_id"]


def upgrade() -> None:
    steps.create_unique_key("table_session", ["store_id", "id"])
    steps.create_foreign_key("placed_order", OF_SESSION, "table_session", ["store_id", "id"])
    # The keys that point at tables have shared the longer indexes that go.
    steps.create_index("placed_order", ["store_id", "table_id"])
    steps.create_index("table_session", ["store_id", "table_id"])
    steps.drop_foreign_key("placed_order", OF_SESSION_AT_TABLE)
    steps.drop_unique_key("table_session", ["store_id", "table_id", "id"])


def downgrade() -> None:
    steps.create_unique_key("table_session", ["store_id", "table_id", "id"])
    steps.create_foreign_key("placed_order", OF_SESSION_AT_TABLE, "table_session", ["store_id", "table_id", "id"])
    steps.drop_foreign_key("placed_order", OF_SESSION)
    steps.drop_index("table_session", ["store_id", "table_id"])
    steps.drop_index("placed_order", ["store_id", "table_id"])
    steps.drop_unique_key("table_session", ["store_id", "id"])
