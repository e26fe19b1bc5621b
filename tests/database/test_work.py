"""``Work``: one transaction, again from the top when the database says so, and told of only once it is kept."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from ordering import migrate, settings
from ordering.app import create_app
from ordering.audit import AuditEntry
from ordering.database.engine import create_engine
from ordering.database.work import Work
from ordering.errors import Busy, KeyReused, NotFound
from ordering.http.edge import Edge
from ordering.live import log
from ordering.live.log import Announcement, EventType, StoreEvents
from ordering.menu.shapes import MenuChanged
from ordering.orders.model import OrderCounter
from ordering.orders.placing import Submission, place
from ordering.orders.shapes import Draft, DraftLine
from ordering.stores.model import Store
from ordering.tables.model import DiningTable
from tests.invariants import check, kept
from tests.servers import NotInstalled, fresh_database, start_mariadb
from tests.world import Restaurant, a_restaurant

SECRET = "a secret for the tests, 32 bytes and more"


class Told:
    """A ``Work`` of one's own on the restaurant's database, and what it announced."""

    def __init__(self, here: Restaurant) -> None:
        self.announced: list[Announcement] = []
        url = here.services.work.engine.url.render_as_string(hide_password=False)
        self.engine = create_engine(url)
        if self.engine.dialect.name == "mysql":
            event.listen(self.engine.sync_engine, "connect", impatient)
        self.work = Work(self.engine, log.write, self.announced.extend)

    @property
    def seqs(self) -> list[int]:
        return [one.seq for one in self.announced]


def impatient(connection: Any, _record: Any) -> None:
    """A second for a lock, not three: the tests wait for it several times."""
    cursor = connection.cursor()
    cursor.execute("SET SESSION innodb_lock_wait_timeout=1")
    cursor.close()


@pytest.fixture
async def told(bistro: Restaurant) -> AsyncIterator[Told]:
    made = Told(bistro)
    yield made
    await made.work.close()


def submission(here: Restaurant, table: int = 1, key: str | None = None) -> Submission:
    draft = Draft([DraftLine(here.items["냉면"], 1)])
    return Submission(here.tablets[table], here.tables[table], key or here.new_key(), draft)


async def labels(here: Restaurant) -> list[str | None]:
    async def read(session: AsyncSession) -> list[str | None]:
        mine = select(DiningTable.label).where(DiningTable.store_id == here.store_id).order_by(DiningTable.number)
        return list(await session.scalars(mine))

    return await here.services.work.read(read)


async def relabel(session: AsyncSession, here: Restaurant, number: int, label: str) -> None:
    """An action with an event: lock the table, change it, tell."""
    table = await session.get_one(DiningTable, here.tables[number], with_for_update=True)
    table.label = label
    log.append(session, here.store_id, EventType.MENU_CHANGED, MenuChanged(0))


@pytest.mark.every_database
async def test_a_refused_action_leaves_nothing_behind(bistro: Restaurant, told: Told) -> None:
    async def refused(session: AsyncSession, error: Exception) -> None:
        await relabel(session, bistro, 1, "창가")
        await place(session, bistro.store_id, [submission(bistro)])
        await session.flush()
        raise error

    before = (await bistro.ask("staff", "GET", "/admin/board")).json()
    for error in (NotFound(), KeyReused("no"), ValueError("a fault of ours")):
        with pytest.raises(type(error)):
            await told.work.run(refused, error)
    assert (await bistro.ask("staff", "GET", "/admin/board")).json() == before
    assert (await labels(bistro), told.announced) == ([None, None, None], [])
    await told.work.run(relabel, bistro, 1, "창가")
    assert (await labels(bistro))[0] == "창가"
    await check(bistro.services.work, bistro.store_id)


@pytest.mark.every_database
async def test_an_announcement_comes_after_the_commit_with_its_number(bistro: Restaurant, told: Told) -> None:
    committed_by_then: list[bool] = []
    commits = 0

    def commit(_: Any) -> None:
        nonlocal commits
        commits += 1

    event.listen(told.engine.sync_engine, "commit", commit)
    inner = told.work._announce
    told.work._announce = lambda events: (committed_by_then.append(commits == 1), inner(events))[0]  # type: ignore[func-returns-value]

    async def two(session: AsyncSession) -> None:
        for version in (1, 2):
            log.append(session, bistro.store_id, EventType.MENU_CHANGED, MenuChanged(version))
        assert not told.announced

    head = await bistro.services.work.read(lambda session: StoreEvents(session).head(bistro.store_id))
    await told.work.run(two)
    assert committed_by_then == [True]
    assert told.seqs == [head + 1, head + 2]
    assert [one.payload for one in told.announced] == [b'{"version":1}', b'{"version":2}']
    stored = await told.work.read(lambda session: StoreEvents(session).after(bistro.store_id, head, 10))
    assert [(one.seq, one.payload) for one in stored] == [(one.seq, one.payload) for one in told.announced]


@pytest.mark.every_database
async def test_a_failing_commit_is_neither_answered_nor_announced(bistro: Restaurant, told: Told) -> None:
    """The answer to a COMMIT may be lost: it is not tried again, for it may have been kept."""
    tries = 0

    def fail(_: Any) -> None:
        nonlocal tries
        tries += 1
        raise DBAPIError("COMMIT", None, Exception(2013, "Lost connection during query"))

    event.listen(told.engine.sync_engine, "commit", fail)
    with pytest.raises(Busy):
        await told.work.run(relabel, bistro, 1, "창가")
    assert (tries, told.announced) == (1, [])


@pytest.mark.every_database
async def test_a_connection_whose_commit_failed_is_not_used_again(bistro: Restaurant, told: Told) -> None:
    """What it had written may be kept or not, but never by somebody else's COMMIT, and it holds no locks."""

    def fail(_: Any) -> None:
        raise DBAPIError("COMMIT", None, Exception(1180, "Got error 28 during COMMIT"))

    event.listen(told.engine.sync_engine, "commit", fail)
    with pytest.raises(Busy):
        await told.work.run(relabel, bistro, 1, "창가")
    event.remove(told.engine.sync_engine, "commit", fail)
    await told.work.run(relabel, bistro, 2, "안쪽")
    assert await labels(bistro) == [None, "안쪽", None]
    await check(bistro.services.work, bistro.store_id)


