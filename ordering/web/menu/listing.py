"""The whole menu as a list: what the staff look at, search, and put in order."""

import zlib
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec import Struct

from ordering.codes import Code
from ordering.errors import Invalid
from ordering.kitchen.queries import prep_stations
from ordering.menu import queries
from ordering.menu.shapes import ItemOut
from ordering.text import LONGEST_SEARCH, composed
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import View
from ordering.web.menu.search import has, pressed

FILTERS = ("sold-out", "hidden")


class Section(Struct, frozen=True):
    """A category with its items."""

    id: int
    name: str
    items: list[ItemOut]


class MenuListing(Struct, frozen=True):
    """The whole menu, at a version of it."""

    version: int
    sections: list[Section]
    routed: bool
    """Whether there are stations among which its dishes are divided."""

    @property
    def items(self) -> list[ItemOut]:
        return [item for section in self.sections for item in section.items]

    @property
    def lacking(self) -> int:
        return sum(lacking(item) for item in self.items)


class MenuFilter(Struct, frozen=True):
    """What somebody looks for: words, and one of ``FILTERS`` or ""."""

    q: str = ""
    show: str = ""

    def finds(self, item: ItemOut) -> bool:
        if (self.show == "sold-out" and not lacking(item)) or (self.show == "hidden" and not item.hidden):
            return False
        return not self.q or has(words_of(item), self.q)

    def misses(self, items: list[ItemOut]) -> bool:
        """Whether something is looked for, and none of these is it."""
        return bool(self.q or self.show) and not any(self.finds(item) for item in items)


def menu_filter(view: View) -> MenuFilter:
    """Out of the address of the page that is looked at. Raises ``Invalid`` for a text longer than anybody types."""
    asked = {name: values[-1] for name, values in parse_qs(urlsplit(view.here).query).items()}
    q, show = composed(asked.get("q", "")).strip(), asked.get("show", "")
    if len(q) > LONGEST_SEARCH:
        raise Invalid("q", Code.TOO_LONG, n=LONGEST_SEARCH)
    return MenuFilter(q, show if show in FILTERS else "")


def words_of(item: ItemOut) -> str:
    """What a search looks at: names of the item and its options."""
    return pressed(" ".join([item.name, *(option.name for group in item.option_groups for option in group.options)]))


def sameness_of(item: ItemOut) -> str:
    """Another whenever the item is another: what needs no second look."""
    return f"{zlib.crc32(msgspec.json.encode(item)):08x}"


def lacking(item: ItemOut) -> bool:
    """Sold out, or some option of it is."""
    return item.sold_out or any(option.sold_out for group in item.option_groups for option in group.options)


async def menu_listing(screen: Screen) -> MenuListing:
    version, categories, items = await screen.read(queries.menu)
    shown = [ItemOut.of(item, screen.storage.url) for item in items]
    return MenuListing(
        version,
        [
            Section(category.id, category.name, [item for item in shown if item.category_id == category.id])
            for category in categories
        ],
        routed=bool(await screen.read(prep_stations)),
    )
