"""Parties and orders that change their table, and what is taken back of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tests.stateful.books import Book, Json, Order, Stay, Table, instant
from tests.stateful.expected import NOT_FOUND, STAFF, Answer, Ask, Expected, guard, refused
from tests.stateful.looking_deeds import board_table
from tests.stateful.serving_deeds import frozen

UNJOINED_WITHIN = timedelta(seconds=60)
REOPENED_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class MoveParty:
    who: str
    table: int
    to: int
    session: int
    at_once: bool = False

    def ask(self, book: Book) -> Ask:
        body = {"to_table_id": book.tables[self.to].id, "table_session_id": self.session}
        return Ask(self.who, "POST", f"/admin/tables/{book.tables[self.table].id}/move", body)

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        here, there = book.tables[self.table], book.tables[self.to]
        if here is there:
            return refused(409, "table_occupied")
        party = book.open_stay(here)
        if party is None or party.id != self.session:
            return _again_or(book, here, there, _told(book, "session.moved", here, there, self.session), self.at_once)
        if there.stay is not None:
            return refused(409, "table_occupied")
        orders = book.of_stay(party)[::-1]
        _bring_calls(book, self.who, here, there)
        here.stay, there.stay, party.table = None, party.id, there.number
        here.party += 1
        if book.visits.bring(here.number, there.number):
            book.tell("visit.changed", {"table": there.told, "party": there.party})
        _bring(book, orders, there, party)
        _tell(book, "session.moved", here, there, party, orders)
        return _both(book, here, there, self.at_once)


@dataclass(frozen=True)
class JoinParty:
    who: str
    table: int
    into: int
    session: int
    other: int
    at_once: bool = False

    def ask(self, book: Book) -> Ask:
        into = book.tables[self.into].id
        body = {"into_table_id": into, "table_session_id": self.session, "into_session_id": self.other}
        return Ask(self.who, "POST", f"/admin/tables/{book.tables[self.table].id}/join", body)

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        here, there = book.tables[self.table], book.tables[self.into]
        if here is there:
            return refused(409, "table_occupied")
        party, joint = book.open_stay(here), book.open_stay(there)
        if party is None or joint is None or (party.id, joint.id) != (self.session, self.other):
            known = book.stays.get(self.session)
            joined = known is not None and (known.table, known.joined_into) == (here.number, self.other)
            return _again_or(book, here, there, joined, self.at_once)
        orders = book.of_stay(party)[::-1]
        party.brought, party.joined_into, party.closed_at = [one.id for one in orders], joint.id, book.now
        joint.last_order_at = max(joint.last_order_at, party.last_order_at)
        if party.guests:
            joint.guests = (joint.guests or 0) + party.guests
        _bring_calls(book, self.who, here, there)
        here.stay = None
        here.party += 1
        book.visits.end(here.number)
        _bring(book, orders, there, joint)
        _tell(book, "session.joined", here, there, joint, orders)
        return _both(book, here, there, self.at_once)


@dataclass(frozen=True)
class PartParty:
    """Back from a join: ``table`` is the one that was left."""

    who: str
    table: int
    session: int

    def ask(self, book: Book) -> Ask:
        path = f"/admin/tables/{book.tables[self.table].id}/unjoin"
        return Ask(self.who, "POST", path, {"table_session_id": self.session})

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        there, ended = book.tables[self.table], book.stays.get(self.session)
        if ended is None or ended.table != there.number:
            return refused(409, "too_late")
        if ended.joined_into is None:
            return self._again(book, there, ended)
        joint = book.stays[ended.joined_into]
        if joint.closed_at or ended.closed_at is None or book.now - ended.closed_at >= UNJOINED_WITHIN:
            return refused(409, "too_late")
        if there.stay is not None:
            return refused(409, "table_occupied")
        orders = [one for one in book.of_stay(joint)[::-1] if one.id in ended.brought]
        if ended.guests and joint.guests:
            joint.guests = joint.guests - ended.guests if joint.guests > ended.guests else None
        _open(there, ended)
        _bring(book, orders, there, ended)
        here = book.tables[joint.table]
        ends = {"from": _seated(book, here, joint), "to": _seated(book, there, ended)}
        book.tell("session.unjoined", {**ends, "orders": [book.shown(one) for one in orders]})
        _tell_tickets(book, orders)
        return _both(book, here, there)

    def _again(self, book: Book, there: Table, ended: Stay) -> Expected:
        for event in reversed(book.events):
            if event.type == "session.unjoined" and event.data["to"]["table_session"]["id"] == ended.id:
                if event.data["to"]["table"]["id"] != there.id or ended.closed_at:
                    continue
                here = next(one for one in book.tables.values() if one.id == event.data["from"]["table"]["id"])
                return _both(book, here, there)
        return refused(409, "too_late")


@dataclass(frozen=True)
class Reopen:
    who: str
    table: int
    session: int

    def ask(self, book: Book) -> Ask:
        path = f"/admin/tables/{book.tables[self.table].id}/reopening"
        return Ask(self.who, "POST", path, {"table_session_id": self.session})

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        table = book.tables[self.table]
        if table.stay is not None and table.stay == self.session:
            return Expected(200, board_table(book, table, 5))
        closed = [(one.closed_at, one.id) for one in book.stays.values() if one.closed_at and one.table == table.number]
        last = book.stays[max(closed)[1]] if closed else None
        if last is None or last.id != self.session or last.joined_into or last.closed_at is None:
            return refused(409, "too_late")
        if table.stay is not None:
            return refused(409, "table_occupied")
        if book.now - last.closed_at >= REOPENED_WITHIN:
            return refused(409, "too_late")
        _open(table, last)
        orders = book.of_stay(last)
        shown = [book.shown(one) for one in orders]
        book.tell("session.reopened", {**_seated(book, table, last), "orders": shown})
        makers = book.kitchen.makers
        for ticket in (ticket for order in orders for ticket in book.kitchen.of(order.id)):
            if makers and ticket.station not in makers:  # it has gone meanwhile
                ticket.station = makers[0]
                ticket.shown["version"] += 1
        _tell_tickets(book, orders)
        return Expected(200, board_table(book, table, 5))


@dataclass(frozen=True)
class MoveOrder:
    who: str
    order: int
    to: int
    version: int

    def ask(self, book: Book) -> Ask:
        body = {"to_table_id": book.tables[self.to].id, "version": self.version}
        return Ask(self.who, "POST", f"/admin/orders/{self.order}/move", body)

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        order = book.orders.get(self.order)
        if order is None:
            return NOT_FOUND
        here, there = book.tables[order.table], book.tables[self.to]
        if here is there:
            moves = [one.data for one in book.events if one.type == "order.moved"]
            done = [(one["order"]["id"], one["order"]["version"], one["to"]["table"]["id"]) for one in moves]
            if (order.id, self.version + 1, there.id) in done:
                return Expected(200, book.shown(order, to_staff=True))
            return refused(409, "table_occupied")
        if no := frozen(book, order, self.version):
            return no
        if order.status == "cancelled":
            return refused(409, "illegal_transition", order=book.shown(order, to_staff=True))
        left, joined = book.stays[order.stay], book.open_stay(there)
        opens = joined is None
        if joined is None:
            learned = answer.learn("table_session_id", status=200)
            if not isinstance(learned, int) or learned in book.stays:
                return Expected(200, "a session that was never there before")
            day = book.business_date(book.now)
            joined = book.stays[learned] = Stay(learned, there.number, day, book.now, book.now)
            there.stay = learned
        _bring(book, [order], there, joined)
        if opens:
            book.tell_table("session.opened", there, joined)
        ends = {"from": _seated(book, here, left), "to": _seated(book, there, joined)}
        book.tell("order.moved", {"order": book.shown(order), **ends})
        _tell_tickets(book, [order])
        return Expected(200, book.shown(order, to_staff=True))


def _bring(book: Book, orders: Sequence[Order], table: Table, stay: Stay) -> None:
    for order in orders:
        for ticket in book.kitchen.of(order.id):
            ticket.shown["moved_from"] = book.tables[order.table].ref
            ticket.mark("moved")
        book.stays[order.stay].orders.remove(order.id)
        stay.orders.append(order.id)
        order.stay, order.table = stay.id, table.number
        order.shown |= {"table_session_id": stay.id, "version": order.version + 1, "updated_at": instant(book.now)}


def _bring_calls(book: Book, who: str, here: Table, there: Table) -> None:
    """Of the party that sits ``here`` still."""
    staff = book.logins[who].username or ""
    ends = (here.number, here.party), (there.number, there.party)
    for call in book.calls.bring(*ends, instant(book.now), staff):
        book.tell_call("call.changed", call)


def _open(table: Table, stay: Stay) -> None:
    stay.closed_at = stay.joined_into = None
    stay.brought = []
    table.stay = stay.id


def _seated(book: Book, table: Table, stay: Stay) -> Json:
    return {"table": table.told, "party": table.party, "table_session": book.shown_stay(stay)}


def _tell(book: Book, kind: str, here: Table, there: Table, stay: Stay, orders: Sequence[Order]) -> None:
    ends = {"from": {"table": here.told, "party": here.party}, "to": {"table": there.told, "party": there.party}}
    moved = {"orders": [book.shown(one) for one in orders]}
    calls = [book.shown_call(one) for one in book.calls.waiting(there.number)]
    book.tell(kind, {**ends, "table_session": book.shown_stay(stay), **moved, "calls": calls})
    _tell_tickets(book, orders)


def _tell_tickets(book: Book, orders: Sequence[Order]) -> None:
    for order in orders:
        for ticket in book.kitchen.of(order.id):
            book.tell_ticket("ticket.changed", ticket)


def _told(book: Book, kind: str, here: Table, there: Table, session: int) -> bool:
    said = [one.data for one in book.events if one.type == kind]
    return any(_ends(one) == (here.id, there.id) and one["table_session"]["id"] == session for one in said)


def _ends(said: Json) -> tuple[int, int]:
    return said["from"]["table"]["id"], said["to"]["table"]["id"]


def _again_or(book: Book, here: Table, there: Table, happened: bool, at_once: bool) -> Expected:
    return _both(book, here, there, at_once) if happened else refused(409, "no_open_session")


def _both(book: Book, here: Table, there: Table, at_once: bool = False) -> Expected:
    """As the two tables are now: of several deeds at once the answer may already show a later one."""
    return Expected(200, None if at_once else {"from": board_table(book, here, 5), "to": board_table(book, there, 5)})