@pytest.mark.every_database
async def test_an_integrity_error_is_no_passing_thing(bistro: Restaurant, told: Told) -> None:
    tries = 0

    async def twice(session: AsyncSession) -> None:
        nonlocal tries
        tries += 1
        session.add(OrderCounter(store_id=-1, business_date=date(2026, 11, 23), last=1))
        await session.flush()

    with pytest.raises(IntegrityError):
        await told.work.run(twice)
    assert tries == 1


SERVERS_ONLY = "SQLite has one writer: nothing to cross"


async def raw(told: Told) -> AsyncConnection:
    connection = await told.engine.connect()
    await connection.exec_driver_sql("SET SESSION innodb_lock_wait_timeout=10")
    return connection


@pytest.mark.every_database
async def test_a_deadlock_is_run_again_whole(bistro: Restaurant, told: Told) -> None:
    """Two transactions take two tables crosswise. The server kills the lighter one: ours."""
    if told.engine.dialect.name == "sqlite":
        pytest.skip(SERVERS_ONLY)
    rival = await raw(told)
    mine_locked, rival_waits, tries = asyncio.Event(), asyncio.Event(), 0

    async def both(session: AsyncSession) -> None:
        nonlocal tries
        tries += 1
        await relabel(session, bistro, 1, f"try {tries}")
        await session.flush()
        mine_locked.set()
        await rival_waits.wait()
        await relabel(session, bistro, 2, f"try {tries}")

    update = text("UPDATE dining_table SET area = 'rival' WHERE id = :id")
    for key in range(40):  # whoever has written less is the victim
        values = {"a": -bistro.store_id, "n": key, "s": bistro.store_id}
        await rival.execute(text("INSERT INTO order_counter VALUES (:s, '2001-01-01' + INTERVAL :n DAY, :a)"), values)
    await rival.execute(update, {"id": bistro.tables[2]})
    running = asyncio.create_task(told.work.run(both))
    await mine_locked.wait()
    crossing = asyncio.create_task(rival.execute(update, {"id": bistro.tables[1]}))
    await asyncio.sleep(0.05)
    rival_waits.set()
    await crossing
    await rival.rollback()
    await rival.close()
    await running
    assert tries == 2
    assert await labels(bistro) == ["try 2", "try 2", None]
    assert len(told.announced) == 2, "what the first try would have told was never told"
    await check(bistro.services.work, bistro.store_id)


