"""Placing orders, and how each is judged."""

from collections import Counter
from dataclasses import dataclass
from math import ceil
from typing import Any

from tests.stateful.books import Book, Json, Order, Stay, Table, instant, options_of
from tests.stateful.expected import GUESTS, NOT_FOUND, STAFF, Answer, Ask, Expected, guard, refused


@dataclass(frozen=True)
class Line:
    item: int
    quantity: int = 1
    options: tuple[int, ...] = ()
    note: str | None = None

    def body(self, *, wordy: bool) -> Json:
        """``wordy`` spells defaults out: decoded, that is the same."""
        options = {"options": list(self.options)} if self.options or wordy else {}
        note = {"note": self.note} if self.note is not None or wordy else {}
        return {"item_id": self.item, "quantity": self.quantity, **options, **note}


@dataclass(frozen=True)
class Place:
    """An order by a tablet or a phone, or by staff ``at`` a table."""

    who: str
    key: str
    lines: tuple[Line, ...]
    at: int | None = None
    note: str | None = None
    expected_total: int | None = None
    party: int | None = None
    wordy: bool = False

    def ask(self, book: Book) -> Ask:
        path = "/orders" if self.at is None else f"/admin/tables/{self.at}/orders"
        return Ask(self.who, "POST", path, self.body(wordy=self.wordy), {"Idempotency-Key": self.key})

    def body(self, *, wordy: bool) -> Json:
        rest = {"note": self.note, "expected_total": self.expected_total, "party": self.party}
        said = {name: value for name, value in rest.items() if value is not None or wordy}
        return {"lines": [line.body(wordy=wordy) for line in self.lines], **said}

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *(GUESTS if self.at is None else STAFF)):
            return no
        if bad := self._mistake():
            return refused(400, "invalid", errors=[{"field": bad[0], "message": bad[1]}])
        if self.at is not None and self.at not in {table.id for table in book.tables.values()}:
            return NOT_FOUND
        table = self._table(book)
        said = self.body(wordy=False)
        if (key := self._scope(book, table)) in book.keys:
            return self._replayed(book, *book.keys[key], said)
        priced = [priced_line(book, index, line) for index, line in enumerate(self.lines)]
        return self._against(book, table, priced) or self._placed(book, table, priced, said, answer)

    def _table(self, book: Book) -> Table:
        if self.at is None:
            return book.table_of(self.who)
        return next(table for table in book.tables.values() if table.id == self.at)

    def _scope(self, book: Book, table: Table) -> tuple[str, int, str]:
        """The key is the table's, a phone's its visit's."""
        visit = book.logins[self.who].visit
        return ("table", table.id, self.key) if visit is None else ("visit", visit, self.key)

    def _mistake(self) -> tuple[str, str] | None:
        for index, line in enumerate(self.lines):
            if len(set(line.options)) < len(line.options):
                return f"lines[{index}].options", "Expected every option once at most"
        return None

    def _replayed(self, book: Book, order_id: int, body: Json, said: Json) -> Expected:
        if body != said:
            return refused(422, "idempotency_key_reused")
        shown = book.shown(book.orders[order_id], to_staff=self.at is not None)
        return Expected(200, shown, headers={"idempotency-replayed": "true"})

    def _against(self, book: Book, table: Table, priced: list[Json]) -> Expected | None:
        if self.party not in (None, table.party) and book.role(self.who) != "phone":
            return refused(409, "party_changed", party=table.party)
        if wrong := [line for line in priced if "reason" in line]:
            return refused(409, "not_orderable", lines=wrong)
        total = sum(line["subtotal"] for line in priced)
        if self.expected_total not in (None, total):
            return refused(409, "price_changed", total=total, lines=priced)
        return _too_many(book, book.open_stay(table))

    def _placed(self, book: Book, table: Table, priced: list[Json], said: Json, answer: Answer) -> Expected:
        order_id = answer.learn("id", status=201)
        session_id = answer.learn("table_session_id", status=201)
        if order_id is None:  # it was refused: there is nothing to write down
            return Expected(201)
        if order_id in book.orders or (table.stay is None and session_id in book.stays):
            return Expected(201, "ids that were never used")
        day = book.business_date(book.now)
        opens = table.stay is None
        if opens:
            book.stays[session_id] = Stay(session_id, table.number, day, book.now, book.now)
            table.stay = session_id
        stay = book.stays[table.stay or 0]
        stay.last_order_at = book.now
        stay.orders.append(order_id)
        book.numbers[day] += 1
        shown = self._shown(book, order_id, stay, priced, book.numbers[day])
        phone = self.who if book.role(self.who) == "phone" else None
        order = Order(order_id, table.number, table.number, stay.id, day, book.now, shown, phone)
        book.orders[order_id] = order
        book.keys[self._scope(book, table)] = order_id, said
        if opens:
            book.tell_table("session.opened", table, stay)
        book.tell_order("order.placed", order)
        if book.kitchen.makers:
            routes = [book.route(line.item) or 0 for line in self.lines]
            for ticket in book.kitchen.make(shown, len(stay.orders), routes):
                book.tell_ticket("ticket.placed", ticket)
        return Expected(201, book.shown(order, to_staff=self.at is not None))

    def _shown(self, book: Book, order_id: int, stay: Stay, priced: list[Json], number: int) -> Json:
        day = book.business_date(book.now)
        return {
            "id": order_id,
            "number": f"{day:%Y%m%d}-{number:04d}",
            "business_date": day.isoformat(),
            "currency": book.store["currency"],
            "table": None,
            "placed_at_table": None,
            "table_session_id": stay.id,
            "placed_by": book.role(self.who) if self.at is None else "staff",
            "status": "pending",
            "version": 1,
            "total": sum(line["subtotal"] for line in priced),
            "note": self.note or None,
            "placed_at": instant(book.now),
            "updated_at": instant(book.now),
            "status_times": {},
            "cancelled": None,
            "lines": [
                {
                    "id": order_id * 100 + i,
                    "item_id": line.item,
                    "name": book.items[line.item]["name"],
                    "unit_price": cost["unit_price"],
                    "quantity": line.quantity,
                    "options": cost["options"],
                    "note": line.note or None,
                    "subtotal": cost["subtotal"],
                    "voided": 0,
                }
                for i, (line, cost) in enumerate(zip(self.lines, priced, strict=True))
            ],
        }


