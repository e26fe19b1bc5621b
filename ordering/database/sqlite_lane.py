"""The lean lane to SQLite: reads in the loop's thread, a whole transaction in a thread of its own."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from typing import Any, TypeVar, cast

from msgspec.structs import replace
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ordering.database.engine import Patience, prepare_sqlite
from ordering.database.failover import only_reads, takes_no_writes
from ordering.database.lane import COMMIT, CommitUnknown, Insert, Row, Statement, Transaction, as_sqlalchemy_tells

T = TypeVar("T")
BUSY_SECONDS = 0.005


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
                    if self._reader is not None and _is_unfit(error):
                        self._reader.close()
                        self._reader = None
                    raise as_sqlalchemy_tells(self._engine, error, gone=only_reads(error)) from error
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
        patience = self._patience if waits else replace(self._patience, writer=0)
        connection = sqlite3.connect(arguments[0], 0, uri=options.get("uri", False), check_same_thread=waits)
        try:
            prepare_sqlite(connection, patience)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _transact(self, action: Callable[[Transaction], Awaitable[T]]) -> tuple[T, list[Any]]:
        try:
            self._writer = self._writer or self._connect(waits=True)
            self._writer.execute("BEGIN IMMEDIATE")
            transaction = SqliteTransaction(self._engine, self._writer)
            return _at_once(action(transaction)), transaction.news
        except sqlite3.Error as error:
            self._leave_if_unfit(error)
            raise as_sqlalchemy_tells(self._engine, error, gone=only_reads(error)) from error
        except DBAPIError as error:
            self._leave_if_unfit(error.orig)
            raise
        except CommitUnknown:  # the connection may still be inside of it
            self._leave()
            raise
        finally:
            with suppress(sqlite3.Error):
                if self._writer is not None and self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    def _leave_if_unfit(self, error: BaseException | None) -> None:
        if _is_unfit(error):
            self._leave()

    def _leave(self) -> None:
        self._close_writer()
        self._writer = None


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
            raise as_sqlalchemy_tells(self._engine, error, gone=only_reads(error)) from error

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


def _is_busy(error: BaseException | None) -> bool:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _is_unfit(error: BaseException | None) -> bool:
    """Whether a new connection may do what this one can't: its file was another, or could not be written."""
    return isinstance(error, sqlite3.Error) and not _is_busy(error) and not isinstance(error, sqlite3.IntegrityError)


@lru_cache(1024)
def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?").replace("%%", "%")
