"""The lean lane to the database: statements as they are sent, rows as tuples, for what is asked most often.

What SQLAlchemy does for a statement (binding, mapping, a unit of work) costs several times what the database does for
it. On a server several statements share one packet, so they share one round trip too; on SQLite a whole transaction is
one hop into a thread that owns its connection. The server's connections are those of the engine's pool.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol, TypeVar, cast

from msgspec import Struct
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

from ordering.database.engine import Patience, left_what_only_reads, prepare_sqlite, takes_no_writes

T = TypeVar("T")
Row = tuple[Any, ...]
BUSY_SECONDS = 0.005


class CommitUnknown(Exception):
    """A COMMIT was sent and not answered."""


class Statement(Struct, frozen=True):
    """One statement; ``%s`` stands for each parameter, on every database. A literal percent sign is ``%%``."""

    sql: str
    parameters: Sequence[Any] = ()


class Insert(Struct, frozen=True):
    """Rows for one table: ``into`` up to VALUES, and ``values``, the parentheses of one row."""

    into: str
    values: str
    rows: Sequence[Sequence[Any]]


ROLLBACK, COMMIT = Statement("ROLLBACK"), Statement("COMMIT")


def marks(many: int) -> str:
    """So many parameters, for ``IN (…)``."""
    return ", ".join(["%s"] * many)


def stored(instant: datetime) -> str:
    """An instant as its column takes it, on every database."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def instant(value: datetime | str) -> datetime:
    """An instant as its column gives it: SQLite has text."""
    return (datetime.fromisoformat(value) if isinstance(value, str) else value).replace(tzinfo=UTC)


class Transaction(Protocol):
    """``dialect`` is SQLAlchemy's name; ``news`` is announced once the transaction is committed."""

    dialect: str
    news: list[Any]

    async def send(self, *statements: Statement | Insert) -> list[list[Row]]:
        """The rows of each statement; an insert has none. On a server it is one round trip."""

    async def commit(self, *statements: Statement | Insert) -> list[list[Row]]:
        """The same, and then COMMIT. Raises ``CommitUnknown`` where that was not answered."""


class Lane(Protocol):
    async def read(self, statement: Statement) -> list[Row]:
        """In a transaction of its own."""

    async def transact(self, action: Callable[[Transaction], Awaitable[T]]) -> tuple[T, list[Any]]:
        """What ``action`` returns, and the news; what it has not committed is rolled back."""

    async def close(self) -> None:
        """Its connections."""


def open_lane(engine: AsyncEngine, patience: Patience) -> Lane:
    return SqliteLane(engine, patience) if engine.dialect.name == "sqlite" else ServerLane(engine)


def _as_sqlalchemy_tells(engine: AsyncEngine, error: Exception, *, gone: bool) -> DBAPIError:
    """A driver's error as SQLAlchemy would raise it, which is how ``Work`` reads them."""
    driver = engine.dialect.loaded_dbapi
    if not isinstance(error, driver.Error):
        error = driver.OperationalError(str(error))
    told = DBAPIError.instance(None, None, error, driver.Error, hide_parameters=True, connection_invalidated=gone)
    assert isinstance(told, DBAPIError)  # noqa: S101 - as any driver's own error
    return told


def _is_gone(engine: AsyncEngine, error: Exception) -> bool:
    """Whether a connection to a server is of no use after this."""
    dialect = engine.dialect
    return not isinstance(error, dialect.loaded_dbapi.Error) or dialect.is_disconnect(error, None, None)


class ServerLane:
    """MySQL and MariaDB."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def read(self, statement: Statement) -> list[Row]:
        async with self._transaction() as transaction:
            rows = (await transaction.send(statement, ROLLBACK))[0]
            transaction.begun = False
            return rows

    async def transact(self, action: Callable[[Transaction], Awaitable[T]]) -> tuple[T, list[Any]]:
        async with self._transaction() as transaction:
            return await action(transaction), transaction.news

    async def close(self) -> None:
        """Its connections are the engine's."""

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator["ServerTransaction"]:
        try:
            pooled = await self._engine.raw_connection()
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemy_tells(self._engine, error, gone=_is_gone(self._engine, error)) from error
        transaction = ServerTransaction(self._engine, pooled.driver_connection, pooled.info)
        try:
            yield transaction
        finally:
            with suppress(DBAPIError):
                if transaction.begun and not transaction.broken:
                    await transaction.send(ROLLBACK)
            if transaction.broken:
                pooled.invalidate()
            await greenlet_spawn(pooled.close)


