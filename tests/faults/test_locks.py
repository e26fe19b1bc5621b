"""Locks held by somebody else, really, on a server: waited for, tried again, or refused in time."""

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ordering.database.engine import create_engine
from tests.faults.service import Scene
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost
from tests.invariants import check

LOCK_TABLE = text("SELECT id FROM dining_table WHERE id = :id FOR UPDATE")
LOCK_LOG = text("SELECT last FROM event_counter WHERE store_id = :id FOR UPDATE")

WAITING_FOR_ROWS = text("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")
DEADLOCKS = text(
    "SELECT variable_value + 0 FROM information_schema.global_status WHERE variable_name = 'Innodb_deadlocks'"
)
WAITING = text("SELECT COUNT(*) FROM information_schema.processlist WHERE state LIKE 'Waiting for table%'")
CONNECTIONS = 24


@pytest.fixture
async def stranger(mariadb_url: str) -> AsyncIterator[AsyncConnection]:
    """Another process on the database, in a transaction."""
    engine = create_engine(mariadb_url)
    async with engine.connect() as connection:
        await connection.exec_driver_sql("SET SESSION innodb_lock_wait_timeout=20")
        yield connection
        await connection.rollback()
    await engine.dispose()


async def test_a_deadlock_is_nothing_a_tablet_notices(on_mariadb: Scene, stranger: AsyncConnection) -> None:
    """The order holds its table and wants the log; the stranger the other way round, and has written more."""
    bistro, outbox = on_mariadb.bistro, Outbox(on_mariadb.bistro)
    await outbox.order(1)
    for day in range(40):  # the server ends whoever has less to undo
        row = {"store": bistro.store_id, "day": day}
        await stranger.execute(
            text("INSERT INTO order_counter VALUES (:store, '2001-01-01' + INTERVAL :day DAY, 1)"), row
        )
    await stranger.execute(LOCK_LOG, {"id": bistro.store_id})
    ordering = asyncio.create_task(outbox.order(1))
    async with asyncio.timeout(30):
        while not await stranger.scalar(WAITING_FOR_ROWS):
            await asyncio.sleep(0.2)  # the server looks anew only where nobody has asked for 0.1 s
    before = await stranger.execute(DEADLOCKS)
    await stranger.execute(LOCK_TABLE, {"id": bistro.tables[1]})
    after = await stranger.execute(DEADLOCKS)
    assert after.scalar_one() > before.scalar_one(), "the server let us wait"
    assert not ordering.done()
    await stranger.rollback()
    await ordering
    assert (outbox.busy, outbox.sendings) == (0, 2)
    await nothing_is_lost(on_mariadb, outbox)


async def test_a_lock_held_past_the_servers_patience(on_mariadb: Scene, stranger: AsyncConnection) -> None:
    """3 s on the server, then again from the top: the order that waits is placed at once when the lock is gone."""
    bistro, outbox = on_mariadb.bistro, Outbox(on_mariadb.bistro)
    await outbox.order(1)
    await stranger.execute(LOCK_TABLE, {"id": bistro.tables[1]})
    ordering = asyncio.create_task(outbox.order(1))
    await asyncio.sleep(3.6)
    assert not ordering.done()
    await stranger.rollback()
    await ordering
    assert outbox.busy == 0
    assert outbox.slowest > 3.5
    await nothing_is_lost(on_mariadb, outbox)


async def test_a_table_that_stays_locked_makes_nobody_hang(on_mariadb: Scene, stranger: AsyncConnection) -> None:
    """Orders of one store share a transaction: those of the other tables wait too, and are told in time."""
    bistro, outbox = on_mariadb.bistro, Outbox(on_mariadb.bistro)
    bistro.http.timeout = httpx.Timeout(30)
    await stranger.execute(LOCK_TABLE, {"id": bistro.tables[1]})

    async def after(wait: float, table: int) -> int:
        await asyncio.sleep(wait)
        return (await bistro.order(table)).status_code

    answers = await asyncio.gather(after(0, 1), after(0.5, 2), after(1, 1), after(3, 2), return_exceptions=True)
    await stranger.rollback()
    assert set(answers) <= {201, 503}, answers
    await outbox.order(3)  # after those that nobody waits for any more
    await check(bistro.services, bistro.store_id)


async def test_an_exhausted_pool_is_busy_and_comes_back(on_mariadb: Scene, stranger: AsyncConnection) -> None:
    """Lists that wait for a whole table's lock, which takes as long as it takes, hold every connection there is."""
    bistro, outbox = on_mariadb.bistro, Outbox(on_mariadb.bistro)
    await outbox.order(1)
    await stranger.exec_driver_sql("LOCK TABLES dining_table WRITE")
    lists = [asyncio.create_task(bistro.ask("staff", "GET", "/admin/tables")) for _ in range(CONNECTIONS)]
    async with asyncio.timeout(30):
        while await stranger.scalar(WAITING) < CONNECTIONS:
            await asyncio.sleep(0.05)
    began = time.monotonic()
    answers = await asyncio.gather(
        bistro.order(2), bistro.ask("staff", "GET", "/admin/orders"), bistro.http.get("/health/ready")
    )
    took = time.monotonic() - began
    await stranger.exec_driver_sql("UNLOCK TABLES")
    assert [answer.status_code for answer in answers] == [503, 503, 503], [answer.text for answer in answers]
    assert [answer.headers.get("Retry-After") for answer in answers[:2]] == ["1", "1"]
    assert took < 8
    assert {(await one).status_code for one in lists} <= {200, 503}
    assert (await bistro.http.get("/health/ready")).status_code == 200
    await outbox.order(1)
    await nothing_is_lost(on_mariadb, outbox)
