"""A kitchen in plain data: stations, and the tickets that orders make at them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Json = dict[str, Any]
STEPS = {
    ("new", "started"), ("new", "done"), ("started", "done"), ("started", "new"), ("done", "started"), ("done", "new"),
}  # fmt: skip
OF_ORDER = {"pending": "new", "preparing": "started", "completed": "done"}
MARKS = ("added", "moved", "voided")


@dataclass
class Ticket:
    """``shown`` is its JSON but for its station and its order."""

    id: int
    order: int
    station: int
    shown: Json
    noticed: bool = False
    """That all of it was taken back."""

    @property
    def status(self) -> str:
        return str(self.shown["status"])

    @property
    def version(self) -> int:
        return int(self.shown["version"])

    @property
    def is_on_screen(self) -> bool:
        return self.status in ("new", "started") or (self.status == "void" and not self.noticed)

    def go(self, to: str, at: str) -> None:
        """With its lines; where it is already nothing happens."""
        if to == self.status:
            return
        if to == "done":
            self._lines(lambda line: {**line, "done_at": line["done_at"] or at})
        elif to == "new" or self.status == "done":
            self._lines(lambda line: {**line, "done_at": None})
        self.become(to, at)

    def mark_line(self, line_id: int, at: str | None, now: str) -> bool:
        """Whether it was otherwise."""
        before = self.shown["lines"]
        self._lines(lambda line: {**line, "done_at": at and (line["done_at"] or at)} if line["id"] == line_id else line)
        if self.shown["lines"] == before:
            return False
        all_done = all(line["done_at"] for line in self.shown["lines"] if line["quantity"])
        self.become("done" if at and all_done else "started", now)
        return True

    def take_back(self, line_id: int, quantity: int) -> None:
        self._lines(
            lambda line: (
                {**line, "quantity": line["quantity"] - quantity, "voided": line["voided"] + quantity}
                if line["id"] == line_id
                else line
            )
        )
        if not any(line["quantity"] for line in self.shown["lines"]):
            self.void()
        else:
            self.mark("voided")

    def void(self) -> None:
        if self.status != "void":
            self.shown["status"] = "void"
            self.mark("voided")

    def notice(self) -> bool:
        if "voided" not in self.shown["marks"]:
            return False
        self.noticed = self.status == "void"
        marks = [one for one in self.shown["marks"] if one != "voided"]
        self.shown |= {"marks": marks, "version": self.version + 1}
        return True

    def mark(self, mark: str) -> None:
        marks = [one for one in MARKS if one in self.shown["marks"] or one == mark]
        self.shown |= {"marks": marks, "version": self.version + 1}

    def become(self, to: str, at: str) -> None:
        started = None if to == "new" else self.shown["started_at"] or at
        done = at if to == "done" else None
        self.shown |= {"status": to, "started_at": started, "done_at": done, "version": self.version + 1}

    def _lines(self, change: Any) -> None:
        self.shown["lines"] = [change(line) for line in self.shown["lines"]]


@dataclass
class Kitchen:
    """A store's. ``stations`` are those that there are, in order; ``names`` of all that there ever were."""

    stations: list[Json] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    all: dict[int, Ticket] = field(default_factory=dict)

    @property
    def makers(self) -> list[int]:
        return [one["id"] for one in self.stations if one["kind"] == "prep"]

    @property
    def has_expo(self) -> bool:
        return any(one["kind"] == "expo" for one in self.stations)

    def of(self, order_id: int) -> list[Ticket]:
        """An order's."""
        return [one for _, one in sorted(self.all.items()) if one.order == order_id]

    def made(self, order_id: int) -> list[Ticket]:
        """Those that are not void."""
        return [one for one in self.of(order_id) if one.status != "void"]

    def make(self, order: Json, round_: int, routes: Sequence[int]) -> Iterator[Ticket]:
        """A new order's, by the station that makes each of its lines."""
        lines = [*zip(routes, order["lines"], strict=True)]
        told = [one for one in self.makers if one in routes]
        for ordinal, station in enumerate(told, start=1):
            ticket_id = order["id"] * 100 + ordinal
            shown = {
                "id": ticket_id,
                "number": f"{order['number'].partition('-')[2]}-{ordinal}",
                "status": "new",
                "version": 1,
                "round": round_,
                "lines": [_line(line) for route, line in lines if route == station],
                "marks": ["added"] if round_ > 1 else [],
                **dict.fromkeys(("moved_from", "seen_at", "started_at", "done_at")),
            }
            self.all[ticket_id] = Ticket(ticket_id, order["id"], station, shown)
            yield self.all[ticket_id]

    def about(self, order_id: int) -> Json | None:
        """How far it is with an order, as the staff see it."""
        tickets = self.of(order_id)
        if not tickets:
            return None
        made = self.made(order_id)
        return {
            "seen_at": _last([one.shown["seen_at"] for one in made or tickets]),
            "ready_at": _last([one.shown["done_at"] for one in made]),
            "tickets": [{"id": one.id, "station_id": one.station, "status": one.status} for one in tickets],
        }

    def followed(self, order_id: int, status: str, *, by_tap: bool) -> str:
        """What an order's status is, as its tickets have it."""
        made = self.made(order_id)
        if made and all(one.status == "done" for one in made):
            return "completed" if not by_tap or status == "completed" else "preparing"
        begun = any(one.status != "new" for one in made)
        return "preparing" if made and (begun or status == "completed") else status

    def copy(self) -> "Kitchen":
        tickets = {key: replace(one, shown={**one.shown}) for key, one in self.all.items()}
        return Kitchen([*self.stations], {**self.names}, tickets)


def _line(line: Json) -> Json:
    same = {name: line[name] for name in ("id", "item_id", "name", "quantity", "voided", "note")}
    return {**same, "options": [one["name"] for one in line["options"]], "done_at": None}


def _last(times: list[str | None]) -> str | None:
    come = [one for one in times if one is not None]
    return max(come) if come and len(come) == len(times) else None