def priced_line(book: Book, index: int, line: Line) -> Json:
    """What a line costs, or the reason why it can't be had."""
    item = book.items.get(line.item)
    if reason := _why_not(item, line.options):
        return {"index": index, "item_id": line.item, "reason": reason}
    assert item is not None
    chosen = [{name: one[name] for name in ("id", "name", "price_delta")} for one in options_of(item)
              if one["id"] in line.options]  # fmt: skip
    subtotal = line.quantity * (item["price"] + sum(one["price_delta"] for one in chosen))
    return {"index": index, "unit_price": item["price"], "options": chosen, "subtotal": subtotal}


def _why_not(item: Json | None, chosen: tuple[int, ...]) -> str | None:
    if item is None or item["hidden"]:
        return "unknown"
    if item["sold_out"]:
        return "sold_out"
    known: dict[int, Any] = {one["id"]: one for one in options_of(item)}
    if not set(chosen) <= known.keys():
        return "option_unknown"
    if any(known[one]["sold_out"] for one in chosen):
        return "option_sold_out"
    counts = Counter(group["id"] for group in item["option_groups"] for one in group["options"] if one["id"] in chosen)
    if any(counts[group["id"]] < group["min_choices"] for group in item["option_groups"]):
        return "too_few"
    if any(counts[group["id"]] > group["max_choices"] for group in item["option_groups"]):
        return "too_many"
    return None


def _too_many(book: Book, stay: Stay | None) -> Expected | None:
    if stay is None:
        return None
    limits = book.store["limits"]
    if 0 < limits["open_orders_per_table"] <= len(book.unfinished(stay)):
        return Expected(429, code="too_many_orders", headers={"retry-after": "30"})
    wait = limits["seconds_between_orders"] - (book.now - stay.last_order_at).total_seconds()
    if limits["seconds_between_orders"] and wait > 0:
        return Expected(429, code="too_many_orders", headers={"retry-after": str(ceil(wait))})
    return None
