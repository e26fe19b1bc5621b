"""The lean lane to SQLite: what waits at the same time is written in one transaction, whosever it is.

There is one writer, and each COMMIT waits for the disk: in turn, a small store would wait for all that large ones
write. In one transaction they wait for the disk together, and each is kept or left by itself.
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ordering.database.engine import Patience, prepare_sqlite
from ordering.database.failover import only_reads, takes_no_writes
from ordering.database.lane import COMMIT, CommitUnknown, Insert, Row, Statement, Transaction, as_sqlalchemy_tells

T = TypeVar("T")
BUSY_SECONDS = 0.005
TURN_SECONDS = 5
SHARED_SECONDS = 0.005
"""So long others may join a transaction, while whoever was first waits for them."""
SLICE_SECONDS = 0.002
"""So long its statements may keep the loop, before everybody else has a turn."""


class Waiting(Struct, eq=False):
    """An action that waits for its transaction, and its outcome: what it returns with its news, or what it raises."""

    action: Callable[[Transaction], Awaitable[Any]]
    answer: asyncio.Future[Any]
    outcome: tuple[Any, list[Any]] | Exception | None = None

    def tell(self) -> None:
        if self.answer.cancelled():
            return
        if isinstance(self.outcome, Exception):
            self.answer.set_exception(self.outcome)
        else:
            self.answer.set_result(self.outcome)


class SqliteLane:
    """Statements run in the loop's own thread: asking another one takes ten times as long as the answer. They are of a
    few rows and never wait: in WAL mode nobody keeps a reader out for longer than a moment, and this process's writers
    take turns. Only COMMIT, which waits for the disk, has a thread.
    """

    def __init__(self, engine: AsyncEngine, patience: Patience) -> None:
        self._engine = engine
        self._patience = patience
        self._reader: sqlite3.Connection | None = None
        self._writer: sqlite3.Connection | None = None
        self._committing = ThreadPoolExecutor(1, "lane")
        self._turns = asyncio.Lock()  # waiting here is fair and wakes at once, SQLite's busy handler polls
        self._line: deque[Waiting] = deque()
        self._writing: asyncio.Task[None] | None = None

    async def read(self, statement: Statement) -> list[Row]:
        await asyncio.sleep(0)  # everybody else has a turn, too
        try:
            return await self._patiently(lambda: self._read(statement))
        except sqlite3.Error as error:
            if self._reader is not None and _is_unfit(error):
                self._reader.close()
                self._reader = None
            raise self._told(error) from error

    async def transact(self, action: Callable[[Transaction], Awaitable[T]]) -> tuple[T, list[Any]]:
        one = Waiting(action, asyncio.get_running_loop().create_future())
        self._line.append(one)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        outcome: tuple[T, list[Any]] = await one.answer
        return outcome

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        async with asyncio.timeout(TURN_SECONDS):
            await self._turns.acquire()
        try:
            yield
        finally:
            self._turns.release()

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
        await asyncio.get_running_loop().run_in_executor(self._committing, self._leave)
        self._committing.shutdown(wait=False)

    def _read(self, statement: Statement) -> list[Row]:
        self._reader = self._reader or self._connect()
        return self._reader.execute(_question_marks(statement.sql), statement.parameters).fetchall()

    def _begin(self) -> sqlite3.Connection:
        self._writer = self._writer or self._connect()
        self._writer.execute("BEGIN IMMEDIATE")
        return self._writer

    async def _patiently(self, attempt: Callable[[], T]) -> T:
        """Again, while another process is in the way."""
        give_up_at = time.monotonic() + self._patience.writer
        while True:
            try:
                return attempt()
            except sqlite3.Error as error:
                if not _is_busy(error) or time.monotonic() > give_up_at:
                    raise
            await asyncio.sleep(BUSY_SECONDS)

    def _connect(self) -> sqlite3.Connection:
        arguments, options = self._engine.dialect.create_connect_args(self._engine.url)
        connection = sqlite3.connect(arguments[0], 0, uri=options.get("uri", False), check_same_thread=False)
        try:
            prepare_sqlite(connection, replace(self._patience, writer=0))
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    async def _write(self) -> None:
        """Whatever waits, until nothing does."""
        try:
            while self._line:
                for one in await self._outcomes():
                    self._leave_if_unfit(one.outcome)
                    one.tell()
        finally:
            self._writing = None

    async def _outcomes(self) -> list[Waiting]:
        """Those of the next transaction, which is over."""
        taken: list[Waiting] = []
        try:
            async with self.turn():
                await self._together(taken)
        except Exception as error:
            if not taken:  # whoever waits has waited for this
                taken = [*self._line]
                self._line.clear()
            for one in taken:
                one.outcome = error
        return taken

    async def _together(self, taken: list[Waiting]) -> None:
        """One transaction, of those in ``taken``: who waits, and who comes meanwhile."""
        try:
            connection = await self._patiently(self._begin)
            began = since = now = time.perf_counter()
            while self._line and now - began < SHARED_SECONDS:
                taken.append(self._line.popleft())
                await self._alone(connection, taken[-1])
                now = time.perf_counter()
                if now - since > SLICE_SECONDS:
                    await asyncio.sleep(0)
                    since = time.perf_counter()
            await self._commit(connection)
        except sqlite3.Error as error:
            raise self._told(error) from error
        finally:
            with suppress(sqlite3.Error):
                if self._writer is not None and self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    async def _alone(self, connection: sqlite3.Connection, one: Waiting) -> None:
        """Of one, nothing stays behind that it has not committed. Raises what was the end of the whole transaction."""
        connection.execute("SAVEPOINT one")
        transaction = SqliteTransaction(self._engine, connection)
        try:
            one.outcome = await one.action(transaction), transaction.news
        except Exception as error:
            if not connection.in_transaction:  # no room, or the file can't be written: SQLite has rolled all of it back
                raise
            transaction.committed, one.outcome = False, error
        if not transaction.committed:
            connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")

    async def _commit(self, connection: sqlite3.Connection) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._committing, connection.execute, COMMIT.sql)
        except sqlite3.Error as error:
            if takes_no_writes(error):
                raise
            self._leave()  # it may still be inside of it
            raise CommitUnknown from error

    def _told(self, error: sqlite3.Error) -> DBAPIError:
        return as_sqlalchemy_tells(self._engine, error, gone=only_reads(error))

    def _leave_if_unfit(self, outcome: object) -> None:
        if isinstance(outcome, DBAPIError) and _is_unfit(outcome.orig):
            self._leave()

    def _leave(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer = None


class SqliteTransaction:
    """One's part of a transaction: ``committed`` once it wants to be kept. COMMIT itself is told when all are done."""

    dialect = "sqlite"

    def __init__(self, engine: AsyncEngine, connection: sqlite3.Connection) -> None:
        self.news: list[Any] = []
        self.committed = False
        self._engine, self._connection = engine, connection

    async def send(self, *statements: Statement | Insert) -> list[list[Row]]:
        try:
            return [self._execute(one) for one in statements]
        except sqlite3.Error as error:
            raise as_sqlalchemy_tells(self._engine, error, gone=only_reads(error)) from error

    async def commit(self, *statements: Statement | Insert) -> list[list[Row]]:
        found = await self.send(*statements)
        self.committed = True
        return found

    def _execute(self, one: Statement | Insert) -> list[Row]:
        if isinstance(one, Statement):
            return self._connection.execute(_question_marks(one.sql), one.parameters).fetchall()
        self._connection.executemany(_question_marks(one.into + one.values), one.rows)
        return []


def _is_busy(error: BaseException | None) -> bool:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _is_unfit(error: BaseException | None) -> bool:
    """Whether a new connection may do what this one can't: its file was another, or could not be written."""
    return isinstance(error, sqlite3.Error) and not _is_busy(error) and not isinstance(error, sqlite3.IntegrityError)


@lru_cache(1024)
def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?").replace("%%", "%")
