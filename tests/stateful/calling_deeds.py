"""Calling for something, and seeing to it."""

from dataclasses import dataclass

from tests.stateful.books import Book, instant
from tests.stateful.calls import STEPS, Call
from tests.stateful.expected import GUESTS, NOT_FOUND, STAFF, Answer, Ask, Expected, guard, refused

MOST_SHOWN = 100


@dataclass(frozen=True)
class CallFor:
    """Something of a ``kind``, by a tablet or a phone."""

    who: str
    kind: str
    count: int | None = None
    note: str | None = None
    party: int | None = None

    def ask(self, book: Book) -> Ask:
        said = {"kind": self.kind, "count": self.count, "note": self.note, "party": self.party}
        return Ask(self.who, "POST", "/calls", {name: value for name, value in said.items() if value is not None})

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *GUESTS):
            return no
        kind = next((one for one in book.store["call_kinds"] if one["key"] == self.kind), None)
        if kind is None or (self.count is not None and (not kind["counted"] or self.count > kind["max"])):
            return refused(400, "invalid")
        table = book.table_of(self.who)
        if self.party not in (None, table.party) and book.role(self.who) != "phone":
            return refused(409, "party_changed", party=table.party)
        count, note = (self.count or 1) if kind["counted"] else None, (self.note or "").strip() or None
        waiting = book.calls.of_kind(table.number, self.kind)
        if waiting is not None:
            if waiting.repeat(count, note):
                book.tell_call("call.changed", waiting)
            return Expected(200, book.shown_call(waiting))
        call_id = answer.learn("id", status=201)
        if call_id is None or call_id in book.calls.all:
            return Expected(201, "an id that was never used")
        about = {"id": call_id, "kind": self.kind, "label": kind["label"][book.store["locale"]]}
        now = {
            "count": count,
            "note": note,
            "party": table.party,
            "status": "open",
            "version": 1,
            "placed_at": instant(book.now),
        }
        call = Call(call_id, table.number, {**about, **now, "taken": None, "done": None})
        book.calls.all[call_id] = call
        book.tell_call("call.placed", call)
        return Expected(201, book.shown_call(call))


@dataclass(frozen=True)
class Withdraw:
    who: str
    call: int

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "DELETE", f"/calls/{self.call}")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *GUESTS):
            return no
        table, call = book.table_of(self.who), book.calls.all.get(self.call)
        if call is None or (call.table, call.shown["party"]) != (table.number, table.party):
            return NOT_FOUND
        if call.shown["status"] == "done":
            return refused(409, "too_late")
        if call.shown["status"] != "withdrawn":
            call.move("withdrawn", instant(book.now))
            book.tell_call("call.changed", call)
        return Expected(204)


@dataclass(frozen=True)
class SeeTo:
    """Take a call, be done with it, or put it back."""

    who: str
    call: int
    to: str
    version: int

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "PATCH", f"/admin/calls/{self.call}", {"status": self.to, "version": self.version})

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        call = book.calls.all.get(self.call)
        if call is None:
            return NOT_FOUND
        if self.version != call.version:
            return refused(409, "stale_version", call=book.shown_call(call, to_staff=True))
        if (call.shown["status"], self.to) not in STEPS:
            return refused(409, "illegal_transition", call=book.shown_call(call, to_staff=True))
        call.move(self.to, instant(book.now), book.logins[self.who].username)
        book.tell_call("call.changed", call)
        return Expected(200, book.shown_call(call, to_staff=True))


@dataclass(frozen=True)
class LookAtOwnCalls:
    who: str

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "GET", "/calls")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *GUESTS):
            return no
        table = book.table_of(self.who)
        mine = book.calls.of_party(table.number, table.party)[:MOST_SHOWN]
        return Expected(200, {"cursor": len(book.events), "items": [book.shown_call(one) for one in mine]})
