"""``Work`` is one transaction: begin, retry, commit, then announce."""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, stop_after_delay, wait_random

from ordering.codes import Code
from ordering.database.engine import SERVING, Patience
from ordering.database.failover import takes_no_writes
from ordering.database.lane import CommitUnknown, Lane, Row, Statement, Transaction
from ordering.database.server_lane import ServerLane
from ordering.database.sqlite_lane import SqliteLane
from ordering.errors import Busy, Invalid, Refusal

P = ParamSpec("P")
T = TypeVar("T")


MOST_RUNNING = 1000
"""Reads and transactions, beyond which who comes is told so at once: behind so many all would wait in vain. Orders wait
in lines of their own.
"""
CLOSE_SECONDS = 3
REFUSED_SECONDS = 10


Announcement = Any
"""What ``live.log`` leaves in ``session.info["announcements"]`` for after the commit."""


@contextlib.asynccontextmanager
async def in_time(seconds: float = SERVING.answer) -> AsyncIterator[None]:
    """Raises ``Busy`` when it takes too long; what was waited for goes on."""
    waiting = asyncio.timeout(seconds)
    try:
        async with waiting:
            yield
    except TimeoutError as error:
        if not waiting.expired():
            raise
        raise Busy(retry_after=1) from error


class Again(Exception):
    """What was read before the lock is not so any more: the action is run again from the top."""


