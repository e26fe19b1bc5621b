"""Guests' own phones: the code of a party is shown and renewed, and lets them in."""

from dataclasses import dataclass
from datetime import timedelta

from tests.stateful.access_deeds import store_ref, token_answer
from tests.stateful.books import Book, Json, Table
from tests.stateful.expected import NOT_FOUND, STAFF, Answer, Ask, Expected, guard, refused
from tests.stateful.people import Login
from tests.stateful.visits import Visit

LIFETIME = timedelta(hours=12)
MOST = 20
NEVER_SEEN = "a code that was never there before"


@dataclass(frozen=True)
class ShowCode:
    """By a tablet, or by staff ``at`` a table."""

    who: str
    at: int | None = None

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "GET", "/code" if self.at is None else f"/admin/tables/{self.at}/code")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *(("table",) if self.at is None else STAFF)):
            return no
        table = book.table_of(self.who) if self.at is None else _table(book, self.at)
        if table is None:
            return NOT_FOUND
        if not book.store["phones"]:
            return refused(409, "phones_off")
        visit = book.visits.at(table.number)
        if visit is None or visit.off:
            code = answer.learn("code", status=200)
            if code in book.visits.codes:
                return Expected(200, NEVER_SEEN)
            visit = book.visits.begin(table.number, code)
        return _coded(visit, answer)


@dataclass(frozen=True)
class RenewCode:
    who: str
    at: int

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "POST", f"/admin/tables/{self.at}/code")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        table = _table(book, self.at)
        if table is None:
            return NOT_FOUND
        if not book.store["phones"]:
            return refused(409, "phones_off")
        code = answer.learn("code", status=201)
        if code in book.visits.codes:
            return Expected(201, NEVER_SEEN)
        visit = book.visits.at(table.number)
        if visit is None or visit.off:
            visit = book.visits.begin(table.number, code)
        else:
            book.visits.renew(visit, code)
        book.tell("visit.changed", {"table": table.told, "party": table.party})
        return _coded(visit, answer, status=201)


@dataclass(frozen=True)
class LetIn:
    """A phone, which will be called ``name``."""

    name: str
    code: str

    def ask(self, book: Book) -> Ask:
        return Ask(None, "POST", "/auth/phone", {"code": self.code})

    def expect(self, book: Book, answer: Answer) -> Expected:
        rank = book.visits.of_code(self.code)
        if rank is None:
            return refused(401, "visit_over")
        if sum(one.visit == rank and book.stands(one.name) for one in book.logins.values()) >= MOST:
            return refused(409, "too_many_phones")
        token, until = answer.learn("access_token", status=200), book.now.replace(microsecond=0) + LIFETIME
        book.logins[self.name] = Login(self.name, token, until, visit=rank)
        table = book.table_of(self.name)
        where: Json = {"table": table.ref, "party": table.party, "store": store_ref(book)}
        return Expected(200, {**token_answer(token, until), **where})


def _table(book: Book, table_id: int) -> Table | None:
    return next((table for table in book.tables.values() if table.id == table_id), None)


def _coded(visit: Visit, answer: Answer, status: int = 200) -> Expected:
    """How the address looks when drawn has tests of its own."""
    qr = answer.learn("qr", status=status)
    drawn = qr if isinstance(qr, dict) and qr.keys() == {"size", "path"} else "a drawing"
    return Expected(status, {"code": visit.code, "url": f"http://ordering.test/t/{visit.code}", "qr": drawn})
