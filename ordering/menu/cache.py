"""The guest's menu, kept encoded for each store: reading it is the most frequent thing of all.

An entry is trusted for a second, then confirmed by one primary-key read of the version; where many ask, that is done a
little earlier, so that none of them waits for it. A change in this process
clears it before it is acknowledged; one in another process is seen after that second. What sells best is looked at
anew now and then, apart from that: it moves with every order, and guests need not see it move.
"""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.lane import Statement
from ordering.database.work import Work, in_time
from ordering.errors import Busy
from ordering.images.shapes import UrlOf
from ordering.menu.model import StationKind
from ordering.menu.orderable import OrderableItem
from ordering.menu.repository import Categories, Items, MenuVersions, Stations
from ordering.menu.shapes import GuestCategory, GuestItem, GuestMenu

VERSION = "SELECT last FROM menu_version WHERE store_id = %s"
TRUSTED_SECONDS = 1.0
AHEAD = 0.8
"""Of that time: then it is confirmed, if somebody asks."""
IDLE_SECONDS = 600.0
POPULAR_SECONDS = 600.0

BestSellers = Callable[[AsyncSession, int], Awaitable[Sequence[int]]]
"""The ids of the items that a store sells most of, the best first."""
Outlets = Callable[[AsyncSession, int], Awaitable[Sequence[Any]]]
"""The printers that a store's orders come out of: whoever changes one makes a new version of the menu."""


class Encoded(msgspec.Struct, frozen=True, eq=False, weakref=True):
    """A version of the menu: as guests read it, and its ``items`` by their ids, hidden ones too, for their orders.

    ``stations`` are those that make dishes: their names by their ids, in order. ``outlets`` print what they are told.
    """

    version: int
    body: bytes
    etag: str
    items: dict[int, OrderableItem]
    stations: dict[int, str]
    outlets: Sequence[Any]
    popular: Sequence[int] = ()


class MenuCache:
    def __init__(self, work: Work, url_of: UrlOf, best_sellers: BestSellers, outlets: Outlets) -> None:
        self._work = work
        self._url_of = url_of
        self._best_sellers = best_sellers
        self._outlets = outlets
        self._popular: dict[int, tuple[Sequence[int], float]] = {}
        self._entries: dict[int, tuple[Encoded, float]] = {}
        self._swept_at = time.monotonic()
        self._clearings: dict[int, int] = {}
        self._turns: dict[int, asyncio.Lock] = {}
        self._ahead: dict[int, asyncio.Task[None]] = {}

    def fresh(self, store_id: int) -> Encoded | None:
        """The menu if it needs no look at the database."""
        entry = self._entries.get(store_id)
        if entry is None or (age := time.monotonic() - entry[1]) > TRUSTED_SECONDS:
            return None
        if age > AHEAD * TRUSTED_SECONDS and store_id not in self._ahead:
            self._ahead[store_id] = asyncio.create_task(self._look_ahead(store_id))
        return entry[0]

    async def of(self, store_id: int) -> Encoded:
        """The menu, at most a second behind another process and never behind this one."""
        if (encoded := self.fresh(store_id)) is not None:
            return encoded
        async with in_time(), self._turns.setdefault(store_id, asyncio.Lock()):
            while (encoded := self.fresh(store_id) or await self._refresh(store_id)) is None:
                pass
        return encoded

    async def latest(self, store_id: int) -> Encoded:
        """The menu as it was last read, however long ago: for whoever compares its version himself."""
        entry = self._entries.get(store_id)
        return entry[0] if entry is not None else await self.of(store_id)

    def clear(self, store_id: int) -> None:
        """The menu has changed in this process; also whatever is being read right now is out of date."""
        self._clearings[store_id] = self._clearings.get(store_id, 0) + 1
        self._entries.pop(store_id, None)

    async def _look_ahead(self, store_id: int) -> None:
        try:
            with suppress(Busy):  # whoever asks when it is no longer trusted is told
                async with in_time(), self._turns.setdefault(store_id, asyncio.Lock()):
                    await self._refresh(store_id)
        finally:
            del self._ahead[store_id]

    async def _refresh(self, store_id: int) -> Encoded | None:
        """The menu as the database has it; None if it was changed under our eyes."""
        clearings = self._clearings.get(store_id, 0)
        began = time.monotonic()
        known = self._entries.get(store_id)
        popular = await self._best(store_id)
        if known is not None and (known[0].version, known[0].popular) == (await self._version(store_id), popular):
            encoded = known[0]
        else:
            encoded = await self._work.read(_read, store_id, popular, self._url_of, self._outlets)
        if clearings != self._clearings.get(store_id, 0):
            return None
        self._entries[store_id] = (encoded, began)
        self._sweep(began)
        return encoded

    def _sweep(self, now: float) -> None:
        """Forget the menus that nobody has read for long: each is megabytes."""
        if now - self._swept_at > IDLE_SECONDS:
            self._swept_at = now
            self._entries = {one: entry for one, entry in self._entries.items() if now - entry[1] <= IDLE_SECONDS}

    async def _version(self, store_id: int) -> int:
        rows = await self._work.rows(Statement(VERSION, [store_id]))
        return int(rows[0][0]) if rows else 0

    async def _best(self, store_id: int) -> Sequence[int]:
        known = self._popular.get(store_id)
        if known is None or time.monotonic() - known[1] > POPULAR_SECONDS:
            known = await self._work.read(self._best_sellers, store_id), time.monotonic()
            self._popular[store_id] = known
        return known[0]


async def _read(
    session: AsyncSession, store_id: int, popular: Sequence[int], url_of: UrlOf, outlets_of: Outlets
) -> Encoded:
    version = await MenuVersions(session).current(store_id)
    # Items, groups and options are read one after the other: they fit together if nothing has changed meanwhile.
    read = None
    while read != version:
        read = version
        session.expunge_all()
        categories = await Categories(session).all_of(store_id)
        items = await Items(session).in_menu_order(store_id)
        stations = await Stations(session).all_of(store_id, kind=StationKind.PREP)
        outlets = await outlets_of(session, store_id)
        version = await MenuVersions(session).current(store_id)
    menu = GuestMenu(
        version,
        [
            GuestCategory(
                category.id,
                category.name,
                [GuestItem.of(item, url_of) for item in items if item.category_id == category.id and not item.hidden],
            )
            for category in categories
        ],
        [item_id for item_id in popular if any(item.id == item_id and not item.hidden for item in items)],
    )
    body = msgspec.json.encode(menu)
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    makes = {category.id: category.station_id or next((one.id for one in stations), None) for category in categories}
    orderable = {item.id: OrderableItem.of(item, item.station_id or makes[item.category_id]) for item in items}
    return Encoded(version, body, etag, orderable, {one.id: one.name for one in stations}, outlets, popular)
