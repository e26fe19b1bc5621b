"""Running the place: what is sold out, what things cost, what tables are called, what the store allows."""

from dataclasses import dataclass
from typing import Any

from tests.stateful.access_deeds import store_ref, unpair
from tests.stateful.books import Book, Json
from tests.stateful.expected import MANAGERS, STAFF, Answer, Ask, Expected, guard


@dataclass(frozen=True)
class Mark:
    """An item or an option (``what``), sold out or back."""

    who: str
    what: str
    id: int
    sold_out: bool

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "PUT" if self.sold_out else "DELETE", f"/admin/{self.what}/{self.id}/sold-out")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *STAFF):
            return no
        item = book.items[self.id] if self.what == "items" else book.option_item(self.id)
        if self.what == "items":
            item = {**item, "sold_out": self.sold_out}
        else:
            item = {**item, "option_groups": [self._marked(group) for group in item["option_groups"]]}
        left = [(sum(not one["sold_out"] for one in group["options"]), group) for group in item["option_groups"]]
        possible = all(count >= group["min_choices"] for count, group in left)
        return _changed(book, {**item, "available": not item["sold_out"] and possible})

    def _marked(self, group: Json) -> Json:
        options = [{**one, "sold_out": self.sold_out} if one["id"] == self.id else one for one in group["options"]]
        return {**group, "options": options}


@dataclass(frozen=True)
class ChangeItem:
    """A price, a name, hiding it."""

    who: str
    item: int
    change: tuple[str, Any]

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "PATCH", f"/admin/items/{self.item}", dict([self.change]))

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *MANAGERS):
            return no
        return _changed(book, {**book.items[self.item], **dict([self.change])})


@dataclass(frozen=True)
class AddPrinter:
    """That prints the tickets of all stations, once there is a sender: nothing is ever at its address."""

    who: str

    def ask(self, book: Book) -> Ask:
        new = {"name": "주방", "host": "10.0.0.9", "station_ids": book.kitchen.makers, "copies": 2}
        return Ask(self.who, "POST", "/admin/printers", new)

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *MANAGERS):
            return no
        book.tell_menu()
        return Expected(201, facts={"station_ids": book.kitchen.makers})


@dataclass(frozen=True)
class ChangeTable:
    """A label, or a password: that unpairs its tablets."""

    who: str
    table: int
    change: tuple[str, Any]

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "PATCH", f"/admin/tables/{book.tables[self.table].id}", dict([self.change]))

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *MANAGERS):
            return no
        table = book.tables[self.table]
        name, value = self.change
        changes = name == "password" or getattr(table, name) != value
        setattr(table, name, value)
        if name == "password":
            mine = [one for one in book.devices.values() if one.table == self.table and one.paired]
            for device in sorted(mine, key=lambda one: one.id):
                unpair(book, device)
        if changes:
            book.tell_table("table.changed", table, book.open_stay(table))
        return Expected(200, table.told)


@dataclass(frozen=True)
class ChangeStore:
    """A limit, the hour at which the business day begins, whether phones may order, or what can be called for."""

    who: str
    change: tuple[str, Any]

    def ask(self, book: Book) -> Ask:
        change: Json = dict([self.change])
        body = change if self.change[0] in book.store else {"limits": change}
        return Ask(self.who, "PATCH", "/admin/store", body)

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *MANAGERS):
            return no
        name, value = self.change
        settings = book.store if name in book.store else book.store["limits"]
        if settings[name] != value:
            settings[name] = value
            if name == "phones" and not value:
                book.visits.switch_off()
            book.tell("store.changed", {"store": store_ref(book)})
        return Expected(200, book.store)


def _changed(book: Book, item: Json) -> Expected:
    """Guests hear of it, unless it is as it was."""
    if item != book.items[item["id"]]:
        book.items = {**book.items, item["id"]: item}
        book.tell_menu()
    return Expected(200, item)
