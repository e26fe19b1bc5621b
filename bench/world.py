"""The restaurants that are measured: the demo's bistro with 32 tables, a hall with 200 and the same menu, 20 small
ones, and another one of these with a kitchen; a tablet at each table, their tokens, and no limits.
"""

import asyncio
import math
from pathlib import Path
from typing import Any

import httpx
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.inside import SECRET, client
from ordering import demo
from ordering.database.engine import create_engine
from ordering.database.work import Work
from ordering.live.log import StoreEvent
from ordering.menu.repository import Stations
from ordering.migrate import upgrade
from ordering.orders import leaving_stations
from ordering.security.authenticator import Authenticator
from ordering.security.callers import CommandLine, StaffCaller
from ordering.services import WRITTEN_LAST
from ordering.storage.folder import Folder
from ordering.stores import actions as stores
from ordering.stores.shapes import NewStore
from ordering.tables import actions as tables
from ordering.tables.shapes import NewTable

TABLES, HALL_TABLES = 32, 200
OTHERS, OTHER_TABLES = 20, 2
HALL, KITCHEN = "hall", "kitchen"
PAIRING_AT_ONCE = 4
LINES = 3
STREAMS = 500


class Seat(Struct, frozen=True):
    """A table and its tablet's token."""

    table_id: int
    number: int
    token: str


class Restaurant(Struct, frozen=True):
    """A store. ``items`` can be ordered without choosing anything; ``owners`` are tokens."""

    store_id: int
    items: list[int]
    seats: list[Seat]
    owners: list[str]

    @property
    def owner(self) -> str:
        return self.owners[0]

    @property
    def draft(self) -> dict[str, Any]:
        """An order of three lines."""
        return {"lines": [{"item_id": item_id, "quantity": 1 + i} for i, item_id in enumerate(self.items)]}


class World(Struct, frozen=True):
    """The bistro's owner has logged in often enough for ``STREAMS``. ``kitchen`` is like one of the ``others``, with a
    station for each dish of an order. ``payload``: the bytes of an order's event.
    """

    bistro: Restaurant
    hall: Restaurant
    others: list[Restaurant]
    kitchen: Restaurant
    payload: int


async def make(url: str, media: Path) -> World:
    """Migrates an empty database and furnishes it, over the API wherever that has a door."""
    await upgrade(url)
    work, authenticator = Work(create_engine(url), finish=WRITTEN_LAST, announce=lambda _: None), Authenticator(b"")
    slugs = [HALL, KITCHEN, *(f"other-{number}" for number in range(1, OTHERS + 1))]
    try:
        await demo.prepare(work, Authenticator(SECRET.encode()), Folder(media), guests=False)
        hashes = [await authenticator.passwords.hash(one) for one in (demo.OWNER_PASSWORD, demo.TABLE_PASSWORD)]
        ids = {demo.SLUG: 1}  # the first
        await work.run(_close_kitchen, 1)
        for slug in slugs:
            ids[slug] = await work.run(_open, slug, HALL_TABLES if slug == HALL else OTHER_TABLES, hashes)
    finally:
        await work.close()
    async with client(url, media) as product:
        bistro = await _furnish_bistro(product, ids[demo.SLUG])
        dishes = [await _dishes(product, bistro.owner), await _dishes(product, bistro.owner, LINES)]
        hall, kitchen, *others = [await _furnish(product, slug, ids[slug], dishes[slug != HALL]) for slug in slugs]
        await _open_kitchen(product, kitchen)
        await _order(product, bistro, "a note of 12")
    return World(bistro, hall, others, kitchen, await _length(url))


async def _close_kitchen(session: AsyncSession, store_id: int) -> None:
    """The floors know no tickets, and an order's message would come in two events."""
    for station in await Stations(session).all_of(store_id):
        await leaving_stations.archive_station(session, CommandLine(store_id), station.id)


async def _open(session: AsyncSession, slug: str, count: int, hashes: list[str]) -> int:
    new = NewStore(slug=slug, name=slug, owner=demo.OWNER, password=demo.OWNER_PASSWORD)
    by = CommandLine(await stores.create(session, new, hashes[0]))
    for number in range(1, count + 1):
        await tables.add(session, by, NewTable(number=number, password=demo.TABLE_PASSWORD), hashes[1])
    return by.store_id


async def _furnish_bistro(product: httpx.AsyncClient, store_id: int) -> Restaurant:
    owner = await _log_in(product, demo.SLUG)
    there = len((await _ask(product, owner, "GET", "/admin/tables"))["items"])
    for number in range(there + 1, TABLES + 1):
        await _ask(product, owner, "POST", "/admin/tables", {"number": number, "password": demo.TABLE_PASSWORD})
    more = math.ceil(STREAMS / StaffCaller.STREAMS) - 1
    return await _opened(
        product, demo.SLUG, store_id, [owner, *[await _log_in(product, demo.SLUG) for _ in range(more)]]
    )


