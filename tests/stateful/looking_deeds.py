"""Looking, which changes nothing: every view shows just what the books say."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tests.stateful.books import Book, Json, Order, Table
from tests.stateful.expected import GUESTS, NOT_FOUND, STAFF, Answer, Ask, Expected, guard
from tests.stateful.serving_deeds import closed_stay


@dataclass(frozen=True)
class LookAtBoard:
    who: str
    orders: int = 100

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "GET", f"/admin/board?orders={self.orders}")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        tables = sorted(book.tables.values(), key=lambda one: one.number)
        cards = [board_table(book, table, self.orders) for table in tables]
        return Expected(200, {"cursor": len(book.events), "tables": cards})


def board_table(book: Book, table: Table, orders: int) -> Json:
    stay = book.open_stay(table)
    return {
        "table": table.told,
        "party": table.party,
        "table_session": book.shown_stay(stay),
        "open_orders": len(book.unfinished(stay)),
        "orders": [book.shown(one, to_staff=True) for one in book.of_stay(stay)[:orders]],
        "calls": [book.shown_call(one, to_staff=True) for one in book.calls.waiting(table.number)],
    }


@dataclass(frozen=True)
class LookAtOwnOrders:
    who: str

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "GET", "/orders")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *GUESTS):
            return no
        table = book.table_of(self.who)
        stay = book.open_stay(table)
        items = [book.shown(one) for one in book.of_stay(stay)]
        session = book.shown_stay(stay)
        seen = {"cursor": len(book.events), "party": table.party, "table_session": session, "items": items}
        return Expected(200, seen)


@dataclass(frozen=True)
class LookAtOrder:
    who: str
    order: int

    def ask(self, book: Book) -> Ask:
        at = "/orders" if book.role(self.who) in GUESTS else "/admin/orders"
        return Ask(self.who, "GET", f"{at}/{self.order}")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF, *GUESTS):
            return no
        order = book.orders.get(self.order)
        to_staff = book.role(self.who) not in GUESTS
        if order is None or (not to_staff and order.stay != book.table_of(self.who).stay):
            return NOT_FOUND
        return Expected(200, book.shown(order, to_staff=to_staff))


@dataclass(frozen=True)
class LookAtBill:
    """A party's, by its tablet or phone, or by staff ``at`` a table: what it has ordered, to the won."""

    who: str
    heads: int | None = None
    at: int | None = None

    def ask(self, book: Book) -> Ask:
        path = "/bill" if self.at is None else f"/admin/tables/{book.tables[self.at].id}/bill"
        return Ask(self.who, "GET", path + (f"?heads={self.heads}" if self.heads else ""))

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *(GUESTS if self.at is None else STAFF)):
            return no
        table = book.table_of(self.who) if self.at is None else book.tables[self.at]
        stay = book.open_stay(table)
        if stay is None:
            return NOT_FOUND
        total = book.total(stay)
        shares = None
        if self.heads:  # as many as there are won too many pay one more
            shares = [total // self.heads + (rank < total % self.heads) for rank in range(self.heads)]
            assert sum(shares) == total
        owed = {"table": table.ref, "table_session": book.shown_stay(stay), "currency": book.store["currency"]}
        seen = {"lines": _bill_lines(book.of_stay(stay)[::-1]), "total": total, "shares": shares}
        return Expected(200, {**owed, **seen, "as_of": len(book.events)})


def _bill_lines(orders: list[Order]) -> list[Json]:
    """Equal ones added up, without what was taken back."""
    lines: dict[Any, Json] = {}
    for line in (line for order in orders if order.status != "cancelled" for line in order.shown["lines"]):
        options = [one["name"] for one in line["options"]]
        each = line["unit_price"] + sum(one["price_delta"] for one in line["options"])
        key = (line["name"], tuple(options), each)
        if line["quantity"]:
            new = {"name": line["name"], "options": options, "quantity": 0, "unit_price": each, "subtotal": 0}
            sum_ = lines.setdefault(key, new)
            sum_["quantity"] += line["quantity"]
            sum_["subtotal"] += line["subtotal"]
    return [*lines.values()]


@dataclass(frozen=True)
class LookAtMenu:
    who: str

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "GET", "/menu")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *GUESTS):
            return no
        categories = [
            {"id": one["id"], "name": one["name"], "items": [_guest(item) for item in self._visible(book, one["id"])]}
            for one in book.categories
        ]
        # Looked at anew every ten minutes, so it may be as it was; best_sellers has tests of its own.
        popular = answer.body.get("popular") if isinstance(answer.body, dict) else None
        known = isinstance(popular, list) and set(popular) <= book.items.keys()
        menu = {"version": book.menu_version, "categories": categories, "popular": popular if known else []}
        return Expected(200, menu)

    def _visible(self, book: Book, category: int) -> list[Json]:
        return [one for one in book.items.values() if one["category_id"] == category and not one["hidden"]]


