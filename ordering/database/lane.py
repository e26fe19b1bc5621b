"""The lean lane to the database: statements as they are sent, rows as tuples, for what is asked most often.

What SQLAlchemy does for a statement (binding, mapping, a unit of work) costs several times what the database does for
it. On a server several statements share one packet, so they share one round trip too; on SQLite they need no thread,
and several transactions share one flush. The server's connections are those of the engine's pool.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from msgspec import Struct
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")
Row = tuple[Any, ...]


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
        """The rows of each statement; an insert has none, drawing a number has that one. One round trip on a server."""

    async def commit(self, *statements: Statement | Insert) -> list[list[Row]]:
        """The same, as the last of it: COMMIT is sent with them, or as soon as all who share it are done. Where that is
        not answered, ``CommitUnknown`` is raised.
        """


class Lane(Protocol):
    async def read(self, statement: Statement) -> list[Row]:
        """In a transaction of its own."""

    async def transact(self, action: Callable[[Transaction], Awaitable[T]]) -> tuple[T, list[Any]]:
        """What ``action`` returns, and the news; what it has not committed is rolled back."""

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Of a transaction that goes another way, where only one can be written at a time."""

    async def close(self) -> None:
        """Its connections."""


def as_sqlalchemy_tells(engine: AsyncEngine, error: Exception, *, gone: bool) -> DBAPIError:
    """A driver's error as SQLAlchemy would raise it, which is how ``Work`` reads them."""
    driver = engine.dialect.loaded_dbapi
    if not isinstance(error, driver.Error):
        error = driver.OperationalError(str(error))
    told = DBAPIError.instance(None, None, error, driver.Error, hide_parameters=True, connection_invalidated=gone)
    assert isinstance(told, DBAPIError)  # noqa: S101 - as any driver's own error
    return told
