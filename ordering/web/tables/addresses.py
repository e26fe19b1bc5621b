"""The address of a table's guest page, as its QR code says it, and the beginning that all such addresses share."""

from urllib.parse import urlsplit

import msgspec
import segno
from markupsafe import Markup

from ordering.http.listening import is_loopback
from ordering.http.origins import as_typed, reached
from ordering.tables.shapes import TableOut
from ordering.web.kit.forms import Form
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
    def others(self) -> list[str]:
        """What the cards could say instead; not what leads a tablet to itself."""
        return [url for url in self.offered if url != self.url and not is_loopback(urlsplit(url).hostname or "")]

    @property
    def plain(self) -> bool:
        return self.url.startswith("http://") and not self.to_itself


def origin_of(screen: Screen, form: Form | None = None) -> Origin:
    """What was typed; else what the settings say; else how this request came, and from this machine the network's."""
    here = screen.services
    if here.public_url:
        return Origin(url=here.public_url, fixed=True)
    found = reached(screen.request)
    typed = form.value("address").strip() if form else ""
    address = as_typed(typed, here.hosts)
    offered = [candidate for candidate in dict.fromkeys((found.usual, found.by_lan, found.came)) if candidate]
    wrong = typed if typed and address is None else None
    return Origin(
        url=address or found.usual, fixed=False, offered=offered, open_to_network=found.open_to_network, wrong=wrong
    )


def card_of(origin: str, slug: str, table: TableOut) -> Card:
    address = f"{origin}/table?store={slug}&table={table.number}"
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return Card(table, address, Markup(drawn))  # noqa: S704 - numbers and a path
