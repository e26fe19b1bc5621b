"""Turns at what is slow on purpose: a few at once, and a queue in which nobody's crowd keeps another waiting."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ordering.errors import Busy

OURS = "ours"
"""The lane of those who are logged in already."""


class Turns:
    """``at_once`` run, at most ``waiting`` wait, in a lane for each sender.

    Lanes alternate, so a sender's hundred attempts hold another's single one up by one. A lane that has just come is
    served first, and in it the newest: in a flood, whoever comes last is still there to be answered. When too many
    wait, the one that would be served last is turned away.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = at_once
        self._most = waiting
        self._waiting = 0
        self._lanes: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()  # none of them empty

    @asynccontextmanager
    async def turn(self, lane: str = OURS) -> AsyncIterator[None]:
        """Raises ``Busy`` for who is turned away."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(lane)
        try:
            yield
        finally:
            self._hand_on()

    async def _wait(self, lane: str) -> None:
        place = asyncio.get_running_loop().create_future()
        if lane not in self._lanes:
            self._lanes[lane] = deque()
            self._lanes.move_to_end(lane, last=False)
        self._lanes[lane].append(place)
        self._waiting += 1
        if self._waiting > self._most:
            last = next(reversed(self._lanes))
            self._take(last, first_come=True).set_exception(Busy(retry_after=1))
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled() and place.exception() is None:  # its turn came in the same moment
                self._hand_on()
            elif place in self._lanes.get(lane, ()):
                self._lanes[lane].remove(place)
                self._taken(lane)
            raise

    def _hand_on(self) -> None:
        if not self._lanes:
            self._free += 1
            return
        lane = next(iter(self._lanes))
        place = self._take(lane)
        if lane in self._lanes:
            self._lanes.move_to_end(lane)
        if place.cancelled():
            self._hand_on()
        else:
            place.set_result(None)

    def _take(self, lane: str, *, first_come: bool = False) -> asyncio.Future[None]:
        place = self._lanes[lane].popleft() if first_come else self._lanes[lane].pop()
        self._taken(lane)
        return place

    def _taken(self, lane: str) -> None:
        self._waiting -= 1
        if not self._lanes[lane]:
            del self._lanes[lane]
