"""What is done in the kitchen: tickets start, are done and come back; orders are carried; stations come and go."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.stateful.books import Book, Json, Order, instant
from tests.stateful.expected import MANAGERS, NOT_FOUND, STAFF, Answer, Ask, Expected, guard, refused
from tests.stateful.serving_deeds import move, to_step
from tests.stateful.tickets import STEPS, Ticket


def _refused(book: Book, code: str, ticket: Ticket) -> Expected:
    return refused(409, code, ticket=book.shown_ticket(ticket))


def _changed(book: Book, ticket: Ticket) -> Expected:
    """Its order follows."""
    order = book.orders[ticket.order]
    to = book.kitchen.followed(order.id, order.status, by_tap=book.by_tap(order))
    if to != order.status:
        move(book, order, to)
    book.tell_ticket("ticket.changed", ticket)
    return Expected(200, book.shown_ticket(ticket))


@dataclass(frozen=True)
class OfTicket:
    """Something that somebody does to a ticket of a party that is there."""

    who: str
    ticket: int

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        ticket = book.kitchen.all.get(self.ticket)
        if ticket is None or not self.knows(ticket):
            return NOT_FOUND
        if book.stays[book.orders[ticket.order].stay].closed_at:
            return _refused(book, "session_closed", ticket)
        return self.done(book, ticket)

    def knows(self, ticket: Ticket) -> bool:
        return True

    def done(self, book: Book, ticket: Ticket) -> Expected:
        raise NotImplementedError


@dataclass(frozen=True)
class Bump(OfTicket):
    """Or recall."""

    to: str
    version: int

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "PATCH", f"/kitchen/tickets/{self.ticket}", {"status": self.to, "version": self.version})

    def done(self, book: Book, ticket: Ticket) -> Expected:
        if self.version != ticket.version:
            return _refused(book, "stale_version", ticket)
        if (ticket.status, self.to) not in STEPS:
            return _refused(book, "illegal_transition", ticket)
        ticket.go(self.to, instant(book.now))
        return _changed(book, ticket)


@dataclass(frozen=True)
class MarkLine(OfTicket):
    line: int
    is_done: bool

    @property
    def line_id(self) -> int:
        return self.ticket // 100 * 100 + self.line

    def ask(self, book: Book) -> Ask:
        path = f"/kitchen/tickets/{self.ticket}/lines/{self.line_id}/done"
        return Ask(self.who, "PUT" if self.is_done else "DELETE", path)

    def knows(self, ticket: Ticket) -> bool:
        return self.line_id in {line["id"] for line in ticket.shown["lines"]}

    def done(self, book: Book, ticket: Ticket) -> Expected:
        if ticket.status == "void":
            return _refused(book, "illegal_transition", ticket)
        now = instant(book.now)
        if ticket.mark_line(self.line_id, now if self.is_done else None, now):
            return _changed(book, ticket)
        return Expected(200, book.shown_ticket(ticket))


@dataclass(frozen=True)
class Notice(OfTicket):
    """What was taken back."""

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "POST", f"/kitchen/tickets/{self.ticket}/acknowledgement")

    def done(self, book: Book, ticket: Ticket) -> Expected:
        if ticket.notice():
            book.tell_ticket("ticket.changed", ticket)
        return Expected(200, book.shown_ticket(ticket))


@dataclass(frozen=True)
class See:
    """Tickets are on a screen."""

    who: str
    tickets: tuple[int, ...]

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "POST", "/kitchen/tickets/seen", {"ids": [*self.tickets]})

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        seen = [book.kitchen.all[one] for one in sorted({*self.tickets} & book.kitchen.all.keys())]
        for ticket in seen:
            here = book.stays[book.orders[ticket.order].stay].closed_at is None
            if here and ticket.shown["seen_at"] is None:
                ticket.shown["seen_at"] = instant(book.now)
                book.tell_ticket("ticket.changed", ticket)
        return Expected(200, facts={"items": [book.shown_ticket(one) for one in seen]})


@dataclass(frozen=True)
class Serve:
    """Carry an order, or take that back."""

    who: str
    order: int
    to: str
    version: int

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "PATCH", f"/kitchen/orders/{self.order}", {"status": self.to, "version": self.version})

    def expect(self, book: Book, answer: Answer) -> Expected:
        order = to_step(book, self.who, self.order, self.to, self.version)
        if isinstance(order, Expected):
            return order
        carried = order.status == "completed" and book.by_tap(order)
        move(book, order, self.to, with_tickets=not carried, once_more=True)
        return Expected(200, book.shown(order, to_staff=True))


@dataclass(frozen=True)
class AddStation:
    who: str
    name: str
    kind: str = "prep"

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "POST", "/admin/stations", {"name": self.name, "kind": self.kind})

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *MANAGERS):
            return no
        stations = book.kitchen.stations
        if self.name in {one["name"] for one in stations}:
            return refused(409, "name_taken")
        if self.kind == "expo" and book.kitchen.has_expo:
            return refused(409, "expo_taken")
        learned = answer.learn("id", status=201)
        if learned is None or learned in book.kitchen.names:
            return Expected(201, "an id that was never used")
        station = {"id": learned, "name": self.name, "kind": self.kind, "position": len(stations)}
        stations.append(station)
        book.kitchen.names[learned] = self.name
        book.tell_menu()
        return Expected(201, station)


@dataclass(frozen=True)
class RemoveStation:
    """``rank`` among those that there are."""

    who: str
    rank: int

    def ask(self, book: Book) -> Ask:
        stations = book.kitchen.stations
        station = stations[self.rank % len(stations)]["id"] if stations else 2**40
        return Ask(self.who, "DELETE", f"/admin/stations/{station}")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *MANAGERS):
            return no
        stations = book.kitchen.stations
        if not stations:
            return NOT_FOUND
        station = stations[self.rank % len(stations)]
        if station["kind"] == "prep":
            if no := self._hand_over(book, station["id"]):
                return no
            book.route_nothing_to(station["id"])
        left = [one for one in stations if one is not station]
        book.kitchen.stations = [{**one, "position": rank} for rank, one in enumerate(left)]
        if station["kind"] == "expo":
            self._complete(book)
        book.tell_menu()
        return Expected(204)

    def _hand_over(self, book: Book, station: int) -> Expected | None:
        heirs = [one for one in book.kitchen.makers if one != station]
        mine = [one for order in _here(book) for one in book.kitchen.of(order.id) if one.station == station]
        if not heirs:
            in_use = any(one.status in ("new", "started") for one in mine)
            return refused(409, "station_in_use") if in_use else None
        for ticket in mine:
            ticket.station = heirs[0]
            ticket.shown["version"] += 1
            book.tell_ticket("ticket.changed", ticket)
        return None

    def _complete(self, book: Book) -> None:
        """What waited to be carried."""
        for order in _here(book):
            if order.status == "preparing" and book.kitchen.of(order.id):
                to = book.kitchen.followed(order.id, order.status, by_tap=False)
                if to != order.status:
                    move(book, order, to, once_more=True)


@dataclass(frozen=True)
class LookAtTickets:
    who: str
    status: str
    rank: int | None = None
    """Of the station; None for all."""

    def ask(self, book: Book) -> Ask:
        mine = self._station(book)
        only = f"&station_id={mine}" if mine else ""
        return Ask(self.who, "GET", f"/kitchen/tickets?limit=200&status={self.status}{only}")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        here = {one.id for one in _here(book)}
        found = [one for one in book.kitchen.all.values() if one.order in here]
        if mine := self._station(book):
            found = [one for one in found if one.station == mine]
        if self.status == "open":
            shown = sorted((one for one in found if one.is_on_screen), key=lambda one: one.id)
        else:
            done: list[Any] = [one for one in found if one.status == "done"]
            shown = sorted(done, key=lambda one: (one.shown["done_at"], one.id), reverse=True)
        items = [book.shown_ticket(one) for one in shown]
        return Expected(200, {"cursor": len(book.events), "items": items, "next_cursor": None})

    def _station(self, book: Book) -> int | None:
        makers = book.kitchen.makers
        return makers[self.rank % len(makers)] if self.rank is not None and makers else None


@dataclass(frozen=True)
class LookAtAllDay:
    who: str

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "GET", "/kitchen/all-day")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        counted: Counter[Any] = Counter()
        for ticket in _on_screens(book):
            for line in ticket.shown["lines"] if ticket.status != "void" else ():
                if line["quantity"] and line["done_at"] is None:
                    counted[line["item_id"], line["name"], tuple(line["options"])] += line["quantity"]
        most = sorted(counted.items(), key=lambda one: (-one[1], one[0][1:]))
        items: list[Json] = [
            {"item_id": item, "name": name, "options": [*options], "quantity": many}
            for (item, name, options), many in most
        ]
        return Expected(200, {"items": items})


def _here(book: Book) -> list[Order]:
    """The orders of the parties that are there."""
    return [one for _, one in sorted(book.orders.items()) if book.stays[one.stay].closed_at is None]


def _on_screens(book: Book) -> list[Ticket]:
    return [one for order in _here(book) for one in book.kitchen.of(order.id) if one.is_on_screen]