async def _furnish(
    product: httpx.AsyncClient, slug: str, store_id: int, dishes: dict[str, list[dict[str, Any]]]
) -> Restaurant:
    owner = await _log_in(product, slug)
    for name, items in dishes.items():
        category = await _ask(product, owner, "POST", "/admin/categories", {"name": name})
        for item in items:
            await _ask(product, owner, "POST", "/admin/items", {**item, "category_id": category["id"]})
    return await _opened(product, slug, store_id, [owner])


async def _open_kitchen(product: httpx.AsyncClient, restaurant: Restaurant) -> None:
    """Each dish of an order has a station of its own."""
    for item_id in restaurant.items:
        station = await _ask(product, restaurant.owner, "POST", "/admin/stations", {"name": f"for {item_id}"})
        await _ask(product, restaurant.owner, "PATCH", f"/admin/items/{item_id}", {"station_id": station["id"]})


async def _opened(product: httpx.AsyncClient, slug: str, store_id: int, owners: list[str]) -> Restaurant:
    """Without limits, each table paired."""
    turn = asyncio.Semaphore(PAIRING_AT_ONCE)

    async def pair(number: int) -> Seat:
        async with turn:
            return await _pair(product, slug, number)

    limits = {"open_orders_per_table": 0, "seconds_between_orders": 0}
    await _ask(product, owners[0], "PATCH", "/admin/store", {"limits": limits})
    items = (await _ask(product, owners[0], "GET", "/admin/items"))["items"]
    there = (await _ask(product, owners[0], "GET", "/admin/tables"))["items"]
    return Restaurant(
        store_id=store_id,
        items=[item["id"] for item in items if _simple(item)][:LINES],
        seats=list(await asyncio.gather(*(pair(table["number"]) for table in there))),
        owners=owners,
    )


async def _dishes(product: httpx.AsyncClient, owner: str, most: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """The bistro's dishes by category, as another store would add them; the first ``most`` that are simple."""
    items = (await _ask(product, owner, "GET", "/admin/items"))["items"]
    names = {one["id"]: one["name"] for one in (await _ask(product, owner, "GET", "/admin/categories"))["items"]}
    found: dict[str, list[dict[str, Any]]] = {}
    for item in items if most is None else [item for item in items if _simple(item)][:most]:
        found.setdefault(names[item["category_id"]], []).append(_as_new(item))
    return found


def _as_new(item: dict[str, Any]) -> dict[str, Any]:
    def group(one: dict[str, Any]) -> dict[str, Any]:
        options = [{"name": option["name"], "price_delta": option["price_delta"]} for option in one["options"]]
        return {name: one[name] for name in ("name", "min_choices", "max_choices")} | {"options": options}

    kept = {name: item[name] for name in ("name", "price", "description", "hidden")}
    return kept | {"option_groups": [group(one) for one in item["option_groups"]]}


async def _order(product: httpx.AsyncClient, restaurant: Restaurant, note: str) -> None:
    headers = {"Authorization": f"Bearer {restaurant.seats[-1].token}", "Idempotency-Key": "bench-the-first-order"}
    answer = await product.post("/orders", json={**restaurant.draft, "note": note}, headers=headers)
    answer.raise_for_status()


async def _length(url: str) -> int:
    """Of the one order's event."""
    engine = create_engine(url)
    async with engine.connect() as connection:
        [payload] = await connection.scalars(select(StoreEvent.payload).where(StoreEvent.type == "order.placed"))
    await engine.dispose()
    return len(payload)


async def _log_in(product: httpx.AsyncClient, slug: str) -> str:
    credentials = {"store": slug, "username": demo.OWNER, "password": demo.OWNER_PASSWORD}
    return str((await _ask(product, None, "POST", "/auth/staff", credentials))["access_token"])


async def _pair(product: httpx.AsyncClient, slug: str, number: int) -> Seat:
    credentials = {"store": slug, "table_number": number, "password": demo.TABLE_PASSWORD}
    login = await _ask(product, None, "POST", "/auth/table", credentials)
    return Seat(login["table"]["id"], number, login["access_token"])


def _simple(item: dict[str, Any]) -> bool:
    return not item["sold_out"] and not item["hidden"] and all(not one["min_choices"] for one in item["option_groups"])


async def _ask(product: httpx.AsyncClient, token: str | None, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = await product.request(method, path, json=body, headers=headers)
    answer.raise_for_status()
    return answer.json()
