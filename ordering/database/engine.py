"""Connections to the database: how each is set up, and how long anything is waited for."""

import math
import time
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import event
from sqlalchemy.engine import Connection, ExceptionContext, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


class Patience(Struct, frozen=True):
    """How many seconds are waited: for a lock that somebody holds on a server, for SQLite's one writer in another
    process, for a server that says nothing (None: as long as it takes), and for an answer altogether. Whoever waits in
    a queue behind a database that is stuck is told so after that.
    """

    lock: int
    writer: int
    server: float | None
    answer: float


SERVING = Patience(lock=3, writer=5, server=10, answer=11)
PREPARING = Patience(lock=30, writer=60, server=120, answer=600)
"""Of the commands: nobody sits at a table waiting for them, and they work beside a server that is busy."""

READ_ONLY = frozenset({1290, 1792, 1836, 1047, 3032, 3100, 3101})
"""A server, or a member of a cluster, that only reads now: read_only, offline, cut off, or no longer the primary."""
FULL = frozenset({1021, 1114})
SQLITE_READ_ONLY = 8
SQLITE_FAILS = frozenset({10, 13, 14})
"""Its file can't be written, is full, or can't be opened."""
FRESH_SECONDS = 1.0


def create_engine(url: str, patience: Patience = SERVING) -> AsyncEngine:
    """An engine for SQLite (aiosqlite), or MySQL and MariaDB (asyncmy, READ COMMITTED)."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_async_engine(url, hide_parameters=True, pool_size=8, max_overflow=0, pool_timeout=5)
        event.listen(engine.sync_engine, "connect", lambda connection, _: prepare_sqlite(connection, patience))
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return _leaving_what_only_reads(engine)
    engine = create_async_engine(
        url,
        hide_parameters=True,  # an error's text goes to the log: no hashes, no notes
        isolation_level="READ COMMITTED",
        pool_size=12,
        max_overflow=12,
        pool_timeout=5,
        pool_recycle=1800,
        pool_reset_on_return=None,  # every session ends its transaction itself: no ROLLBACK after each COMMIT
        connect_args={
            "connect_timeout": 5,
            "read_timeout": patience.server,
            "init_command": f"SET SESSION innodb_lock_wait_timeout={patience.lock}, time_zone='+00:00', "
            "sql_mode='STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO'",
        },
    )
    return _leaving_what_only_reads(engine)


def only_reads(error: BaseException | None) -> bool:
    """Whether a driver's error says that this is no place to write to: nothing of its transaction is kept."""
    return _number(error) in READ_ONLY or _sqlite_code(error) == SQLITE_READ_ONLY


def takes_no_writes(error: BaseException | None) -> bool:
    """Also where there is no room."""
    return only_reads(error) or _number(error) in FULL or _sqlite_code(error) in SQLITE_FAILS


def _number(error: BaseException | None) -> Any:
    return error.args[0] if error is not None and error.args else None


def _sqlite_code(error: BaseException | None) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


class Age:
    """How old a pool's connections may be: another server may have become the one that writes, and by this name or
    address only a new connection finds it.
    """

    def __init__(self) -> None:
        self._since = -math.inf

    def note(self, _connection: Any, record: Any) -> None:
        record.info["connected_at"] = time.monotonic()
        record.info["age"] = self

    def check(self, _connection: Any, record: Any, _pooled: Any) -> None:
        if record.info["connected_at"] < self._since:
            raise DisconnectionError

    def leave(self, info: Mapping[str, Any]) -> None:
        """A connection's server only reads. All that were made before would go on reading that one; but where a new
        one finds no writer either, there is none yet, and whoever reads may go on.
        """
        now = time.monotonic()
        if now - info["connected_at"] > FRESH_SECONDS:
            self._since = now


def left_what_only_reads(info: Mapping[str, Any], error: BaseException | None) -> bool:
    """Whether a connection with this pool's ``info`` is to be thrown away for what its driver said."""
    if not only_reads(error):
        return False
    info["age"].leave(info)
    return True


def _leaving_what_only_reads(engine: AsyncEngine) -> AsyncEngine:
    age = Age()
    event.listen(engine.sync_engine, "connect", age.note)
    event.listen(engine.sync_engine, "checkout", age.check)
    event.listen(engine.sync_engine, "handle_error", _leave)
    return engine


def _leave(context: ExceptionContext) -> None:
    if context.connection is not None and left_what_only_reads(context.connection.info, context.original_exception):
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False  # the pool looks at their age


def prepare_sqlite(connection: Any, patience: Patience) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={patience.writer * 1000}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred write transaction would read, then find that somebody else wrote: a silently lost update.
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
