"""A store's events in plain data: what each says, and who may hear it."""

from dataclasses import dataclass
from typing import Any

OF_TABLES = ("order.", "session.", "visit.", "call.")


@dataclass(frozen=True)
class Event:
    seq: int
    type: str
    data: dict[str, Any]

    def is_for(self, table_id: int | None) -> bool:
        """Whether that table's tablets hear it; None is the staff."""
        if table_id is None or self.type in ("menu.changed", "store.changed"):
            return True
        if not self.type.startswith(OF_TABLES):
            return False
        if "from" in self.data:
            return table_id in (self.data["from"]["table"]["id"], self.data["to"]["table"]["id"])
        told = self.data.get("order") or self.data.get("call") or self.data
        return bool(told["table"]["id"] == table_id)

    def seats(self, table_id: int) -> bool:
        """Whether a party came to that table by it, so that who waited there is out."""
        return self.type == "session.moved" and self.data["to"]["table"]["id"] == table_id

    def parts(self, table_id: int) -> bool:
        """Whether a party left that table by it."""
        gone = self.type in ("session.moved", "session.joined") and self.data["from"]["table"]["id"] == table_id
        return gone or (self.type == "session.closed" and self.is_for(table_id))