class Work:
    """Runs actions (``async def action(session, …)``), each in one transaction.

    Each of ``finish`` writes what belongs to a transaction's last statements, in turn (the audit, then the event log);
    ``announce(announcements)`` is called once they are committed, and never before.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        finish: Sequence[Callable[[AsyncSession], Awaitable[None]]],
        announce: Callable[[list[Announcement]], None],
        patience: Patience = SERVING,
    ) -> None:
        self.engine = engine
        self._patience = patience
        self._refused_at = -math.inf
        self._finish = finish
        self._announce = announce
        self._running: set[asyncio.Task[Any]] = set()
        sqlite = engine.dialect.name == "sqlite"
        self._lane: Lane = SqliteLane(engine, patience) if sqlite else ServerLane(engine)

    async def run(
        self, action: Callable[Concatenate[AsyncSession, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``action`` and commit. Raises its refusals, with nothing written; ``Busy`` when the database can't.

        Once begun it runs to its end, also when the caller is cancelled: a torn transaction helps nobody.
        """
        return await self._answer(self._run(action, *args, **kwargs))

    def soon(
        self, action: Callable[Concatenate[AsyncSession, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Run ``action`` after the answer, for what nobody waits for. A failure is logged."""
        task = self._start(self._run(action, *args, **kwargs))
        task.add_done_callback(_log_failed)

    async def lean(
        self, action: Callable[Concatenate[Transaction, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``run`` for an action that speaks to the database through the lean lane, and commits by itself."""
        return await self._answer(self.lean_here(action, *args, **kwargs))

    async def lean_here(
        self, action: Callable[Concatenate[Transaction, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``lean`` in the caller's own task, which is one that nobody cancels, and takes as long as the database does:
        whoever waits for it has a limit of his own. Two turns of the loop less, and past saturation these are what an
        order waits for.
        """
        transact = partial(self._lane.transact, lambda transaction: action(transaction, *args, **kwargs))
        return await self._committed(transact)

    async def rows(self, statement: Statement) -> list[Row]:
        """``read`` for one statement, through the lean lane."""
        return await self._answer(self._reread(partial(self._lane.read, statement)))

    async def read(
        self, query: Callable[Concatenate[AsyncSession, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``query`` in a transaction that writes nothing. Raises ``Busy`` when the database can't.

        It too runs to its end: a cancelled statement would cost its connection, and go on on the server.
        """
        return await self._answer(self._reread(partial(self._read, lambda session: query(session, *args, **kwargs))))

    @property
    def refused(self) -> bool:
        """Whether the database took no write a moment ago, for want of room or because it only reads."""
        return time.monotonic() - self._refused_at < REFUSED_SECONDS

    async def close(self) -> None:
        """Wait a little for what is under way, then close every connection."""
        if self._running:
            await asyncio.wait(self._running, timeout=CLOSE_SECONDS)
        await self._lane.close()
        await self.engine.dispose()

    async def _answer(self, work: Coroutine[Any, Any, T]) -> T:
        if len(self._running) >= MOST_RUNNING:
            work.close()
            raise Busy(retry_after=1)
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        task = self._start(_into(answer, work))
        task.add_done_callback(lambda _: work.close())  # where it was cancelled before it began
        try:
            async with in_time(self._patience.answer):
                return await answer
        finally:
            if answer.done() and not answer.cancelled():
                answer.exception()  # whoever was cancelled in this very moment has not heard of it

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _reread(self, read: Callable[[], Awaitable[T]]) -> T:
        with _database_errors():
            return await _again(read, self._patience)

    async def _read(self, query: Callable[[AsyncSession], Awaitable[T]]) -> T:
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            return await query(session)

    async def _run(
        self, action: Callable[Concatenate[AsyncSession, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._committed(partial(self._transaction, lambda session: action(session, *args, **kwargs)))

    async def _committed(self, transact: Callable[[], Awaitable[tuple[T, list[Announcement]]]]) -> T:
        with _database_errors(), self._noting_refusals():
            result, announcements = await _again(transact, self._patience)
        try:
            self._announce(announcements)
        except Exception:  # it is committed, and so it is answered: whoever was not told looks by itself
            logging.getLogger(__name__).exception("announcing")
        return result

    @contextlib.contextmanager
    def _noting_refusals(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if takes_no_writes(error.orig):
                self._refused_at = time.monotonic()
            raise
        self._refused_at = -math.inf

    async def _transaction(self, action: Callable[[AsyncSession], Awaitable[T]]) -> tuple[T, list[Announcement]]:
        async with self._lane.turn(), AsyncSession(self.engine, expire_on_commit=False) as session:
            connection = await session.connection(execution_options={"writes": True})
            result = await action(session)
            await session.flush()
            for write in self._finish:
                await write(session)
            try:
                await session.commit()
            except DBAPIError as error:
                # The server may have committed and lost only its answer: running it again could do it twice. And
                # the connection may still be inside the transaction: nobody else may get it.
                await connection.invalidate(error)
                if takes_no_writes(error.orig):  # that much it has said
                    raise
                raise CommitUnknown from error
            return result, session.info.get("announcements", [])


async def _again(attempt: Callable[[], Awaitable[T]], patience: Patience) -> T:
    """From the top, at most three times more, where nothing of it can have been kept."""
    try:
        return await attempt()  # almost always it takes no more, and tenacity's objects cost as much as a small read
    except (DBAPIError, Again) as error:
        if not _is_passing(error):
            raise
    return await AsyncRetrying(
        retry=retry_if_exception(_is_passing),
        stop=stop_after_attempt(3) | stop_after_delay(patience.answer - 1),
        wait=wait_random(0, 0.05),
        reraise=True,
    )(attempt)


async def _into(answer: asyncio.Future[T], work: Coroutine[Any, Any, T]) -> None:
    """The outcome of ``work``, for whoever still waits for the ``answer``.

    As ``asyncio.shield`` does, which takes a turn of the loop more: past saturation these are what an order waits for.
    """
    try:
        outcome = await work
    except Exception as error:
        if not answer.done():
            answer.set_exception(error)
        elif not isinstance(error, Refusal):  # nobody waits any more; a refusal had somebody who would have been told
            _log_failure(error)
    except BaseException:
        answer.cancel()
        raise
    else:
        if not answer.done():
            answer.set_result(outcome)


def _log_failure(error: BaseException) -> None:
    logging.getLogger(__name__).error("afterwards", exc_info=error)


def _log_failed(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log_failure(error)


DEADLOCK, LOCK_WAIT_TIMEOUT, ROW_CHANGED = 1213, 1205, 1020  # 1020: MariaDB 11.6 and later, snapshot conflicts


def _is_passing(error: BaseException) -> bool:
    if isinstance(error, Again):
        return True
    if not isinstance(error, DBAPIError):
        return False
    number = error.orig.args[0] if error.orig is not None and error.orig.args else None
    return number in (DEADLOCK, LOCK_WAIT_TIMEOUT, ROW_CHANGED) or error.connection_invalidated


@contextlib.contextmanager
def _database_errors() -> Iterator[None]:
    try:
        yield
    except DataError as error:
        raise Invalid("", Code.OUT_OF_RANGE) from error
    except (OperationalError, InterfaceError, PoolTimeout, CommitUnknown, Again, OSError) as error:
        logging.getLogger(__name__).warning("database: %s", error.__cause__ or error)
        raise Busy(retry_after=1) from error
