"""Calls in plain data: what parties ask for that is no dish, until somebody has seen to it."""

from dataclasses import dataclass, field, replace
from typing import Any

WAITING = ("open", "taken")
OWN_KINDS = [
    {"key": "water", "label": {"ko": "찬물"}, "counted": False, "max": 1},
    {"key": "ice", "label": {"ko": "얼음", "en": "Ice"}, "counted": True, "max": 3},
]
STEPS = {("open", "taken"), ("open", "done"), ("taken", "done"), ("taken", "open")}


@dataclass
class Call:
    """``shown`` is its JSON as guests see it, but for its table; ``staff`` who took it, and who was done with it."""

    id: int
    table: int
    shown: dict[str, Any]
    staff: dict[str, str] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        return self.shown["status"] in WAITING

    @property
    def version(self) -> int:
        return int(self.shown["version"])

    def told(self, *, to_staff: bool) -> dict[str, Any]:
        named = {step: {**self.shown[step], "staff": name} for step, name in self.staff.items()}
        return {**self.shown, **(named if to_staff else {})}

    def repeat(self, count: int | None, note: str | None) -> bool:
        """Whether it is wanted otherwise now."""
        if (self.shown["count"], self.shown["note"]) == (count, note):
            return False
        self.shown |= {"count": count, "note": note, "version": self.version + 1}
        return True

    def move(self, to: str, at: str, staff: str | None = None) -> None:
        """``staff`` None: by the table, which withdraws it."""
        step = {"by": "staff" if staff else "table", "at": at}
        if to == "open":
            self.shown["taken"] = None
            self.staff.pop("taken", None)
        else:
            done = "taken" if to == "taken" else "done"
            self.shown[done] = step
            self.staff |= {done: staff} if staff else {}
        self.shown |= {"status": to, "version": self.version + 1}


@dataclass
class Calls:
    """A store's, by their ids."""

    all: dict[int, Call] = field(default_factory=dict)

    def waiting(self, table: int) -> list[Call]:
        return [one for _, one in sorted(self.all.items()) if one.table == table and one.waits]

    def of_kind(self, table: int, kind: str) -> Call | None:
        """The one that waits there."""
        return next((one for one in self.waiting(table) if one.shown["kind"] == kind), None)

    def of_party(self, table: int, party: int) -> list[Call]:
        """Newest first, also those that nobody waits for any more."""
        mine = [one for one in self.all.values() if (one.table, one.shown["party"]) == (table, party)]
        return sorted(mine, key=lambda one: -one.id)

    def end(self, table: int, at: str, staff: str) -> None:
        for call in self.waiting(table):
            call.move("done", at, staff)

    def bring(self, here: tuple[int, int], there: tuple[int, int], at: str, staff: str) -> list[Call]:
        """From a table and party to another: of two that wait for the same the newer is done. Those that were."""
        ended = []
        for call in self.waiting(here[0]):
            other = self.of_kind(there[0], call.shown["kind"])
            if other is not None:
                ended.append(max(call, other, key=lambda one: (one.shown["placed_at"], one.id)))
        for call in ended:
            call.move("done", at, staff)
        for call in self.of_party(*here):
            call.table = there[0]
            call.shown["party"] = there[1]
        return ended

    def copy(self) -> "Calls":
        return Calls({key: replace(one, shown={**one.shown}, staff={**one.staff}) for key, one in self.all.items()})
