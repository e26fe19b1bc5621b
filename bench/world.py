"""The store that is measured: the demo's menu, 32 tables with a tablet each, their tokens, and no limits."""

import math
from pathlib import Path
from typing import Any

import httpx
from msgspec import Struct

from bench.inside import SECRET, client
from ordering import demo
from ordering.database.engine import create_engine
from ordering.database.work import Work
from ordering.live import log
from ordering.migrate import upgrade
from ordering.security.authenticator import Authenticator
from ordering.security.callers import StaffCaller
from ordering.storage.folder import Folder

TABLES = 32
LINES = 3
STREAMS = 500


class Seat(Struct, frozen=True):
    """A table and its tablet's token."""

    table_id: int
    number: int
    token: str


class World(Struct, frozen=True):
    """``items`` can be ordered without choosing anything; ``owners`` are tokens, enough of them for ``STREAMS``."""

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


async def make(url: str, media: Path) -> World:
    """Migrates an empty database and furnishes it, over the API wherever that has a door."""
    await upgrade(url)
    work = Work(create_engine(url), finish=log.write, announce=lambda _: None)
    try:
        await demo.prepare(work, Authenticator(SECRET.encode()), Folder(media))
    finally:
        await work.close()
    async with client(url, media) as product:
        return await _furnish(product)


async def _furnish(product: httpx.AsyncClient) -> World:
    owner = await _log_in(product)
    product.headers["Authorization"] = f"Bearer {owner}"
    limits = {"open_orders_per_table": 0, "seconds_between_orders": 0}
    await _ask(product, "PATCH", "/admin/store", {"limits": limits})
    there = len((await _ask(product, "GET", "/admin/tables"))["items"])
    for number in range(there + 1, TABLES + 1):
        await _ask(product, "POST", "/admin/tables", {"number": number, "password": demo.TABLE_PASSWORD})
    items = (await _ask(product, "GET", "/admin/items"))["items"]
    return World(
        store_id=1,  # the only one
        items=[item["id"] for item in items if _simple(item)][:LINES],
        seats=[await _pair(product, number) for number in range(1, TABLES + 1)],
        owners=[owner, *[await _log_in(product) for _ in range(math.ceil(STREAMS / StaffCaller.STREAMS) - 1)]],
    )


async def _log_in(product: httpx.AsyncClient) -> str:
    credentials = {"store": demo.SLUG, "username": demo.OWNER, "password": demo.OWNER_PASSWORD}
    return str((await _ask(product, "POST", "/auth/staff", credentials))["access_token"])


async def _pair(product: httpx.AsyncClient, number: int) -> Seat:
    credentials = {"store": demo.SLUG, "table_number": number, "password": demo.TABLE_PASSWORD}
    login = await _ask(product, "POST", "/auth/table", credentials)
    return Seat(login["table"]["id"], number, login["access_token"])


def _simple(item: dict[str, Any]) -> bool:
    return not item["sold_out"] and not item["hidden"] and all(not one["min_choices"] for one in item["option_groups"])


async def _ask(product: httpx.AsyncClient, method: str, path: str, body: Any = None) -> Any:
    answer = await product.request(method, path, json=body)
    answer.raise_for_status()
    return answer.json()
