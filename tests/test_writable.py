"""A database that takes no writes just now: left for one that does, and told by the readiness."""

import os
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import writable
from ordering.database.engine import create_engine
from ordering.database.work import Work
from ordering.errors import Busy
from ordering.live.repository import StoreEvents
from ordering.services import WRITTEN_LAST
from tests.api.deployment import deployed
from tests.invariants import check
from tests.servers import Server, ask
from tests.servers.migrated import MigratedDatabases
from tests.world import Restaurant


class Demoted:
    """While ``now``, whoever connects reaches a server that only reads: another answers at this address afterwards."""

    def __init__(self, engine: Any) -> None:
        self.now = True
        self.connected = 0
        event.listen(engine.sync_engine, "connect", self._connected)

    def _connected(self, connection: Any, record: Any) -> None:
        self.connected += 1
        record.info["old"] = self.now
        if self.now:
            cursor = connection.cursor()
            sqlite = "sqlite" in type(connection).__module__
            cursor.execute("PRAGMA query_only=ON" if sqlite else "SET SESSION TRANSACTION READ ONLY")
            cursor.close()


async def is_old(session: AsyncSession) -> bool:
    connection = await session.connection()
    await session.execute(text("SELECT 1"))
    return bool((await connection.get_raw_connection()).info["old"])


async def write(session: AsyncSession, here: Restaurant) -> None:
    await session.execute(text("UPDATE store SET name = 'written' WHERE id = :id"), {"id": here.store_id})


@pytest.fixture
async def work(bistro: Restaurant) -> AsyncIterator[Work]:
    url = bistro.services.work.engine.url.render_as_string(hide_password=False)
    made = Work(create_engine(url), WRITTEN_LAST, lambda _: None)
    yield made
    await made.close()


async def _several(work: Work) -> None:
    """So that the pool holds some."""
    connections = [await work.engine.connect() for _ in range(4)]
    for connection in connections:
        await connection.close()


@pytest.mark.every_database
async def test_a_demoted_server_is_left_for_the_new_one(
    bistro: Restaurant, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first write is tried once more on a new connection, and nobody goes on reading the old server."""
    monkeypatch.setattr("ordering.database.failover.FRESH_SECONDS", 0)
    demoted = Demoted(work.engine)
    await _several(work)
    demoted.now = False
    await work.run(write, bistro)
    connections = [await work.engine.connect() for _ in range(6)]
    assert not any([(await one.get_raw_connection()).info["old"] for one in connections])
    for one in connections:
        await one.close()
    assert not work.refused
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_with_no_writer_anywhere_it_is_busy_and_whoever_reads_goes_on(bistro: Restaurant, work: Work) -> None:
    demoted = Demoted(work.engine)
    await _several(work)
    made = demoted.connected
    for _ in range(3):
        with pytest.raises(Busy):
            await work.run(write, bistro)
        assert await work.read(is_old)
    assert demoted.connected - made <= 3 * 4, "what only reads is not made anew for each who does"
    assert await writable.why_not(work) is not None
    demoted.now = False
    await work.run(write, bistro)
    assert await writable.why_not(work) is None


@contextmanager
def no_file_may_grow() -> Iterator[None]:
    """As on a full disk, for all of this process; SQLite's shared memory is a file of 32 KB that is there."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40 * 1024, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_where_nothing_can_be_written_it_is_not_ready_and_says_so(bistro: Restaurant) -> None:
    assert (await bistro.http.get("/health/ready")).status_code == 200
    with no_file_may_grow():
        while (refused := await bistro.order(1)).status_code == 201:
            pass
        ready = await bistro.http.get("/health/ready")
        board = await bistro.ask("staff", "GET", "/admin/board")
    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert ready.status_code == 503
    assert {**ready.json(), "storage": ""} == {"status": "down", "database": "read_only", "storage": ""}
    assert board.status_code == 200
    await bistro.ordered(1)
    assert (await bistro.http.get("/health/ready")).json()["database"] == "ok"
    await check(bistro.services, bistro.store_id)


async def test_a_full_disk_or_a_file_that_may_not_be_written_is_told_before_anybody_tries(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writable, "LEAST_FREE", 1 << 60)
    assert (await bistro.http.get("/health/ready")).json()["database"] == "read_only"
    monkeypatch.undo()
    monkeypatch.setattr(os, "access", lambda file, _: not str(file).endswith(".db"))  # root may write to anything
    assert (await bistro.http.get("/health/ready")).json()["database"] == "read_only"
    monkeypatch.undo()
    assert (await bistro.http.get("/health/ready")).json()["database"] == "ok"


@pytest.mark.parametrize("kind", ["mariadb", "mysql"])
async def test_a_demoted_server_is_told_by_the_readiness_without_a_write(
    kind: str, request: pytest.FixtureRequest, migrated: MigratedDatabases
) -> None:
    server: Server = request.getfixturevalue(kind)
    url = migrated.make(server, "readiness")
    ask(  # root may write whatever the server is
        server.url,
        "CREATE USER IF NOT EXISTS 'plain'@'127.0.0.1' IDENTIFIED BY 'a password'",
        "GRANT ALL ON readiness.* TO 'plain'@'127.0.0.1'",
    )
    plain = make_url(url).set(username="plain", password="a password").render_as_string(hide_password=False)
    async with deployed(plain) as here:
        bistro = await here.restaurant("bistro")
        assert (await here.http.get("/health/ready")).json()["database"] == "ok"
        head = await bistro.services.work.read(log_head, bistro.store_id)
        ask(server.url, "SET GLOBAL read_only = ON")
        try:
            ready = await here.http.get("/health/ready")
            assert (ready.status_code, ready.json()["database"]) == (503, "read_only")
            assert (await bistro.order(1)).status_code == 503
            assert (await bistro.ask("staff", "GET", "/admin/board")).status_code == 200
        finally:
            ask(server.url, "SET GLOBAL read_only = OFF")
        await bistro.ordered(1)
        assert (await here.http.get("/health/ready")).status_code == 200
        assert await bistro.services.work.read(log_head, bistro.store_id) == head + 2, "session and order"
        await check(bistro.services, bistro.store_id)


async def log_head(session: AsyncSession, store_id: int) -> int:
    return await StoreEvents(session).head(store_id)
