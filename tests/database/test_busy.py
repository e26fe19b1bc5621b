"""A database that is full, locked or gone: busy is said in time, and nothing is lost."""

import asyncio
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event, text

from ordering import migrate, settings
from ordering.app import create_app
from ordering.database import work
from ordering.http.edge import Edge
from ordering.orders import queue
from tests.database.makers import Told
from tests.invariants import check, kept
from tests.servers import NotInstalled, fresh_database, start_mariadb
from tests.world import Restaurant, a_restaurant

SECRET = "a secret for the tests, 32 bytes and more"


async def test_a_pool_with_no_connection_left_says_busy_in_time(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = bistro.services.work.engine
    monkeypatch.setattr(engine.pool, "_timeout", 0.3)
    held = [await engine.connect() for _ in range(engine.pool.size())]  # type: ignore[attr-defined]  # its pool has one
    began = time.monotonic()
    answers = await asyncio.gather(
        bistro.order(1), bistro.ask("staff", "GET", "/admin/orders"), bistro.close(1), bistro.ask(1, "GET", "/menu")
    )
    assert time.monotonic() - began < 9, "it waited for the deadline of all requests"
    assert [(one.status_code, one.headers.get("Retry-After")) for one in answers] == [(503, "1")] * 4
    assert {one.json()["code"] for one in answers} == {"busy"}
    for connection in held:
        await connection.close()
    await bistro.ordered(1)
    await check(bistro.services, bistro.store_id)


async def test_a_store_locked_by_somebody_else_says_busy(bistro: Restaurant, told: Told) -> None:
    """SQLite's other process writes for longer than anybody would wait."""
    engine = bistro.services.work.engine

    @event.listens_for(engine.sync_engine, "checkout")
    def impatient_too(connection: Any, _record: Any, _proxy: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=200")
        cursor.close()

    async with told.engine.connect() as other:
        await other.execution_options(writes=True)
        await other.execute(text("SELECT 1"))
        answer = await bistro.order(1)
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        assert (await bistro.ask("staff", "GET", "/admin/board")).status_code == 200, "reading goes on"
    await bistro.ordered(1)


async def test_a_server_that_goes_and_comes_back_loses_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ORDERING_TEST_MARIADB_URL", raising=False)  # one that we may stop
    try:
        server = start_mariadb(tmp_path)
    except NotInstalled as missing:
        pytest.skip(str(missing))
    try:
        url = fresh_database(server, "gone")
        await migrate.upgrade(url)
        app = create_app(settings.read({"ORDERING_DATABASE_URL": url, "ORDERING_SECRET_KEY": SECRET}))
        assert isinstance(app, Edge)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]  # theirs is another name for an ASGI app
        async with httpx.AsyncClient(transport=transport, base_url="http://ordering.test") as client:
            here = await a_restaurant(app, client, "gone")
            orders = [await here.ordered(table) for table in (1, 2, 3)]
            await _while_it_is_down(here, server, orders[0])
            server.start()
            await _again(here, orders)
            await here.services.order_queue.close()
            await here.services.work.close()
    finally:
        server.stop()


async def _while_it_is_down(here: Restaurant, server: Any, order: dict[str, Any]) -> None:
    """Killed under orders that are on their way, then gone."""
    flying = [asyncio.create_task(here.order(1 + n % 3, key=f"flying-at-the-kill-{n}")) for n in range(6)]
    await asyncio.sleep(0.01)
    server.kill()
    began = time.monotonic()
    answers = [*await asyncio.gather(*flying), await here.order(1), await here.close(2, force=True)]
    answers.append(
        await here.ask("staff", "PATCH", f"/admin/orders/{order['id']}", {"status": "completed", "version": 1})
    )
    answers.append(await here.ask("staff", "GET", "/admin/board"))
    assert time.monotonic() - began < 30
    assert {one.status_code for one in answers} <= {201, 503}, [one.text for one in answers]
    assert [one.status_code for one in answers[6:]] == [503] * 4
    assert {one.headers.get("Retry-After") for one in answers if one.status_code == 503} == {"1"}


async def _again(here: Restaurant, orders: list[dict[str, Any]]) -> None:
    """The same keys are sent again by tablets that don't know what became of them."""
    answers = [await here.order(1 + n % 3, key=f"flying-at-the-kill-{n}") for n in range(6)]
    assert {one.status_code for one in answers} <= {200, 201}, [one.text for one in answers]
    await kept(here.services.work, [*orders, *(one.json() for one in answers)])
    board = (await here.ask("staff", "GET", "/admin/board")).json()
    assert sum(card["open_orders"] for card in board["tables"]) == 9
    assert (await here.close(2, force=True)).status_code == 200
    await check(here.services, here.store_id)


async def test_who_comes_when_too_many_wait_is_told_at_once(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bistro.ask("staff", "GET", "/admin/tables")
    monkeypatch.setattr(work, "MOST_RUNNING", 3)
    answers = await asyncio.gather(*(bistro.ask("staff", "GET", "/admin/tables") for _ in range(10)))
    told = [answer.status_code for answer in answers]
    assert set(told) == {200, 503}
    assert told.count(200) >= 3
    assert {one.headers.get("Retry-After") for one in answers if one.status_code == 503} == {"1"}
    assert (await bistro.ask("staff", "GET", "/admin/tables")).status_code == 200


async def test_orders_of_a_store_wait_in_a_queue_with_an_end(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST_WAITING", 5)
    keys = [bistro.new_key() for _ in range(30)]
    answers = await asyncio.gather(*(bistro.order(1 + n % 3, key=key) for n, key in enumerate(keys)))
    told = Counter(answer.status_code for answer in answers)
    assert set(told) == {201, 503}
    assert told[201] >= 5
    refused = [key for key, answer in zip(keys, answers, strict=True) if answer.status_code == 503]
    assert [(await bistro.order(1, key=key)).status_code for key in refused] == [201] * len(refused), (
        "no key was used up"
    )
    await check(bistro.services, bistro.store_id)
