"""Adding many tables at once, each with its own PIN."""

import hmac
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from ordering.codes import Code
from ordering.errors import Invalid, NumberTaken, Refusal
from ordering.http.callers import managers
from ordering.tables import actions, queries
from ordering.tables.queries import TableDevices
from ordering.tables.shapes import HIGHEST_NUMBER, MOST_AT_ONCE, NewTables, TableOut
from ordering.web.kit.forms import Form, new_key
from ordering.web.kit.screen import Screen
from ordering.web.tables.page import by_area, free_number

PIN_DIGITS = 6


class NewTablesForm(Form):
    def refuse(self, refusal: Refusal) -> None:
        """Says which numbers other tables have."""
        if not isinstance(refusal, NumberTaken):
            super().refuse(refusal)
            return
        numbers = ", ".join(str(number) for number in refusal.facts["numbers"])
        self.errors["first"] = Invalid("first", Code.NUMBERS_TAKEN, numbers=numbers)


@get("/tables/many", guards=[managers])
async def blank(screen: NamedDependency[Screen]) -> Response[str]:
    tables = await screen.read(queries.tables_with_devices)
    first = free_number(tables)
    last = min(first + 9, HIGHEST_NUMBER)
    return _drawer(screen, tables, Form({"first": [str(first)], "last": [str(last)], "key": [new_key()]}))


@post("/tables/many", guards=[managers], status_code=200)
async def add_many(screen: NamedDependency[Screen]) -> Response[str]:
    """Without a password each table gets its own PIN, which is shown now and never again.

    Unless the answer is lost: the same form sent again shows those that it has made.
    """
    async with screen.form(NewTablesForm()) as form:
        new = form.read(NewTables, blank_is_absent=("password",))
        actions.check_many(new)
        pins = _pins(new, form.value("key") or new_key())
        added = await _made_before(screen, pins)
        added = added or await screen.run(actions.add_many, new, await _hashes(screen, new, pins))
    tables = await screen.read(queries.tables_with_devices)
    if form.refused:
        return _drawer(screen, tables, form)
    title = screen.say("Tables are added")
    return screen.drawer("tables/_added.html", title, added=added, pins=pins, areas=by_area(tables), count=len(tables))


def _drawer(screen: Screen, tables: list[TableDevices], form: Form) -> Response[str]:
    wants = {"areas": by_area(tables), "highest": HIGHEST_NUMBER, "most": MOST_AT_ONCE}
    return screen.drawer("tables/_many.html", screen.say("Add many tables"), form=form, **wants)


def _pins(new: NewTables, key: str) -> dict[int, str]:
    """By number, drawn from the form's own ``key``; none where all get the one that was typed."""
    return {} if isinstance(new.password, str) else {number: _pin(key, number) for number in new.numbers}


def _pin(key: str, number: int) -> str:
    drawn = hmac.digest(key.encode(), str(number).encode(), "sha256")
    return f"{int.from_bytes(drawn) % 10**PIN_DIGITS:0{PIN_DIGITS}}"


async def _made_before(screen: Screen, pins: dict[int, str]) -> list[TableOut]:
    """The tables, if this very form has made them all and they still have its PINs."""
    tables = await screen.read(queries.tables_numbered, pins.keys()) if pins else []
    if len(tables) < len(pins):
        return []
    passwords = screen.services.authenticator.passwords
    for table in tables:
        if not await passwords.matches(table.password_hash, pins[table.number]):
            return []
    return [TableOut.of(table) for table in tables]


async def _hashes(screen: Screen, new: NewTables, pins: dict[int, str]) -> list[str]:
    passwords = screen.services.authenticator.passwords
    if isinstance(new.password, str):
        return [await passwords.hash(actions.spelled(new.password))] * len(new.numbers)
    return [await passwords.hash(pin) for pin in pins.values()]


ROUTES: list[Any] = [blank, add_many]