@pytest.mark.every_database
async def test_a_lock_that_is_not_given_in_time_is_asked_for_again_whole(bistro: Restaurant, told: Told) -> None:
    """1205 rolls one statement back, not the transaction: going on from there would tear it."""
    if told.engine.dialect.name == "sqlite":
        pytest.skip(SERVERS_ONLY)
    holder, tries = await raw(told), 0

    async def both(session: AsyncSession) -> None:
        nonlocal tries
        tries += 1
        await relabel(session, bistro, 2, f"try {tries}")
        await session.flush()
        await relabel(session, bistro, 1, f"try {tries}")

    await holder.execute(text("SELECT * FROM dining_table WHERE id = :id FOR UPDATE"), {"id": bistro.tables[1]})
    running = asyncio.create_task(told.work.run(both))
    await asyncio.sleep(1.3)
    await holder.rollback()
    await holder.close()
    await running
    assert tries == 2
    assert await labels(bistro) == ["try 2", "try 2", None]
    assert len(told.announced) == 2
    await check(bistro.services.work, bistro.store_id)


@pytest.mark.every_database
async def test_a_caller_who_goes_away_at_any_moment_tears_nothing(bistro: Restaurant, told: Told) -> None:
    """Cancelled after the n-th turn of the loop, for every n that an order takes, and at random times besides."""
    dice = random.Random(11)
    keys: list[str] = []

    async def cancelled_after(wait: Callable[[], Awaitable[Any]]) -> None:
        key = bistro.new_key()
        keys.append(key)
        sending = asyncio.create_task(told.work.run(place, bistro.store_id, [submission(bistro, key=key)]))
        await wait()
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending

    async def turns(count: int) -> None:
        for _ in range(count):
            await asyncio.sleep(0)

    for n in range(30):
        await cancelled_after(lambda n=n: turns(n))  # type: ignore[misc]
    for _ in range(10):
        await cancelled_after(lambda: asyncio.sleep(dice.random() * 0.02))
    answers = [await bistro.order(1, "냉면", key=key) for key in keys]
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == len(keys)
    async with asyncio.timeout(5):  # the last one may still be on its way home
        while told.engine.pool.checkedout():  # type: ignore[attr-defined]
            await asyncio.sleep(0.01)
    await check(bistro.services.work, bistro.store_id)
    await kept(bistro.services.work, [answer.json() for answer in answers])


@pytest.mark.every_database
async def test_closing_waits_for_what_is_under_way(bistro: Restaurant) -> None:
    mine = Told(bistro)
    running = asyncio.create_task(mine.work.run(place, bistro.store_id, [submission(bistro)]))
    await asyncio.sleep(0)
    running.cancel()
    mine.work.soon(relabel, bistro, 1, "곧")
    await mine.work.close()
    assert (await labels(bistro))[0] == "곧"
    assert len((await bistro.ask(1, "GET", "/orders")).json()["items"]) == 1
    assert mine.announced
    await check(bistro.services.work, bistro.store_id)


async def test_what_fails_afterwards_is_logged_and_hurts_nobody(
    bistro: Restaurant, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(session: AsyncSession) -> None:
        raise ValueError("nobody is waiting for this")

    told.work.soon(fails)
    await asyncio.sleep(0.05)
    assert "nobody is waiting for this" in caplog.text
    await told.work.run(relabel, bistro, 1, "창가")


async def test_a_pool_with_no_connection_left_says_busy_in_time(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = bistro.services.work.engine
    monkeypatch.setattr(engine.pool, "_timeout", 0.3)
    held = [await engine.connect() for _ in range(engine.pool.size())]  # type: ignore[attr-defined]
    began = time.monotonic()
    answers = await asyncio.gather(
        bistro.order(1), bistro.ask("staff", "GET", "/admin/orders"), bistro.close(1), bistro.ask(1, "GET", "/menu")
    )
    assert time.monotonic() - began < 3
    assert [(one.status_code, one.headers.get("Retry-After")) for one in answers] == [(503, "1")] * 4
    assert {one.json()["code"] for one in answers} == {"busy"}
    for connection in held:
        await connection.close()
    await bistro.ordered(1)
    await check(bistro.services.work, bistro.store_id)


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
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
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
    assert time.monotonic() - began < 10
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
    await check(here.services.work, here.store_id)


async def test_reads_write_nothing(bistro: Restaurant) -> None:
    async def scribble(session: AsyncSession) -> None:
        (await session.get_one(Store, bistro.store_id)).name = "딴 이름"
        session.add(AuditEntry(store_id=bistro.store_id, action="x"))

    await bistro.services.work.read(scribble)
    assert (await bistro.ask("staff", "GET", "/admin/store")).json()["name"] == "골목식당"
