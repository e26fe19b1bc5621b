"""The demo: it says that its logins are public, and what its banner tells to type works."""

import re
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import demo
from ordering.orders.model import Order
from ordering.security.authenticator import Authenticator
from ordering.stores.model import Store
from ordering.stores.repository import Stores
from ordering.tables.calls import ServiceCall
from tests.api.deployment import deployed, rows_of
from tests.cli.commands import SECONDS, Served, served, sqlite
from tests.invariants import check

THERE = [9, 9, 8]
"""The tables of the orders of an evening that has begun, the newest first: who sat at 10 has joined who sits at 9."""


def banner_of(server: Served) -> str:
    return server.log.read_text()


def typed(banner: str) -> str:
    """The shell commands in a banner: what is indented below the invitation."""
    commands = banner[banner.index("    TOKEN=$(") :]
    return re.split(r"\n(?!    )", commands)[0]


def ask(server: Served, path: str, token: str) -> Any:
    return httpx.get(f"{server.url}/api/v1{path}", headers={"Authorization": f"Bearer {token}"}).json()


def test_what_the_banner_says_works_and_a_second_run_keeps_its_data(tmp_path: Path, migrated_file: Path) -> None:
    database = sqlite(tmp_path, migrated_file)
    owner = {"store": "demo", "username": "owner", "password": "demo-owner-1"}
    with served(tmp_path, "demo", database_url=database) as server:
        banner = banner_of(server)
        assert "These logins are public" in banner
        assert server.url in banner
        for word in ("owner", "demo-owner-1", "staff", "demo-staff-1", "1-12", "1234"):
            assert word in banner
        ordered = subprocess.run(["sh", "-c", typed(banner)], capture_output=True, text=True, timeout=SECONDS)
        assert ordered.returncode == 0, ordered.stderr
        assert '"status":"pending"' in ordered.stdout, ordered.stdout
        token = httpx.post(f"{server.url}/api/v1/auth/staff", json=owner).json()["access_token"]
        orders = ask(server, "/admin/orders", token)["items"]
        assert [order["table"]["number"] for order in orders] == [1, *THERE]
        items = ask(server, "/admin/items", token)["items"]
        assert f'"item_id": {items[0]["id"]},' in banner, "the first item"
        assert [table["number"] for table in ask(server, "/admin/tables", token)["items"]] == list(range(1, 13))
        waiter = {"store": "demo", "username": "staff", "password": "demo-staff-1"}
        assert httpx.post(f"{server.url}/api/v1/auth/staff", json=waiter).json()["staff"]["role"] == "staff"
        assert server.stop()[1] < 10
    with served(tmp_path, "demo", database_url=database) as server:
        assert ask(server, "/admin/orders", token)["items"] == orders, "the order and even the login are still there"
        assert ask(server, "/admin/items", token)["items"] == items
        time.sleep(2)  # a table may order every two seconds
        again = subprocess.run(["sh", "-c", typed(banner_of(server))], capture_output=True, text=True, timeout=SECONDS)
        assert '"status":"pending"' in again.stdout, again.stdout


async def test_the_demo_store_is_made_once_and_whole(database_url: str) -> None:
    async with deployed(database_url) as here:
        keys = Authenticator(b"x" * 32)
        storage = here.services.storage
        first = await demo.prepare(here.services.work, keys, storage)
        before = await rows_of(here.services)
        assert await demo.prepare(here.services.work, keys, storage) == first
        assert await rows_of(here.services) == before
        given = {"store": "demo", "table_number": 12, "password": "1234"}
        for _ in range(4):
            assert (await here.http.post("/api/v1/auth/table", json=given)).status_code == 200, "any number of tablets"
        tablet = (await here.http.post("/api/v1/auth/table", json=given)).json()
        bearer = {"Authorization": f"Bearer {tablet['access_token']}"}
        menu = (await here.http.get("/api/v1/menu", headers=bearer)).json()
        assert menu["categories"][0]["items"][0]["id"] == first
        assert len(menu["categories"]) >= 6
        items = [item for category in menu["categories"] for item in category["items"]]
        assert any(item["sold_out"] for item in items)
        shown = [item["image_url"] for item in items if item["image_url"]]
        assert len(shown) >= 20
        store = tablet["store"]
        assert store["accent"]
        shown += [store["logo"]["url"], store["cover"]["url"]]
        assert [(await here.http.get(url)).status_code for url in shown] == [200] * len(shown)


async def test_the_demo_shows_each_of_the_floor_at_once(database_url: str) -> None:
    async with deployed(database_url) as here:
        await demo.prepare(here.services.work, Authenticator(b"x" * 32), here.services.storage)
        owner = {"store": "demo", "username": "owner", "password": "demo-owner-1"}
        login = (await here.http.post("/api/v1/auth/staff", json=owner)).json()
        bearer = {"Authorization": f"Bearer {login['access_token']}"}
        board = (await here.http.get("/api/v1/admin/board", headers=bearer)).json()
        tables = {table["table"]["number"]: table for table in board["tables"]}
        assert [call["kind"] for call in tables[7]["calls"]] == ["water"]
        [order] = tables[8]["orders"]
        [dish, drink] = order["lines"]
        assert (drink["quantity"], drink["voided"]) == (2, 1)
        assert tables[8]["table_session"]["total"] == dish["subtotal"] + 2 * drink["unit_price"]
        assert [one["placed_at_table"]["number"] for one in tables[9]["orders"]] == [10, 9]
        assert tables[10]["table_session"] is None
        assert {number for number, table in tables.items() if table["table_session"]} == {8, 9}
        code = (await here.http.get(f"/api/v1/admin/tables/{tables[9]['table']['id']}/code", headers=bearer)).json()
        phone = await here.http.post("/api/v1/auth/phone", json={"code": code["code"]})
        assert phone.json()["table"]["number"] == 9
        await check(here.services, (await here.services.work.read(_store)).id)


async def test_an_evening_that_broke_off_goes_on_the_next_time(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with deployed(database_url) as here:
        keys, storage = Authenticator(b"x" * 32), here.services.storage
        with monkeypatch.context() as broken:
            broken.setattr("ordering.orders.moving.join", None)
            with pytest.raises(TypeError):
                await demo.prepare(here.services.work, keys, storage)
        async with AsyncSession(here.services.work.engine) as session:
            told = await session.scalars(select(Order.version))
            assert told.all() == [1, 1, 1]
            assert not (await session.scalars(select(ServiceCall.id))).all(), "all the rest at once"
        await demo.prepare(here.services.work, keys, storage)
        store_id = (await here.services.work.read(_store)).id
        await check(here.services, store_id)
        async with AsyncSession(here.services.work.engine) as session:
            assert sorted((await session.scalars(select(Order.version))).all()) == [2, 2, 3]


async def _store(session: AsyncSession) -> Store:
    store = await Stores(session).by_slug("demo")
    assert store is not None
    return store
