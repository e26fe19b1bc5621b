"""A store in plain data: what the machine believes. Nothing here knows the service's code, only the design's words."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.stateful.calls import Call, Calls
from tests.stateful.events import Event
from tests.stateful.people import Device, Login, Person
from tests.stateful.tickets import Kitchen, Ticket
from tests.stateful.visits import Visits

Json = dict[str, Any]
LIFETIME = timedelta(hours=16)
UNFINISHED = ("pending", "preparing")


@dataclass
class Table:
    id: int
    number: int
    label: str | None
    area: str | None
    password: str
    party: int = 0
    stay: int | None = None

    @property
    def ref(self) -> Json:
        return {"id": self.id, "number": self.number, "label": self.label}

    @property
    def told(self) -> Json:
        return {**self.ref, "area": self.area, "party": self.party}


@dataclass
class Stay:
    """A table session."""

    id: int
    table: int
    day: date
    opened_at: datetime
    last_order_at: datetime
    orders: list[int] = field(default_factory=list)
    guests: int | None = None
    closed_at: datetime | None = None
    joined_into: int | None = None
    brought: list[int] = field(default_factory=list)
    """The orders that it took along when it joined."""


@dataclass
class Order:
    """``shown`` is its JSON as guests see it, but for the tables, which show as they are named now."""

    id: int
    table: int
    placed_at_table: int
    stay: int
    day: date
    placed_at: datetime
    shown: Json
    phone: str | None = None
    """The login of the phone that placed it."""
    reason: str | None = None

    @property
    def status(self) -> str:
        return str(self.shown["status"])

    @property
    def version(self) -> int:
        return int(self.shown["version"])

    @property
    def total(self) -> int:
        return int(self.shown["total"])


@dataclass
class Book:
    """One store, with the clock on its wall."""

    now: datetime
    store: Json
    categories: list[Json]
    items: dict[int, Json]
    tables: dict[int, Table]
    people: dict[str, Person]
    events: list[Event]
    menu_version: int
    devices: dict[str, Device] = field(default_factory=dict)
    logins: dict[str, Login] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    stays: dict[int, Stay] = field(default_factory=dict)
    visits: Visits = field(default_factory=Visits)
    calls: Calls = field(default_factory=Calls)
    kitchen: Kitchen = field(default_factory=Kitchen)
    keys: dict[tuple[str, int, str], tuple[int, Json]] = field(default_factory=dict)
    numbers: Counter[date] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)

    # Who

    def stands(self, name: str) -> bool:
        """Whether this login's token is good."""
        login = self.logins[name]
        if login.ended or self.now >= login.expires_at:
            return False
        if login.device is not None:
            return self.devices[login.device].paired
        if login.visit is not None:
            return self.visits.all[login.visit].goes_on
        person = self.people[login.username or ""]
        return person.epoch == login.epoch and not person.disabled

    def role(self, name: str) -> str:
        """``table``, ``phone``, or a person's role."""
        login = self.logins[name]
        if login.visit is not None:
            return "phone"
        return "table" if login.username is None else self.people[login.username].role

    def holder(self, name: str) -> str:
        """Whose this login's streams are: the tablet's, or its own."""
        return self.logins[name].device or name

    def table_of(self, name: str) -> Table:
        """The table of a tablet's login, or where a phone's visit sits."""
        login = self.logins[name]
        if login.visit is not None:
            return self.tables[self.visits.all[login.visit].table]
        return self.tables[self.devices[login.device or ""].table]

    # What time

    def business_date(self, at: datetime) -> date:
        local = at.astimezone(ZoneInfo(self.store["timezone"]))
        early = local.hour < self.store["day_cutoff_hour"]
        return local.date() - timedelta(days=1 if early else 0)

    # What is told

    def tell(self, kind: str, data: Json) -> None:
        self.events.append(Event(len(self.events) + 1, kind, data))

    def tell_menu(self) -> None:
        self.menu_version += 1
        self.tell("menu.changed", {"version": self.menu_version})

    def tell_order(self, kind: str, order: Order, **more: Json) -> None:
        self.tell(kind, {"order": self.shown(order), "session_total": self.total(self.stays[order.stay]), **more})

    def tell_call(self, kind: str, call: Call) -> None:
        self.tell(kind, {"call": self.shown_call(call)})

    def tell_ticket(self, kind: str, ticket: Ticket) -> None:
        self.tell(kind, {"ticket": self.shown_ticket(ticket)})

    def tell_table(self, kind: str, table: Table, stay: Stay | None) -> None:
        shown = {"table": table.told, "party": table.party, "table_session": self.shown_stay(stay), "deleted": False}
        self.tell(kind, shown)

    def last_closing(self, table_id: int | None) -> int:
        """The event by which a party left that table last; 0 for none, and for the staff's."""
        if table_id is None:
            return 0
        return max((one.seq for one in self.events if one.parts(table_id)), default=0)

    # How it shows

    def shown(self, order: Order, *, to_staff: bool = False) -> Json:
        cancelled = order.shown["cancelled"]
        if cancelled and to_staff:
            cancelled = {**cancelled, "reason": order.reason}
        tables = {"table": self.tables[order.table].ref, "placed_at_table": self.tables[order.placed_at_table].ref}
        kitchen = {"kitchen": self.kitchen.about(order.id)} if to_staff else {}
        return {**order.shown, **tables, "cancelled": cancelled, **kitchen}

    def shown_call(self, call: Call, *, to_staff: bool = False) -> Json:
        return {**call.told(to_staff=to_staff), "table": self.tables[call.table].ref}

    def shown_ticket(self, ticket: Ticket) -> Json:
        order = self.orders[ticket.order]
        same = {
            name: order.shown[name] for name in ("id", "number", "version", "placed_by", "note", "placed_at", "status")
        }
        station = {"id": ticket.station, "name": self.kitchen.names[ticket.station]}
        return {**ticket.shown, "station": station, "order": {**same, "table": self.tables[order.table].ref}}

    def shown_stay(self, stay: Stay | None) -> Json | None:
        if stay is None:
            return None
        return {"id": stay.id, "opened_at": instant(stay.opened_at), "total": self.total(stay), "guests": stay.guests}

    def open_stay(self, table: Table) -> Stay | None:
        return self.stays[table.stay] if table.stay else None

    def of_stay(self, stay: Stay | None) -> list[Order]:
        """Newest first."""
        return [self.orders[one] for one in sorted(stay.orders, reverse=True)] if stay else []

    def total(self, stay: Stay) -> int:
        return sum(one.total for one in self.of_stay(stay) if one.status != "cancelled")

    def unfinished(self, stay: Stay | None) -> list[Order]:
        return [one for one in self.of_stay(stay) if one.status in UNFINISHED]

    # Where it is made

    def route(self, item_id: int) -> int | None:
        """The station that makes an item; None without a kitchen."""
        item, makers = self.items[item_id], self.kitchen.makers
        category = next(one for one in self.categories if one["id"] == item["category_id"])
        return (item["station_id"] or category["station_id"] or makers[0]) if makers else None

    def route_nothing_to(self, station: int) -> None:
        self.items = {
            key: {**one, "station_id": None} if one["station_id"] == station else one for key, one in self.items.items()
        }

    def by_tap(self, order: Order) -> bool:
        """Whether a person says that it is completed."""
        return bool(self.kitchen.of(order.id)) and (self.kitchen.has_expo or self.store["serving_tap"])

    def option_item(self, option_id: int) -> Json:
        """The item that has this option."""
        return next(item for item in self.items.values() if option_id in {one["id"] for one in options_of(item)})

    def option(self, option_id: int) -> Json:
        return next(one for one in options_of(self.option_item(option_id)) if one["id"] == option_id)

    def copy(self) -> "Book":
        """To think further without changing this one."""
        return replace(
            self,
            store={**self.store, "limits": {**self.store["limits"]}},
            items=self.items,
            tables=each(self.tables, replace),
            people=each(self.people, replace),
            devices=each(self.devices, replace),
            logins=each(self.logins, replace),
            orders=each(self.orders, lambda one: replace(one, shown={**one.shown})),
            stays=each(self.stays, lambda one: replace(one, orders=[*one.orders], brought=[*one.brought])),
            visits=self.visits.copy(),
            calls=self.calls.copy(),
            kitchen=self.kitchen.copy(),
            keys={**self.keys},
            events=[*self.events],
            numbers=Counter(self.numbers),
            failures=Counter(self.failures),
        )


def each(rows: dict[Any, Any], copy: Callable[[Any], Any]) -> dict[Any, Any]:
    return {key: copy(row) for key, row in rows.items()}


def options_of(item: Json) -> Iterator[Json]:
    for group in item["option_groups"]:
        yield from group["options"]


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, as it shows in JSON."""
    return at.isoformat().replace("+00:00", "Z")
