"""A replica of the database, for looking back: history, totals, who did what. Nothing is decided by what it says.

How far it is behind is told by a row that is written to the primary every two seconds: both times are the primary's own
clock's. What a store's people have seen happen is in what they then read, or else the primary is asked.
"""

import contextlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import SmallInteger, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from ordering.database.lane import Row, Statement
from ordering.database.regular import Regular
from ordering.database.types import MYSQL_TABLE, Base
from ordering.database.work import Work, in_time
from ordering.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")

BEAT_SECONDS = 2.0
MOST_BEHIND_SECONDS = 30.0
MOST_SLOW, SLOW_SECONDS = 3, 60.0
"""So many answers that took too long, within so many seconds, and it is left alone for a while."""
REST_SECONDS = 30.0
PRIMARY_SECONDS = 2.0
NOT_ASKED = "it was not asked yet"

log = logging.getLogger(__name__)


class Heartbeat(Base):
    """One row. ``origin`` is chance: another database, also one from a backup of this, has another."""

    __tablename__ = "heartbeat"
    __table_args__ = (MYSQL_TABLE,)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    origin: Mapped[int]
    at: Mapped[datetime]


# Of however many processes one beats, once a second at the most.
BEAT = text(
    "INSERT INTO heartbeat (id, origin, at) VALUES (1, :origin, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE at = "
    "IF(ABS(TIMESTAMPDIFF(MICROSECOND, at, UTC_TIMESTAMP(6))) < 1000000, at, UTC_TIMESTAMP(6))"
)


class InStore(Protocol):
    @property
    def store_id(self) -> int: ...


C = TypeVar("C", bound=InStore)


class Behind(Exception):
    """It lacks what the primary had when it was asked."""


class Replica:
    """``position`` asks how far a store is: numbers that only grow. ``lag`` is in seconds; None if not known."""

    def __init__(self, primary: Work, work: Work, position: Callable[[int], Statement]) -> None:
        self.lag: float | None = None
        self._primary, self._work, self._position = primary, work, position
        self._why_not: str | None = NOT_ASKED
        self._slow_at: list[float] = []
        self._rests_until = float("-inf")
        self._beating = Regular(self._measure, BEAT_SECONDS, "measuring the replica")

    @property
    def in_use(self) -> bool:
        return self._why_not is None

    def start(self) -> None:
        self._beating.start()

    async def close(self) -> None:
        await self._beating.close()
        await self._work.close()

    async def read(
        self,
        query: Callable[Concatenate[AsyncSession, C, P], Awaitable[T]],
        caller: C,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run ``query`` on what is as new as the primary was a moment ago. Raises ``Busy`` when no database can."""
        if self.in_use:
            now = await self._now(caller.store_id)

            async def on_replica(session: AsyncSession) -> T:
                await self._check(session, caller.store_id, now)
                return await query(session, caller, *args, **kwargs)

            try:
                return await self._work.read(on_replica)
            except Behind:
                pass
            except (Busy, DBAPIError) as error:
                self._blame(error)
        return await self._primary.read(query, caller, *args, **kwargs)

    async def _now(self, store_id: int) -> Row | None:
        """The primary's position; None while there is none: then the replica has all that is left."""
        try:
            async with in_time(PRIMARY_SECONDS):
                return (await self._primary.rows(self._position(store_id)))[0]
        except Busy:
            return None

    async def _check(self, session: AsyncSession, store_id: int, now: Row | None) -> None:
        """Raises ``Behind`` where the store is not as far there as it was ``now``."""
        if now is None:
            return
        asked = self._position(store_id)
        here = (await (await session.connection()).exec_driver_sql(asked.sql, tuple(asked.parameters))).one()
        if any(there > got for there, got in zip(now, here, strict=True)):
            raise Behind

    async def _measure(self) -> None:
        with contextlib.suppress(Busy):  # no writer now, and so it can't fall behind
            await self._primary.run(_write)
        try:
            here = await self._work.read(_read)
        except (Busy, DBAPIError) as error:
            self._blame(error)
            return
        try:
            there = await self._primary.read(_read)
        except Busy:
            return
        self._compare(here, there)

    def _compare(self, here: Any, there: Any) -> None:
        """``here`` was read before ``there``: a replica can't be further on."""
        if here is None or there is None or here.origin != there.origin or here.at > there.at:
            self._judge(None, "it is no replica of this database")
            return
        lag = (there.at - here.at).total_seconds()
        if time.monotonic() >= self._rests_until:
            self._judge(lag, f"it is {lag:.0f} s behind" if lag > MOST_BEHIND_SECONDS else None)

    def _blame(self, error: Exception) -> None:
        """One answer that takes too long may be to a hard question. Who does so again and again has too much to do."""
        if not isinstance(error.__cause__, TimeoutError):
            self._judge(None, f"it does not answer: {error.__cause__ or error}")
            return
        now = time.monotonic()
        self._slow_at = [*(at for at in self._slow_at if now - at < SLOW_SECONDS), now]
        if len(self._slow_at) >= MOST_SLOW:
            self._slow_at.clear()
            self._rests_until = now + REST_SECONDS
            self._judge(None, "its answers take too long")

    def _judge(self, lag: float | None, why_not: str | None) -> None:
        self.lag = lag
        if why_not is not None and self._why_not in (None, NOT_ASKED):
            log.warning("the replica is not read from, and the primary is: %s", why_not)
        elif why_not is None and self._why_not is not None:
            log.info("the replica is read from")
        self._why_not = why_not


async def _write(session: AsyncSession) -> None:
    await session.execute(BEAT, {"origin": secrets.randbits(63)})


async def _read(session: AsyncSession) -> Any:
    return (await session.execute(select(Heartbeat.origin, Heartbeat.at).where(Heartbeat.id == 1))).one_or_none()
