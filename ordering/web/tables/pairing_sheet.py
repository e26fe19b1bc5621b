"""The pairing sheet: a card with a code for each table, to be printed, and the address that the codes lead to."""

from typing import Any
from urllib.parse import urlsplit

import msgspec
import segno
from litestar import Response, get
from litestar.di import NamedDependency
from markupsafe import Markup

from ordering.http.callers import managers
from ordering.http.listening import is_loopback, lan_address, url_of
from ordering.settings.hosts import Hosts
from ordering.settings.urls import origin
from ordering.settings.wrong import WrongSetting
from ordering.tables import queries
from ordering.tables.shapes import TableOut
from ordering.web.kit.forms import Form, query_form
from ordering.web.kit.languages import Language
from ordering.web.kit.screen import Screen


class Card(msgspec.Struct, frozen=True):
    """What hangs at a table: ``code`` is an SVG, of ``address``."""

    table: TableOut
    address: str
    code: Markup


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of every address on the cards."""

    url: str
    fixed: bool
    """As the settings have it: then there is nothing to ask."""
    offered: list[str] = []
    """Others that may be the right one: a machine can't know by which of its addresses tablets find it."""
    open_to_network: bool = True
    wrong: str | None = None
    """What was typed, and is no address."""

    @property
    def to_itself(self) -> bool:
        """A tablet would look for the server on itself."""
        return is_loopback(urlsplit(self.url).hostname or "")

    @property
    def plain(self) -> bool:
        return self.url.startswith("http://") and not self.to_itself


@get("/tables/sheet", guards=[managers])
async def sheet(screen: NamedDependency[Screen]) -> Response[str]:
    """In the store's language; of all tables, or of those whose numbers are asked for."""
    form = query_form(screen.request)
    tables = await screen.read(queries.tables)
    numbers = set(form.typed.get("table", []))
    at = _origin(screen, form)
    slug = screen.store.slug
    cards = [_card(at.url, slug, table) for table in tables if not numbers or str(table.number) in numbers]
    stores = msgspec.structs.replace(screen.view, language=Language(screen.store.locale))
    hung = Markup(screen.pages.text("tables/_cards.html", view=stores, cards=cards))  # noqa: S704 - a template of ours
    return screen.show("tables/sheet.html", tables=tables, wanted=numbers, cards=cards, hung=hung, at=at)


def _origin(screen: Screen, form: Form) -> Origin:
    """What was typed; else what the settings say; else how this request came, and from this machine the network's."""
    here, request = screen.services, screen.request
    if here.public_url:
        return Origin(url=here.public_url, fixed=True)
    came = _typed(f"{request.scope['scheme']}://{request.headers.get('host')}", here.hosts)
    open_to_network = not is_loopback(here.host)
    lan = lan_address()
    port = (request.scope.get("server") or ("", 80))[1] or 80
    by_lan = url_of(lan, port) if lan and here.hosts.allow(lan) else None
    from_here = came is None or is_loopback(urlsplit(came).hostname or "")
    usual = (by_lan if from_here and open_to_network else came) or came or by_lan or "http://localhost"
    typed = form.value("address").strip()
    address = _typed(typed, here.hosts)
    offered = [candidate for candidate in dict.fromkeys((usual, by_lan, came)) if candidate]
    wrong = typed if typed and address is None else None
    return Origin(url=address or usual, fixed=False, offered=offered, open_to_network=open_to_network, wrong=wrong)


def _typed(text: str, hosts: Hosts) -> str | None:
    """With http where no scheme was typed: so people write addresses. None for one that we would not answer to."""
    try:
        url = origin("", text if "://" in text else f"http://{text}", "") if text else None
    except WrongSetting:
        return None
    return url if url and hosts.allow(_name_in(url)) else None


def _name_in(url: str) -> str:
    name = urlsplit(url).hostname or ""
    return f"[{name}]" if ":" in name else name


def _card(origin: str, slug: str, table: TableOut) -> Card:
    address = f"{origin}/table?store={slug}&table={table.number}"
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return Card(table, address, Markup(drawn))  # noqa: S704 - numbers and a path


ROUTES: list[Any] = [sheet]
