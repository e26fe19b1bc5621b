"""Adding many tables at once, and what they need on the wall: a sheet with a code for each."""

import secrets
from typing import Any

import msgspec
import segno
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from markupsafe import Markup

from ordering.database import Work
from ordering.errors import NumberTaken, Refusal
from ordering.http import services
from ordering.http.callers import managers
from ordering.security.callers import StaffCaller
from ordering.security.keys import Keys
from ordering.tables import actions
from ordering.tables.shapes import NewTables, TableOut
from ordering.web.callers import staff
from ordering.web.drawer import drawer
from ordering.web.forms import Form, asked, typed
from ordering.web.languages import Language
from ordering.web.render import Pages
from ordering.web.tables import by_area, free_number, places
from ordering.web.view import View

FORM, ADDED = "tables/_many.html", "tables/_added.html"
PIN_DIGITS = 6


@get("/tables/many", guards=[staff, managers])
async def blank(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[str]:
    found = await work.read(places, caller.store_id)
    first = free_number(found)
    form = Form({"first": [str(first)], "last": [str(min(first + 9, 999))]})
    return drawer(pages, FORM, view=view, title=view.gettext("Add many tables"), form=form, areas=by_area(found))


@post("/tables/many", guards=[staff, managers], status_code=200)
async def add_many(
    request: Request[Any, Any, Any],
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    keys: NamedDependency[Keys],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[str]:
    """Without a password each table gets its own PIN, which is shown now and never again."""
    form = await typed(request)
    try:
        new = form.read(NewTables, blank_is_absent=("password",))
        actions.check_many(new)
        pins = _pins(new)
        hashes = await _hashes(keys, new, pins)
        added = await work.run(actions.add_many, caller, new, hashes)
    except Refusal as refusal:
        _refuse(view, form, refusal)
        areas = by_area(await work.read(places, caller.store_id))
        title = view.gettext("Add many tables")
        return drawer(pages, FORM, status=422, view=view, title=title, form=form, areas=areas)
    found = await work.read(places, caller.store_id)
    return drawer(
        pages, ADDED, view=view, title=view.gettext("Tables are added"),
        added=added, pins=pins, areas=by_area(found), count=len(found),
    )  # fmt: skip


def _pins(new: NewTables) -> dict[int, str]:
    """By number; none where all get the one that was typed."""
    if isinstance(new.password, str):
        return {}
    return {number: f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}" for number in new.numbers}


async def _hashes(keys: Keys, new: NewTables, pins: dict[int, str]) -> list[str]:
    if isinstance(new.password, str):
        return [await keys.passwords.hash(new.password)] * len(new.numbers)
    return [await keys.passwords.hash(pin) for pin in pins.values()]


def _refuse(view: View, form: Form, refusal: Refusal) -> None:
    if isinstance(refusal, NumberTaken):
        taken = ", ".join(str(number) for number in refusal.facts["numbers"])
        told = view.gettext("Other tables have these numbers: %(numbers)s. No table was added.")
        form.errors["first"] = told % {"numbers": taken}
    else:
        form.refuse(refusal)


class Card(msgspec.Struct, frozen=True):
    """What hangs at a table: ``code`` is an SVG, of ``address``."""

    table: TableOut
    address: str
    code: Markup


@get("/tables/sheet", guards=[staff, managers])
async def sheet(
    request: Request[Any, Any, Any],
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[str]:
    """To be printed, in the store's language; of all tables, or of those whose numbers are asked for."""
    tables = [one.table for one in await work.read(places, caller.store_id)]
    wanted = set(asked(request).typed.get("table", []))
    origin = (services.of(request).public_url or f"{request.scope['scheme']}://{request.headers.get('host')}").rstrip(
        "/"
    )
    slug = view.store.slug if view.store else ""
    cards = [_card(origin, slug, one) for one in tables if not wanted or str(one.number) in wanted]
    stores = msgspec.structs.replace(view, language=Language(view.store.locale if view.store else view.language))
    hung = Markup(pages.text("tables/_cards.html", view=stores, cards=cards))  # noqa: S704 - a template of ours
    return pages.answer("tables/sheet.html", view=view, tables=tables, wanted=wanted, cards=cards, hung=hung)


def _card(origin: str, slug: str, table: TableOut) -> Card:
    address = f"{origin}/table?store={slug}&table={table.number}"
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return Card(table, address, Markup(drawn))  # noqa: S704 - numbers and a path