class ServerTransaction:
    """``broken``: its connection may still be inside of it, or is of no use any more."""

    dialect = "mysql"

    def __init__(self, engine: AsyncEngine, connection: Any, info: Mapping[str, Any]) -> None:
        self.news: list[Any] = []
        self.begun = self.broken = False
        self._engine, self._connection, self._info = engine, connection, info
        self._answered = 0

    async def send(self, *statements: Statement | Insert) -> list[list[Row]]:
        self.begun = True
        cursor = self._connection.cursor()
        found: list[list[Row]] = []
        try:
            await cursor.execute("; ".join(_spelled(cursor, one) for one in statements))
            found.append(await _rows(cursor))
            while await cursor.nextset():
                found.append(await _rows(cursor))
        except (self._engine.dialect.loaded_dbapi.Error, AttributeError, OSError) as error:
            self.broken = _is_gone(self._engine, error) or left_what_only_reads(self._info, error)
            self._answered = len(found)
            raise _as_sqlalchemy_tells(self._engine, error, gone=self.broken) from error
        except BaseException:
            self.broken = True
            raise
        return found

    async def commit(self, *statements: Statement | Insert) -> list[list[Row]]:
        try:
            found = await self.send(*statements, COMMIT)
        except DBAPIError as error:
            refused = not self.broken and self._answered < len(statements)  # by a statement: it got no further
            if refused or takes_no_writes(error.orig):  # that much it has said
                raise
            self.broken = True
            raise CommitUnknown from error
        self.begun = False
        return found


async def _rows(cursor: Any) -> list[Row]:
    return list(await cursor.fetchall()) if cursor.description is not None else []


def _spelled(cursor: Any, one: Statement | Insert) -> str:
    """With its parameters, escaped by the driver."""
    if isinstance(one, Statement):
        return str(cursor.mogrify(one.sql, tuple(one.parameters)))
    return one.into + ", ".join(cursor.mogrify(one.values, tuple(row)) for row in one.rows)


class SqliteLane:
    """Reads in the loop's own thread: asking another one takes ten times as long as the answer. They are of a few rows
    and never wait: in WAL mode nobody keeps a reader out for longer than a moment.
    """

    def __init__(self, engine: AsyncEngine, patience: Patience) -> None:
        self._engine = engine
        self._patience = patience
        self._reader: sqlite3.Connection | None = None
        self._writer: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, "lane")

    async def read(self, statement: Statement) -> list[Row]:
        await asyncio.sleep(0)  # everybody else has a turn, too
        give_up_at = time.monotonic() + self._patience.writer
        while True:
            try:
                self._reader = self._reader or self._connect(waits=False)
                return self._reader.execute(_question_marks(statement.sql), statement.parameters).fetchall()
            except sqlite3.Error as error:
                if not _is_busy(error) or time.monotonic() > give_up_at:
                    raise _as_sqlalchemy_tells(self._engine, error, gone=False) from error
            await asyncio.sleep(BUSY_SECONDS)

    async def transact(self, action: Callable[[Transaction], Awaitable[T]]) -> tuple[T, list[Any]]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, action)

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close_writer)
        self._thread.shutdown(wait=False)

    def _close_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def _connect(self, *, waits: bool) -> sqlite3.Connection:
        arguments, options = self._engine.dialect.create_connect_args(self._engine.url)
        connection = sqlite3.connect(arguments[0], uri=options.get("uri", False), check_same_thread=waits)
        prepare_sqlite(connection, self._patience)
        if not waits:
            connection.execute("PRAGMA busy_timeout=0")
        return connection

    def _transact(self, action: Callable[[Transaction], Awaitable[T]]) -> tuple[T, list[Any]]:
        try:
            self._writer = self._writer or self._connect(waits=True)
            transaction = SqliteTransaction(self._engine, self._writer)
            self._writer.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise _as_sqlalchemy_tells(self._engine, error, gone=False) from error
        try:
            return _at_once(action(transaction)), transaction.news
        finally:
            with suppress(sqlite3.Error):
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")


class SqliteTransaction:
    """In the writing thread, where nothing is waited for: what it awaits is there at once."""

    dialect = "sqlite"

    def __init__(self, engine: AsyncEngine, connection: sqlite3.Connection) -> None:
        self.news: list[Any] = []
        self._engine, self._connection = engine, connection

    async def send(self, *statements: Statement | Insert) -> list[list[Row]]:
        try:
            return [self._execute(one) for one in statements]
        except sqlite3.Error as error:
            raise _as_sqlalchemy_tells(self._engine, error, gone=False) from error

    async def commit(self, *statements: Statement | Insert) -> list[list[Row]]:
        found = await self.send(*statements)
        try:
            await self.send(COMMIT)
        except DBAPIError as error:
            if takes_no_writes(error.orig):
                raise
            raise CommitUnknown from error
        return found

    def _execute(self, one: Statement | Insert) -> list[Row]:
        if isinstance(one, Statement):
            return self._connection.execute(_question_marks(one.sql), one.parameters).fetchall()
        self._connection.executemany(_question_marks(one.into + one.values), one.rows)
        return []


def _at_once(action: Awaitable[T]) -> T:
    """The outcome of a coroutine that never waits."""
    try:
        cast("Coroutine[Any, Any, T]", action).send(None)
    except StopIteration as finished:
        outcome: T = finished.value
        return outcome
    raise RuntimeError("a transaction in the lean lane awaited something else than its statements")


def _is_busy(error: sqlite3.Error) -> bool:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@lru_cache(1024)
def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?").replace("%%", "%")
