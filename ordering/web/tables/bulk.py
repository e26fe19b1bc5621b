"""Adding many tables at once, each with its own PIN."""

import hmac
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from ordering.database.work import Work
from ordering.errors import NumberTaken, Refusal
from ordering.http.callers import managers
from ordering.security.authenticator import Authenticator
from ordering.security.callers import StaffCaller
from ordering.tables import actions, queries
from ordering.tables.queries import TableDevices
from ordering.tables.shapes import HIGHEST_NUMBER, MOST_AT_ONCE, NewTables, TableOut
from ordering.web.kit.callers import staff
from ordering.web.kit.drawer import drawer
from ordering.web.kit.forms import Form, new_key, read_form
from ordering.web.kit.render import Pages
from ordering.web.kit.view import View
from ordering.web.tables.page import by_area, free_number

FORM, ADDED = "tables/_many.html", "tables/_added.html"
PIN_DIGITS = 6


@get("/tables/many", guards=[staff, managers])
async def blank(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[str]:
    found = await work.read(queries.tables_with_devices, caller)
    first = free_number(found)
    last = min(first + 9, HIGHEST_NUMBER)
    return _form(pages, view, found, Form({"first": [str(first)], "last": [str(last)], "key": [new_key()]}))


@post("/tables/many", guards=[staff, managers], status_code=200)
async def add_many(
    request: Request[Any, Any, Any],
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    authenticator: NamedDependency[Authenticator],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[str]:
    """Without a password each table gets its own PIN, which is shown now and never again.

    Unless the answer is lost: the same form sent again shows those that it has made.
    """
    form = await read_form(request)
    try:
        new = form.read(NewTables, blank_is_absent=("password",))
        actions.check_many(new)
        pins = _pins(new, form.value("key") or new_key())
        added = await _made_before(work, authenticator, caller, pins)
        added = added or await work.run(actions.add_many, caller, new, await _hashes(authenticator, new, pins))
    except Refusal as refusal:
        _refuse(view, form, refusal)
        return _form(pages, view, await work.read(queries.tables_with_devices, caller), form, status=422)
    found = await work.read(queries.tables_with_devices, caller)
    return drawer(
        pages, ADDED, view=view, title=view.gettext("Tables are added"),
        added=added, pins=pins, areas=by_area(found), count=len(found),
    )  # fmt: skip


def _form(pages: Pages, view: View, found: list[TableDevices], form: Form, *, status: int = 200) -> Response[str]:
    wants = {"form": form, "areas": by_area(found), "highest": HIGHEST_NUMBER, "most": MOST_AT_ONCE}
    return drawer(pages, FORM, status=status, view=view, title=view.gettext("Add many tables"), **wants)


def _pins(new: NewTables, key: str) -> dict[int, str]:
    """By number, drawn from the form's own ``key``; none where all get the one that was typed."""
    return {} if isinstance(new.password, str) else {number: _pin(key, number) for number in new.numbers}


def _pin(key: str, number: int) -> str:
    drawn = hmac.digest(key.encode(), str(number).encode(), "sha256")
    return f"{int.from_bytes(drawn) % 10**PIN_DIGITS:0{PIN_DIGITS}}"


async def _made_before(
    work: Work, authenticator: Authenticator, caller: StaffCaller, pins: dict[int, str]
) -> list[TableOut]:
    """The tables, if this very form has made them all and they still have its PINs."""
    found = await work.read(queries.tables_numbered, caller, pins.keys()) if pins else []
    if len(found) < len(pins):
        return []
    for table in found:
        if not await authenticator.passwords.matches(table.password_hash, pins[table.number]):
            return []
    return [TableOut.of(table) for table in found]


async def _hashes(authenticator: Authenticator, new: NewTables, pins: dict[int, str]) -> list[str]:
    if isinstance(new.password, str):
        return [await authenticator.passwords.hash(actions.spelled(new.password))] * len(new.numbers)
    return [await authenticator.passwords.hash(pin) for pin in pins.values()]


def _refuse(view: View, form: Form, refusal: Refusal) -> None:
    if isinstance(refusal, NumberTaken):
        taken = ", ".join(str(number) for number in refusal.facts["numbers"])
        told = view.gettext("Other tables have these numbers: %(numbers)s. No table was added.")
        form.errors["first"] = told % {"numbers": taken}
    else:
        form.refuse(refusal)
