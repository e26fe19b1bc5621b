"""The stream connections of this process: whose they are, how many a store has, and when to look at each again."""

import heapq
import itertools
import time
from collections import Counter
from collections.abc import Collection
from typing import TypeVar

from ordering.errors import Busy
from ordering.live.connection import StreamConnection
from ordering.security.revocations import Caller

FULL_SECONDS = 5

T = TypeVar("T")


class Connections:
    """Of all that the process takes, one store's streams are three quarters at the most.

    Each is looked at when something is due there, not all of them each second: what nobody has touched for a moment is
    far away from the processor, and a look at 500 streams is as many ways there and back.
    """

    def __init__(self, most: int) -> None:
        self.callers: Counter[Caller] = Counter()
        self._of_store: Counter[int] = Counter()
        self._numbers: dict[StreamConnection, int] = {}
        self._due: list[tuple[float, int, StreamConnection]] = []
        self._count = itertools.count()
        self.make_room(most)

    def __len__(self) -> int:
        return len(self._numbers)

    def make_room(self, most: int) -> None:
        """The process takes so many, which may be fewer than was wished."""
        self._most_of_store = max(1, most * 3 // 4)

    def add(self, connection: StreamConnection) -> None:
        """From now on time passes for it.

        Raises ``Busy`` where its store has so many that others, and what is no stream, would find no place.
        """
        store_id = connection.caller.store_id
        if self._of_store[store_id] >= self._most_of_store:
            raise Busy(retry_after=FULL_SECONDS)
        self._of_store[store_id] += 1
        self.callers[connection.caller] += 1
        self._numbers[connection] = number = next(self._count)
        heapq.heappush(self._due, (connection.look(time.monotonic()), number, connection))

    def remove(self, connection: StreamConnection) -> None:
        """What ``add`` has taken is free again."""
        del self._numbers[connection]
        _count_down(self._of_store, connection.caller.store_id)
        _count_down(self.callers, connection.caller)

    def look(self, now: float) -> None:
        """Let each whose time has come do what is due."""
        while self._due and self._due[0][0] <= now:
            _, number, connection = heapq.heappop(self._due)
            if connection in self._numbers:
                heapq.heappush(self._due, (connection.look(now), number, connection))

    def end(self, why: str, callers: Collection[Caller] | None = None) -> None:
        """All of them, or those of some callers."""
        for connection in self._numbers:
            if callers is None or connection.caller in callers:
                connection.end(why)


def _count_down(counter: Counter[T], of: T) -> None:
    counter[of] -= 1
    if not counter[of]:
        del counter[of]
