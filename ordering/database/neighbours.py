"""Neighbours: other processes that serve the same database. Each holds a seat, a named lock, as long as it lives."""

import asyncio
import logging

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ordering.database.engine import create_engine

SEATS = 64
LOOK_SECONDS = 30.0
GONE_SECONDS = 120
"""After that a server gives up on a process whose machine has died, and its seat is free."""
CLOSE_SECONDS = 0.25

# Of this database, not of the server's others.
LOCKS = [f"CONCAT('ordering.process.', LEFT(SHA2(LOWER(DATABASE()), 256), 40), '.{seat}')" for seat in range(SEATS)]
SIT_DOWN = f"SELECT CASE {' '.join(f'WHEN GET_LOCK({lock}, 0) = 1 THEN {n}' for n, lock in enumerate(LOCKS))} END"
TAKEN = f"SELECT {' + '.join(f'(IS_USED_LOCK({lock}) IS NOT NULL)' for lock in LOCKS)}"

log = logging.getLogger(__name__)


class Neighbours:
    """Keeps a seat on a database server, on a connection that is not the pool's: others see that somebody is there.

    Whoever is ``alone``, without Redis, says once whom it has found.
    """

    def __init__(self, database_url: str, *, alone: bool) -> None:
        self._url = database_url
        self._alone = alone
        self._keeping: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._keeping = asyncio.create_task(self._keep())

    async def close(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping], timeout=CLOSE_SECONDS)

    async def _keep(self) -> None:
        engine = create_engine(self._url)
        try:
            while True:
                try:
                    await self._sit(engine)
                except (DBAPIError, OSError):
                    pass  # no database, or one without such locks
                except Exception:
                    log.exception("keeping a seat at the database")
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await engine.dispose()

    async def _sit(self, engine: AsyncEngine) -> None:
        """Until the connection is lost."""
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text(f"SET SESSION wait_timeout = {GONE_SECONDS}"))
            await connection.execute(text(SIT_DOWN))
            await self._look(connection)
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                await connection.execute(text("SELECT 1"))

    async def _look(self, connection: AsyncConnection) -> None:
        others = (await connection.scalar(text(TAKEN)) or 0) - 1
        if self._alone and others > 0:
            log.warning(
                "other processes serve this database, and there is no ORDERING_REDIS_URL: what is done at one is seen "
                "at another a second or two later, and each counts failed logins for itself",
                extra={"facts": {"others": others}},
            )
        self._alone = False
