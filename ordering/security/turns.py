"""Turns at what is slow on purpose: a few at once, and a queue in which nobody's crowd keeps another waiting."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec import Struct

from ordering.database.work import in_time
from ordering.errors import Busy

Lanes = OrderedDict[str, deque[asyncio.Future[None]]]


class Lane(Struct, frozen=True):
    """Where a sender waits."""

    name: str
    known: bool


OURS = Lane("ours", known=True)
"""The lane of those who are logged in already."""


class Turns:
    """``at_once`` run, at most ``waiting`` wait, for ``seconds`` at most, in a lane for each sender.

    Who is known goes before strangers. Lanes alternate, so a sender's hundred attempts hold another's single one up by
    one. A lane that has just come is served first, and in it the newest: in a flood, whoever comes last is still there
    to be answered. When too many wait, the one that would be served last is turned away.
    """

    def __init__(self, at_once: int, waiting: int, seconds: float) -> None:
        self._free = at_once
        self._seconds = seconds
        self._most = waiting
        self._waiting = 0
        self._known: Lanes = OrderedDict()  # no lane is empty, here and among the strangers
        self._strangers: Lanes = OrderedDict()

    @asynccontextmanager
    async def turn(self, lane: Lane = OURS) -> AsyncIterator[None]:
        """Raises ``Busy`` for who is turned away, or has waited too long."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(self._known if lane.known else self._strangers, lane.name)
        try:
            yield
        finally:
            self._hand_on()

    async def _wait(self, lanes: Lanes, lane: str) -> None:
        future = asyncio.get_running_loop().create_future()
        if lane not in lanes:
            lanes[lane] = deque()
            lanes.move_to_end(lane, last=False)
        lanes[lane].append(future)
        self._waiting += 1
        if self._waiting > self._most:
            self._turn_away()
        try:
            async with in_time(self._seconds):
                await future
        except BaseException:
            if future in lanes.get(lane, ()):
                lanes[lane].remove(future)
                self._taken(lanes, lane)
            elif not future.cancelled() and future.exception() is None:  # its turn came in the same moment
                self._hand_on()
            raise

    def _turn_away(self) -> None:
        lanes = self._strangers or self._known
        future = self._take(lanes, next(reversed(lanes)), first_come=True)
        if not future.cancelled():  # or its room is free already: who gives up is heard of a moment later
            future.set_exception(Busy(retry_after=1))

    def _hand_on(self) -> None:
        while lanes := self._known or self._strangers:
            lane = next(iter(lanes))
            future = self._take(lanes, lane)
            if lane in lanes:
                lanes.move_to_end(lane)
            if not future.cancelled():
                future.set_result(None)
                return
        self._free += 1

    def _take(self, lanes: Lanes, lane: str, *, first_come: bool = False) -> asyncio.Future[None]:
        future = lanes[lane].popleft() if first_come else lanes[lane].pop()
        self._taken(lanes, lane)
        return future

    def _taken(self, lanes: Lanes, lane: str) -> None:
        self._waiting -= 1
        if not lanes[lane]:
            del lanes[lane]
