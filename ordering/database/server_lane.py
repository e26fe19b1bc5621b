"""The lean lane to MySQL and MariaDB: what is sent together is one packet."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import Any, TypeVar, cast

from sqlalchemy import PoolProxiedConnection, QueuePool
from sqlalchemy.exc import DBAPIError, MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

from ordering.database.failover import left, takes_no_writes
from ordering.database.lane import (
    COMMIT,
    ROLLBACK,
    CommitUnknown,
    Insert,
    Row,
    Statement,
    Transaction,
    as_sqlalchemy_tells,
)

T = TypeVar("T")


class ServerLane:
    """MySQL and MariaDB."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._pool = cast("QueuePool", engine.pool)

    async def read(self, statement: Statement) -> list[Row]:
        async with self._transaction() as transaction:
            rows = (await transaction.send(statement, ROLLBACK))[0]
            transaction.begun = False
            return rows

    async def transact(self, action: Callable[[Transaction], Awaitable[T]]) -> tuple[T, list[Any]]:
        async with self._transaction() as transaction:
            return await action(transaction), transaction.news

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Servers have many writers."""
        return nullcontext()

    async def close(self) -> None:
        """Its connections are the engine's."""

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator["ServerTransaction"]:
        try:
            pooled = await self._take()
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise as_sqlalchemy_tells(self._engine, error, gone=_is_gone(self._engine, error)) from error
        transaction = ServerTransaction(self._engine, pooled.driver_connection, pooled.info)
        try:
            yield transaction
        finally:
            with suppress(DBAPIError):
                if transaction.begun and not transaction.broken:
                    await transaction.send(ROLLBACK)
            if transaction.broken:
                pooled.invalidate()
            await self._give_back(pooled)

    async def _take(self) -> PoolProxiedConnection:
        """Without a greenlet, if one is there: that takes three times as long as the pool itself."""
        if self._pool.checkedin():
            with suppress(MissingGreenlet):  # it is too old, or its server was left: a new one has to be waited for
                return self._engine.sync_engine.raw_connection()
        return await self._engine.raw_connection()

    async def _give_back(self, pooled: PoolProxiedConnection) -> None:
        if self._pool.checkedin() < self._pool.size():
            pooled.close()
        else:  # it goes, and says goodbye
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
            found.append(await _rows(cursor, statements[0]))
            while await cursor.nextset():
                found.append(await _rows(cursor, statements[len(found)]))
        except (self._engine.dialect.loaded_dbapi.Error, AttributeError, OSError) as error:
            self.broken = left(self._info, error, gone=_is_gone(self._engine, error))
            self._answered = len(found)
            raise as_sqlalchemy_tells(self._engine, error, gone=self.broken) from error
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


async def _rows(cursor: Any, of: Statement | Insert) -> list[Row]:
    if cursor.description is not None:
        return list(await cursor.fetchall())
    # What LAST_INSERT_ID(x) was told comes with the answer, and need not be asked for.
    return [(cursor.lastrowid,)] if cursor.lastrowid and isinstance(of, Statement) else []


def _spelled(cursor: Any, one: Statement | Insert) -> str:
    """With its parameters, escaped by the driver."""
    if isinstance(one, Statement):
        return str(cursor.mogrify(one.sql, tuple(one.parameters)))
    return one.into + ", ".join(cursor.mogrify(one.values, tuple(row)) for row in one.rows)


def _is_gone(engine: AsyncEngine, error: Exception) -> bool:
    """Whether a connection to a server is of no use after this: what has no number, the server has not said."""
    dialect = engine.dialect
    told = isinstance(error, dialect.loaded_dbapi.Error) and error.args and isinstance(error.args[0], int)
    return not told or dialect.is_disconnect(cast("Any", error), None, None)
