"""What happens to an order that is placed, and to its table."""

from dataclasses import dataclass
from datetime import timedelta

from tests.stateful.books import Book, Json, Order, instant
from tests.stateful.expected import GUESTS, MANAGERS, NOT_FOUND, STAFF, Answer, Ask, Expected, guard, refused
from tests.stateful.tickets import OF_ORDER

Versions = dict[int, int]
"""Of an order's tickets, by their ids."""
MOVES = {
    ("pending", "preparing"),
    ("pending", "completed"),
    ("preparing", "completed"),
    ("preparing", "pending"),
    ("completed", "preparing"),
}


def to_step(book: Book, who: str, order_id: int, to: str, version: int) -> Order | Expected:
    """The order that is to become that, or why it may not."""
    if no := guard(book, who, *STAFF):
        return no
    order = book.orders.get(order_id)
    if order is None:
        return NOT_FOUND
    if no := frozen(book, order, version):
        return no
    if (order.status, to) not in MOVES:
        return refused(409, "illegal_transition", order=book.shown(order, to_staff=True))
    return order


@dataclass(frozen=True)
class Advance:
    who: str
    order: int
    to: str
    version: int

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "PATCH", f"/admin/orders/{self.order}", {"status": self.to, "version": self.version})

    def expect(self, book: Book, answer: Answer) -> Expected:
        order = to_step(book, self.who, self.order, self.to, self.version)
        if isinstance(order, Expected):
            return order
        move(book, order, self.to, with_tickets=True, once_more=True)
        return Expected(200, book.shown(order, to_staff=True))


@dataclass(frozen=True)
class Cancel:
    who: str
    order: int
    version: int
    reason: str = "재료 소진"

    def ask(self, book: Book) -> Ask:
        body = {"reason": self.reason, "version": self.version}
        return Ask(self.who, "POST", f"/admin/orders/{self.order}/cancellation", body)

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        order = book.orders.get(self.order)
        if order is None:
            return NOT_FOUND
        if order.status == "cancelled":
            return Expected(200, book.shown(order, to_staff=True))
        if no := frozen(book, order, self.version):
            return no
        if book.role(self.who) not in MANAGERS and order.status != "pending":
            return refused(403, "forbidden")
        order.reason = self.reason.strip()
        _cancelled(book, order, "staff")
        return Expected(200, book.shown(order, to_staff=True))


@dataclass(frozen=True)
class Void:
    """``quantity`` None: all that is left."""

    who: str
    order: int
    line: int
    quantity: int | None
    version: int
    reason: str = "하나는 식었음"

    def ask(self, book: Book) -> Ask:
        path = f"/admin/orders/{self.order}/lines/{self.order * 100 + self.line}/cancellation"
        many = {} if self.quantity is None else {"quantity": self.quantity}
        return Ask(self.who, "POST", path, {"reason": self.reason, "version": self.version, **many})

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        order = book.orders.get(self.order)
        if order is None or self.line >= len(order.shown["lines"]):
            return NOT_FOUND
        if no := frozen(book, order, self.version):
            return no
        if order.status == "cancelled":
            return refused(409, "illegal_transition", order=book.shown(order, to_staff=True))
        if book.role(self.who) not in MANAGERS and order.status != "pending":
            return refused(403, "forbidden")
        line = {**order.shown["lines"][self.line]}
        quantity = line["quantity"] if self.quantity is None else self.quantity
        if not 0 < quantity <= line["quantity"]:
            return refused(400, "invalid")
        amount = quantity * (line["unit_price"] + sum(one["price_delta"] for one in line["options"]))
        line |= {"quantity": line["quantity"] - quantity, "voided": line["voided"] + quantity}
        line["subtotal"] -= amount
        lines = [*order.shown["lines"]]
        lines[self.line] = line
        order.shown |= {"lines": lines, "total": order.total - amount}
        voided = {"line_id": line["id"], "quantity": quantity, "amount": amount}
        known = _versions(book, order)
        for ticket in book.kitchen.of(order.id):
            if line["id"] in {one["id"] for one in ticket.shown["lines"]}:
                ticket.take_back(line["id"], quantity)
        if any(one["quantity"] for one in lines):
            to = book.kitchen.followed(order.id, order.status, by_tap=book.by_tap(order))
            move(book, order, to, known, voided=voided)
        else:
            order.reason = self.reason.strip()
            _cancelled(book, order, "staff", known, voided)
        return Expected(200, book.shown(order, to_staff=True))


@dataclass(frozen=True)
class Undo:
    who: str
    order: int

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "POST", f"/orders/{self.order}/cancellation")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *GUESTS):
            return no
        order = book.orders.get(self.order)
        table = book.table_of(self.who)
        if order is None or order.table != table.number or order.stay != table.stay:
            return NOT_FOUND
        if book.role(self.who) == "phone" and order.phone != self.who:
            return refused(403, "not_yours")
        if order.status == "cancelled":
            return Expected(200, book.shown(order))
        window = timedelta(seconds=book.store["limits"]["undo_seconds"])
        if order.status != "pending" or book.now - order.placed_at >= window:
            return refused(409, "too_late")
        _cancelled(book, order, "table")
        return Expected(200, book.shown(order))


