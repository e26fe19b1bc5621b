"""The pairing sheet: a card with a code for each table, to be printed, and the address that the codes lead to."""

from typing import Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from markupsafe import Markup

from ordering.http.callers import managers
from ordering.tables import queries
from ordering.web.kit.forms import query_form
from ordering.web.kit.languages import Language
from ordering.web.kit.screen import Screen
from ordering.web.tables.addresses import card_of, origin_of


@get("/tables/sheet", guards=[managers])
async def sheet(screen: NamedDependency[Screen]) -> Response[str]:
    """In the store's language; of all tables, or of those whose numbers are asked for."""
    form = query_form(screen.request)
    tables = await screen.read(queries.tables)
    numbers = set(form.typed.get("table", []))
    at = origin_of(screen, form)
    slug = screen.store.slug
    cards = [card_of(at.url, slug, table) for table in tables if not numbers or str(table.number) in numbers]
    stores = msgspec.structs.replace(screen.view, language=Language(screen.store.locale))
    hung = Markup(screen.pages.text("tables/_cards.html", view=stores, cards=cards))  # noqa: S704 - a template of ours
    return screen.show("tables/sheet.html", tables=tables, wanted=numbers, cards=cards, hung=hung, at=at)


ROUTES: list[Any] = [sheet]
