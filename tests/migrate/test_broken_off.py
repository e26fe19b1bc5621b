"""A migration that is broken off, at any statement, is run again and comes to its end."""

import asyncio
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncConnection

from ordering import migrate
from ordering.database.engine import create_engine
from ordering.migrate import running, steps
from tests.faults.proxy import Cable, proxied
from tests.migrate.looking import NewDatabase, differences, on, shape
from tests.migrate.rows import ROWS, counts, fill

WRITES = re.compile(r"(?i)\s*(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE)\b")
COM_QUERY = 3
pytestmark = pytest.mark.timeout(360)  # hundreds of runs
servers = pytest.mark.parametrize("kind", ["mariadb", "mysql"])


VERSIONS = sorted((Path(__file__).parents[2] / "migrations" / "versions").glob("[0-9]*.py"))


def test_versions_are_made_of_steps_alone() -> None:
    """Alembic's own operations don't look whether they are done."""
    assert [file.name for file in VERSIONS if "alembic" in file.read_text(encoding="utf-8")] == []


class CutAtTheFirstWrite(Cable):
    """The server gets the statement and does it; whoever sent it is dead by then."""

    cut = False

    def to_server(self, chunk: bytes) -> bool:
        self.cut |= chunk[4] == COM_QUERY and WRITES.match(chunk[5:].decode(errors="replace")) is not None
        return True

    def to_client(self, chunk: bytes) -> bool:
        return not self.cut


@servers
async def test_killed_at_every_statement_on_the_way_up_and_down(
    an_empty_database: NewDatabase, a_migrated_database: NewDatabase
) -> None:
    """Each run gets one statement further, so every one is the last of a run, with rows in the tables."""
    url, whole = an_empty_database(), a_migrated_database()
    known = make_url(url)
    assert known.port is not None
    async with proxied(known.port, CutAtTheFirstWrite) as port:
        cut = known.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
        assert await _until_done(cut, url, "head") > 40
        await on(url, fill)
        assert await on(url, differences) == []
        assert await on(url, shape) == await on(whole, shape)
        assert set((await on(url, counts)).values()) == {len(ROWS)}
        assert await _until_done(cut, url, "base") > 30
    assert await on(url, counts) == {}
    await migrate.upgrade(url)
    assert await on(url, shape) == await on(whole, shape)


async def _until_done(cut: str, url: str, revision: str) -> int:
    """How many runs it took."""
    reached: str | None = "none yet"
    for runs in range(400):
        if (now := await migrate.current(url)) != reached:
            reached = now
            await on(url, fill)
        try:
            await migrate.upgrade(cut, revision)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        else:
            return runs
    raise AssertionError("no end to it")