@dataclass(frozen=True)
class LookAtPage:
    """``what`` is ``orders``, ``calls`` or ``history``: the page after the first ``skip`` rows, newest first."""

    who: str
    what: str
    cursor: str | None = None
    skip: int = 0
    limit: int = 2
    table: int | None = None
    status: str | None = None

    def ask(self, book: Book) -> Ask:
        path = f"/admin/{self.what}?limit={self.limit}"
        if self.table is not None and self.what == "history":
            path = f"/admin/tables/{book.tables[self.table].id}/history?limit={self.limit}"
        elif self.table is not None:
            path += f"&table_id={book.tables[self.table].id}"
        path += f"&status={self.status}" if self.status and self.what != "history" else ""
        return Ask(self.who, "GET", path + (f"&cursor={self.cursor}" if self.cursor else ""))

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        rows = self.rows(book)[self.skip :]
        cursor = answer.learn("next_cursor", status=200)
        more = len(rows) > self.limit
        told = cursor if more == bool(cursor) else f"{'one' if more else 'none'}"
        return Expected(200, {"items": rows[: self.limit], "next_cursor": told})

    def rows(self, book: Book) -> list[Json]:
        if self.what == "orders":
            found = [one for one in book.orders.values() if self.table in (None, one.table)
                     and self.status in (None, one.status)]  # fmt: skip
            return [book.shown(one, to_staff=True) for one in sorted(found, key=lambda one: -one.id)]
        if self.what == "calls":
            called = [one for one in book.calls.all.values() if self.table in (None, one.table)
                      and self.status in (None, one.shown["status"])]  # fmt: skip
            return [book.shown_call(one, to_staff=True) for one in sorted(called, key=lambda one: -one.id)]
        closed = [one for one in book.stays.values() if one.closed_at and self.table in (None, one.table)]
        newest: list[Any] = sorted(closed, key=lambda one: (one.closed_at, one.id), reverse=True)
        return [closed_stay(book, one.id) for one in newest]


@dataclass(frozen=True)
class LookAtSummary:
    who: str
    day: date

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "GET", f"/admin/summary?date={self.day}")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        of_day = [one for _, one in sorted(book.orders.items()) if one.day == self.day]
        counted = [one for one in of_day if one.status != "cancelled"]
        zone = ZoneInfo(book.store["timezone"])
        hours: dict[int, Json] = {}
        quantity: Counter[tuple[int, str]] = Counter()
        sales: Counter[tuple[int, str]] = Counter()
        for order in counted:
            hour = order.placed_at.astimezone(zone).hour
            totals = hours.setdefault(hour, {"hour": hour, "orders": 0, "sales": 0})
            totals["orders"] += 1
            totals["sales"] += order.total
            for line in (line for line in order.shown["lines"] if line["quantity"]):
                quantity[line["item_id"], line["name"]] += line["quantity"]
                sales[line["item_id"], line["name"]] += line["subtotal"]
        by_item = [
            {"item_id": one[0], "name": one[1], "quantity": quantity[one], "sales": sales[one]} for one in sorted(sales)
        ]
        by_item = _best_first(by_item, answer.learn("by_item", status=200))
        told = {
            "date": self.day.isoformat(),
            "orders": len(counted),
            "sessions": sum(one.day == self.day for one in book.stays.values()),
            "sales": sum(one.total for one in counted),
            "cancelled": len(of_day) - len(counted),
            "by_hour": list(hours.values()),
            "by_item": by_item,
            "guests": sum(
                one.guests or 0 for one in book.stays.values() if one.day == self.day and not one.joined_into
            ),
        }
        return Expected(200, told)


def _best_first(due: list[Json], told: Any) -> list[Json]:
    """Two names of one item that sold alike may come in either order: then as told."""
    best = sorted(due, key=lambda one: (-one["sales"], one["item_id"]))
    ranks = [[(one["sales"], one["item_id"]) for one in rows] for rows in (best, told or [])]
    same = sorted(map(str, best)) == sorted(map(str, told or []))
    return told if same and ranks[0] == ranks[1] else best


def _guest(item: Json) -> Json:
    editors = ("category_id", "position", "hidden", "image_id", "station_id")
    return {name: value for name, value in item.items() if name not in editors}
