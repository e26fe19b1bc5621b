"""Bells: who waits for papers is woken when some were made."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

from ordering import clock
from ordering.errors import Busy

LOOK_SECONDS = 1.0
BUSY_SECONDS = 0.5
"""Between two tries of what could not be done just now."""


async def rung(bell: asyncio.Event, seconds: float) -> None:
    """Wait until it rings, or for so long; then it is silent again."""
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        pass
    bell.clear()


class Bells:
    """The print agents that wait at this process, however many: one look a second for all of them, and one at once when
    papers were made here.

    ``due`` says which of some agents have anything to print.
    """

    def __init__(self, due: Callable[[Collection[int]], Awaitable[Collection[int]]]) -> None:
        self._due = due
        self._waiting: dict[int, set[asyncio.Event]] = {}
        self._look_now = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    def wake(self) -> None:
        self._look_now.set()

    def close(self) -> None:
        """Nobody waits any more."""
        self._closed = True
        for agent_id in self._waiting:
            self._ring(agent_id)

    async def wait(self, agent_id: int, seconds: float) -> None:
        """Until an agent may have something to print, or for so long."""
        if self._closed:
            return
        bell = asyncio.Event()
        bells = self._waiting.setdefault(agent_id, set())
        bells.add(bell)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            await rung(bell, seconds)
        finally:
            bells.discard(bell)
            if not bells and self._waiting.get(agent_id) is bells:
                del self._waiting[agent_id]

    async def _look(self) -> None:
        while self._waiting:
            await rung(self._look_now, clock.until_next(LOOK_SECONDS))
            try:
                for agent_id in await self._due([*self._waiting]):
                    self._ring(agent_id)
            except Busy:
                pass  # the database is away: what waits is there when it is back

    def _ring(self, agent_id: int) -> None:
        for bell in self._waiting.get(agent_id, ()):
            bell.set()