class Died(BaseException):
    pass


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_sqlite_keeps_nothing_of_a_migration_that_died_on_the_way(a_migrated_database: NewDatabase) -> None:
    url, whole = a_migrated_database(), a_migrated_database()
    await on(url, fill)
    left, over = 0, False

    def die(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal left, over
        if statement.startswith("UPDATE alembic_version"):  # all of the first migration is done
            over = True
            raise Died
        if WRITES.match(statement):
            left -= 1
            if left < 0:
                raise Died

    for version in reversed(
        [file.name.partition("_")[0] for file in VERSIONS if "0004" <= file.name < VERSIONS[-1].name]
    ):
        await migrate.upgrade(url, version)
        before = await on(url, written)
        event.listen(Engine, "before_cursor_execute", die)
        died, over = 0, False
        while not over:
            left = died
            with pytest.raises((Died, PendingRollbackError)):
                await migrate.upgrade(url)
            assert await migrate.current(url) == version
            assert await on(url, written) == before
            died += 1
        event.remove(Engine, "before_cursor_execute", die)
        assert died > 1, version
    rows = await on(url, counts)
    await migrate.upgrade(url)
    assert await on(url, shape) == await on(whole, shape)
    assert rows.items() <= (await on(url, counts)).items()


def written(connection: Connection) -> list[Any]:
    """SQLite's whole schema, as it keeps it."""
    return list(connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"))


async def a_migration(url: str) -> Process:
    """In a process of its own: Alembic keeps what it is doing in globals."""
    program = (
        "import asyncio, logging, sys; from ordering import migrate; logging.basicConfig(level='INFO');"
        f"asyncio.run(migrate.upgrade({url!r}))"
    )
    return await asyncio.create_subprocess_exec(sys.executable, "-c", program, stderr=PIPE)


async def test_three_at_once_run_each_version_once(an_empty_database: NewDatabase) -> None:
    url = an_empty_database()
    migrations = [await a_migration(url) for _ in range(3)]
    told = [(await one.communicate())[1].decode() for one in migrations]
    assert [one.returncode for one in migrations] == [0, 0, 0], told
    ran = re.findall(r"Running upgrade \S* -> (\d+)", "".join(told))
    assert sorted(ran) == [file.name.partition("_")[0] for file in VERSIONS]
    assert await on(url, differences) == []


@pytest.fixture
async def an_older_database(a_migrated_database: NewDatabase) -> str:
    """With rows, and a version to go that adds to the menu's tables."""
    url = a_migrated_database()
    await migrate.upgrade(url, "0028")
    await on(url, fill)
    return url


@pytest.fixture
async def reader(an_older_database: str) -> AsyncIterator[AsyncConnection]:
    """Another connection, whose open transaction has read the menu: a dump, or somebody's console."""
    engine = create_engine(an_older_database)
    async with engine.connect() as connection:
        await connection.execute(text("SELECT * FROM menu_item"))
        yield connection
        await connection.rollback()
    await engine.dispose()


@servers
async def test_an_open_transaction_in_the_way_is_named_and_what_is_done_stays_done(
    an_older_database: str, reader: AsyncConnection, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(running, "LOCK_SECONDS", 1)
    monkeypatch.setattr(steps, "PATIENCE_SECONDS", 0.5)
    number = await reader.scalar(text("SELECT CONNECTION_ID()"))
    with pytest.raises(migrate.NotAtHead) as barred:
        await migrate.upgrade(an_older_database)
    told = rf"menu_\w+ can't be changed .* connection {number} \(root from \S+\), idle for \d+ s"
    assert re.search(told, str(barred.value))
    assert re.search(told, caplog.text), "whoever waits is told meanwhile"
    await reader.rollback()
    await migrate.upgrade(an_older_database)
    assert await on(an_older_database, differences) == []


@servers
async def test_who_waits_for_a_table_keeps_nobody_else_from_it_for_long(
    an_older_database: str, reader: AsyncConnection
) -> None:
    """A change that waits for a table bars it for all who come after."""
    migrating = asyncio.create_task(migrate.upgrade(an_older_database))
    await _altering(reader)
    async with asyncio.timeout(running.LOCK_SECONDS + 2):
        await on(an_older_database, lambda connection: connection.execute(text("SELECT * FROM menu_item")))
    assert not migrating.done()
    await reader.rollback()
    await migrating
    await migrate.check(an_older_database)


@servers
async def test_killed_while_the_server_goes_on_with_its_statement(
    an_older_database: str, reader: AsyncConnection
) -> None:
    """The next one's turn comes when the server has done with the dead one's."""
    killed = await a_migration(an_older_database)
    await _altering(reader)
    killed.send_signal(signal.SIGKILL)
    await killed.communicate()
    following = await a_migration(an_older_database)
    await asyncio.sleep(0.5)
    await reader.rollback()
    _, told = await following.communicate()
    assert following.returncode == 0, told
    assert await on(an_older_database, differences) == []


async def _altering(reader: AsyncConnection) -> None:
    """Until somebody waits to change the menu."""
    async with asyncio.timeout(60):
        while True:
            threads = (await reader.exec_driver_sql("SHOW FULL PROCESSLIST")).mappings()
            if any("ALTER TABLE menu_" in (one["Info"] or "") for one in threads):
                return
            await asyncio.sleep(0.05)


@servers
async def test_migrations_of_two_databases_on_one_server_do_not_wait_for_each_other(
    an_empty_database: NewDatabase,
) -> None:
    one, other = an_empty_database(), an_empty_database()
    engine = create_engine(one)
    async with engine.connect() as connection:
        assert await connection.scalar(text(f"SELECT GET_LOCK({running.LOCK}, 0)")) == 1
        async with asyncio.timeout(running.TURN_SECONDS / 2):
            await migrate.upgrade(other)
    await engine.dispose()


@servers
async def test_who_has_the_turn_for_too_long_is_named(
    an_empty_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "TURN_SECONDS", 1)
    url = an_empty_database()
    engine = create_engine(url)
    async with engine.connect() as connection:
        await connection.scalar(text(f"SELECT GET_LOCK({running.LOCK}, 0)"))
        number = await connection.scalar(text("SELECT CONNECTION_ID()"))
        with pytest.raises(migrate.NotAtHead, match=rf"somebody else has been .* connection {number} \(root from"):
            await migrate.upgrade(url)
    await engine.dispose()


async def test_nothing_is_given_up_for_taking_long(an_empty_database: NewDatabase) -> None:
    """A large table takes minutes, and the server would go on with it."""
    engine = create_engine(an_empty_database(), running.MIGRATING)
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        if engine.dialect.name == "mysql":
            assert driver._read_timeout is None
            assert driver._patience is None
        else:
            waits = (await connection.exec_driver_sql("PRAGMA busy_timeout")).scalar_one()
            assert waits >= running.TURN_SECONDS * 1000, "for others who migrate"
    await engine.dispose()
