"""A regular task: done again and again beside the requests, until it is closed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from ordering import clock

TURN_SECONDS = 0.25
"""So long the turn that is under way may take to its end."""

log = logging.getLogger(__name__)


class Regular:
    """``turn()``, and again each so many ``seconds``. ``doing`` is what the log says of its failures."""

    def __init__(self, turn: Callable[[], Awaitable[None]], seconds: float, doing: str) -> None:
        self._turn, self._seconds, self._doing = turn, seconds, doing
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._go_on())

    async def close(self) -> None:
        """Once it has ended. A turn may survive being cancelled: drivers make an error like any other of that."""
        self._closing.set()
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task], timeout=TURN_SECONDS)
            self._task.cancel()

    async def _go_on(self) -> None:
        while not self._closing.is_set():
            try:
                await self._turn()
            except Exception:
                if not self._closing.is_set():
                    log.exception(self._doing)
            try:
                async with asyncio.timeout(clock.until_next(self._seconds)):
                    await self._closing.wait()
            except TimeoutError:
                continue
