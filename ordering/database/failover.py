"""Failover: another server has become the one that writes, and at its address only a new connection finds it."""

import logging
import math
import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError, MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util.concurrency import in_greenlet

from ordering.database.regular import Regular

READ_ONLY = frozenset({1290, 1792, 1836, 1874, 1047, 3032, 3100, 3101})
"""A server, or a member of a cluster, that only reads now: read_only, offline, cut off, or no longer the primary."""
FULL = frozenset({1021, 1114})
SQLITE_READ_ONLY = 8
SQLITE_FAILS = frozenset({10, 13, 14})
"""Its file can't be written, is full, or can't be opened."""
FRESH_SECONDS = 1.0
CR_SERVER_LOST = 2013
KEPT_SECONDS = 180.0
"""So long at most a server's connection is kept that nobody uses: a firewall forgets it after some minutes, and whoever
used it then would wait for an answer that does not come.
"""
LOOK_SECONDS = 1.0
STUCK_SECONDS = 2.0
log = logging.getLogger(__name__)
WHICH = text("SELECT @@server_id, @@hostname, @@port")


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
    """How old a pool's connections may be: those that were begun before would go on reading the old server."""

    def __init__(self) -> None:
        self._since = self._other_since = -math.inf  # for whatever reason; because another server is the one now
        self._out: dict[int, tuple[float, Any]] = {}  # since when each is in use

    def listen(self, engine: AsyncEngine) -> None:
        """The engine leaves servers that are gone, or only read, from now on."""
        self._lost = engine.dialect.loaded_dbapi.OperationalError
        self._kept = KEPT_SECONDS if engine.dialect.name == "mysql" else math.inf
        event.listen(engine.sync_engine, "do_connect", self._connect)
        event.listen(engine.sync_engine, "checkout", self._check_out)
        event.listen(engine.sync_engine, "checkin", self._check_in)
        event.listen(engine.sync_engine, "handle_error", _leave)

    def leave(self, since: float) -> None:
        """Another server writes: whatever was begun before that is thrown away by whoever would use it next."""
        self._other_since = since
        self._since = max(self._since, since)

    def leave_for(self, connected_at: float, *, gone: bool) -> None:
        """A connection's server is gone, or only reads. Of those that were left already, nothing new is learnt.

        Only where a new one finds no writer either there is none yet, and whoever reads may go on.
        """
        now = time.monotonic()
        if connected_at >= self._since and (gone or now - connected_at > FRESH_SECONDS):
            self._since = now

    def hang_up(self, *, none_answers: bool) -> None:
        """On what was left, where somebody still waits for it: a server that is frozen closes nothing. But where the
        same one answers as ever, only one connection was lost, and the others end what they do.
        """
        now, since = time.monotonic(), self._since if none_answers else self._other_since
        for out_at, record in list(self._out.values()):
            if now - out_at > STUCK_SECONDS and record.info["connected_at"] < since and record.dbapi_connection:
                transport = record.dbapi_connection.driver_connection._transport
                if transport is not None:
                    transport.abort()  # the driver would say goodbye first, and wait

    def _connect(self, dialect: Any, record: Any, arguments: Any, named: Any) -> Any:
        if not in_greenlet():  # whoever took a connection that need not be waited for, and is to ask again
            raise MissingGreenlet
        # Not once it is made: it may have been on its way to the old server.
        record.info["connected_at"] = time.monotonic()
        record.info["age"] = self
        try:
            return dialect.connect(*arguments, **named)
        except dialect.loaded_dbapi.Error:
            raise
        except Exception as error:  # the driver has no word for a server that hangs up in the middle of its greeting
            raise self._lost(CR_SERVER_LOST, str(error)) from error

    def _check_out(self, _connection: Any, record: Any, _pooled: Any) -> None:
        now = time.monotonic()
        if record.info["connected_at"] < self._since:
            if "used" in record.info:
                raise DisconnectionError  # and another one is made
            raise self._lost(CR_SERVER_LOST, "the server was left while this connection was made")
        if now - record.info.get("kept_since", now) > self._kept:
            raise DisconnectionError
        record.info["used"] = True
        self._out[id(record)] = now, record

    def _check_in(self, _connection: Any, record: Any) -> None:
        self._out.pop(id(record), None)
        record.info["kept_since"] = time.monotonic()


def left(info: Mapping[str, Any], error: BaseException | None, *, gone: bool) -> bool:
    """Whether a connection with this pool's ``info`` is to be thrown away, and with it all that were made before."""
    if not gone and not only_reads(error):
        return False
    info["age"].leave_for(info["connected_at"], gone=gone)
    return True


def _leave(context: ExceptionContext) -> None:
    if context.connection is not None:
        gone = context.is_disconnect
        context.is_disconnect = left(context.connection.info, context.original_exception, gone=gone)
        context.invalidate_pool_on_disconnect = False  # the pool looks at their age


class Watch:
    """Which server a new connection leads to, looked at all the time.

    Nothing else would tell a process that only reads: an old server may answer it for as long as it likes, and one that
    is frozen is waited for until the driver's patience ends.
    """

    def __init__(self, engine: AsyncEngine, age: Age) -> None:
        """``engine`` keeps no connections, and leads to where those of ``age`` do."""
        self._engine, self._age = engine, age
        self._server: Any = None
        self._seen: Any = None
        self._looking = Regular(self._look, LOOK_SECONDS, "looking for the database's server")

    def start(self) -> None:
        self._looking.start()

    async def close(self) -> None:
        await self._looking.close()
        await self._engine.dispose()

    async def _look(self) -> None:
        self._age.hang_up(none_answers=not await self._finds_one())

    async def _finds_one(self) -> bool:
        try:
            await self._compare()
        except (DBAPIError, OSError):
            return False
        return True

    async def _compare(self) -> None:
        began = time.monotonic()
        async with self._engine.connect() as connection:
            found = (await connection.execute(WHICH)).one()
        # Twice, or a proxy that spreads connections over several writers would have us leave one for the other.
        if found == self._seen and found != self._server:
            if self._server is not None:
                log.warning("database: another server answers at its address, and the one before is left")
                self._age.leave(began)
            self._server = found
        self._seen = found