@dataclass(frozen=True)
class Close:
    who: str
    table: int
    force: bool = False
    session: int | None = None

    def ask(self, book: Book) -> Ask:
        named = {"table_session_id": self.session} if self.session is not None else {}
        path = f"/admin/tables/{book.tables[self.table].id}/closing"
        return Ask(self.who, "POST", path, {"force": self.force, **named})

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        table = book.tables[self.table]
        stay = book.open_stay(table)
        if stay is None or self.session not in (None, stay.id):
            return refused(409, "no_open_session")
        waiting = [{name: one.shown[name] for name in ("id", "number", "status")} for one in book.unfinished(stay)]
        if waiting and not self.force:
            return refused(409, "unfinished_orders", orders=waiting)
        stay.closed_at = book.now
        table.stay = None
        table.party += 1
        book.visits.end(table.number)
        book.calls.end(table.number, instant(book.now), book.logins[self.who].username or "")
        book.tell_table("session.closed", table, stay)
        return Expected(200, closed_stay(book, stay.id))


@dataclass(frozen=True)
class CountGuests:
    """At ``table``, in the session that somebody means."""

    who: str
    table: int
    session: int
    guests: int | None

    def ask(self, book: Book) -> Ask:
        path = f"/admin/tables/{book.tables[self.table].id}/session"
        return Ask(self.who, "PATCH", path, {"guests": self.guests, "table_session_id": self.session})

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        table = book.tables[self.table]
        stay = book.open_stay(table)
        if stay is None or self.session != stay.id:
            return refused(409, "no_open_session")
        if stay.guests != self.guests:
            stay.guests = self.guests
            book.tell_table("table.changed", table, stay)
        return Expected(200, facts={"party": table.party, "table_session": book.shown_stay(stay)})


def closed_stay(book: Book, stay_id: int) -> dict[str, object]:
    stay = book.stays[stay_id]
    assert stay.closed_at is not None
    return {
        "id": stay.id,
        "table": book.tables[stay.table].ref,
        "business_date": stay.day.isoformat(),
        "opened_at": instant(stay.opened_at),
        "closed_at": instant(stay.closed_at),
        "joined_into": stay.joined_into,
        "joined_table": book.tables[book.stays[stay.joined_into].table].ref if stay.joined_into else None,
        "total": book.total(stay),
        "guests": stay.guests,
        "orders": [book.shown(one, to_staff=True) for one in book.of_stay(stay)],
    }


def frozen(book: Book, order: Order, version: int) -> Expected | None:
    """How a change of an order is refused that is not what it was, or of a party that has left."""
    shown = book.shown(order, to_staff=True)
    if book.stays[order.stay].closed_at is not None:
        return refused(409, "session_closed", order=shown)
    return refused(409, "stale_version", order=shown) if version != order.version else None


def _cancelled(book: Book, order: Order, by: str, known: Versions | None = None, voided: Json | None = None) -> None:
    known = known or _versions(book, order)
    for ticket in book.kitchen.of(order.id):
        ticket.void()
    order.shown["cancelled"] = {"by": by, "at": instant(book.now)}
    move(book, order, "cancelled", known, voided=voided)


def move(
    book: Book,
    order: Order,
    to: str,
    known: Versions | None = None,
    *,
    with_tickets: bool = False,
    once_more: bool = False,
    voided: Json | None = None,
) -> None:
    """To another status, or the same once more. Its tickets are told that have changed since they were ``known``, or
    that go ``with`` it; ``once_more`` all that are made, if none has.
    """
    now, known = instant(book.now), known or _versions(book, order)
    if with_tickets:
        for ticket in book.kitchen.made(order.id):
            ticket.go(OF_ORDER[to], now)
    times = {**order.shown["status_times"]}
    if to == "cancelled":
        times["cancelled"] = now
    elif to != order.status:
        times.pop("completed", None)
        if to == "pending":
            times.pop("preparing", None)
        else:
            times[to] = now
    order.shown |= {"status": to, "version": order.version + 1, "updated_at": now, "status_times": times}
    book.tell_order("order.changed", order, **({"voided": voided} if voided else {}))
    changed = [one for one in book.kitchen.of(order.id) if one.version != known[one.id]]
    again = book.kitchen.made(order.id) if once_more else []
    for ticket in changed or again:
        book.tell_ticket("ticket.changed", ticket)


def _versions(book: Book, order: Order) -> Versions:
    return {one.id: one.version for one in book.kitchen.of(order.id)}
