"""Connections to the database: how each is set up, and how long anything is waited for."""

from typing import Any

from msgspec import Struct
from sqlalchemy import NullPool, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from ordering.database.failover import Age, Watch
from ordering.settings.databases import encrypted


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

LOOKING = Patience(lock=3, writer=5, server=3, answer=3)
LOOKING_BACK = Patience(lock=3, writer=5, server=4, answer=4)
"""Of a replica, behind which the primary is asked: both together in the time that an answer has."""
WARM = {"pool_use_lifo": True}
"""The connection that was used last: its thread in the server, and what that has at hand, are still warm. In turns, an
order by itself takes a quarter longer.
"""


def create_engine(url: str, patience: Patience = SERVING, age: Age | None = None) -> AsyncEngine:
    """An engine for SQLite (aiosqlite), or MySQL and MariaDB (asyncmy, READ COMMITTED).

    ``age`` is that of its connections, for somebody who watches over it.
    """
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_async_engine(url, hide_parameters=True, pool_size=8, max_overflow=0, pool_timeout=5, **WARM)
        event.listen(engine.sync_engine, "connect", lambda connection, _: prepare_sqlite(connection, patience))
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    else:
        engine = _server_engine(
            url,
            patience,
            pool_size=24,
            max_overflow=0,  # one above the size would be closed after its transaction, and the next one made anew
            pool_timeout=5,
            pool_recycle=1800,
            pool_reset_on_return=None,  # every session ends its transaction itself: no ROLLBACK after each COMMIT
            **WARM,
        )
    (age or Age()).listen(engine)
    return engine


def watch_over(url: str, age: Age) -> Watch:
    """For a server's engine with connections of that ``age``."""
    looking = _server_engine(url, LOOKING, poolclass=NullPool)
    Age().listen(looking)
    return Watch(looking, age)


def _server_engine(url: str, patience: Patience, **pool: Any) -> AsyncEngine:
    from ordering.database import driver  # what is embedded needs none

    where, encryption = encrypted(url)
    return create_async_engine(
        where,
        hide_parameters=True,  # an error's text goes to the log: no hashes, no notes
        isolation_level="READ COMMITTED",
        connect_args={
            "async_creator_fn": driver.connect,
            "connect_timeout": 5,
            "patience": patience.server,
            "init_command": f"SET SESSION innodb_lock_wait_timeout={patience.lock}, time_zone='+00:00', "
            "sql_mode='STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO'",
            **encryption,
        },
        **pool,
    )


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
