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
    """The connections of all streams; of those that the process takes, one store's are three quarters at the most.

    Each is looked at when something is due there, not all of them each second: what nobody has touched for a moment is
    far away from the processor, and a look at 500 streams is as many ways there and back.
    """

    def __init__(self, most: int) -> None:
        self.callers: Counter[Caller] = Counter()
        self._of_store: Counter[int] = Counter()
        self._connections: set[StreamConnection] = set()
        self._due: list[tuple[float, int, StreamConnection]] = []
        self._count = itertools.count()
        self.make_room(most)

    def __len__(self) -> int:
        return len(self._connections)

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
        self._connections.add(connection)
        self._look_again(connection, connection.look(time.monotonic()))

    def remove(self, connection: StreamConnection) -> None:
        """What ``add`` has taken is free again."""
        self._connections.remove(connection)
        if not self._connections:
            self._due.clear()  # nobody looks until somebody comes
        _count_down(self._of_store, connection.caller.store_id)
        _count_down(self.callers, connection.caller)

    def look(self, now: float) -> None:
        """Let each whose time has come do what is due."""
        due = []
        while self._due and self._due[0][0] <= now:
            due.append(heapq.heappop(self._due)[-1])
        for connection in due:
            if connection in self._connections:
                self._look_again(connection, connection.look(now))

    def end(self, why: str, callers: Collection[Caller] | None = None) -> None:
        """End the connections of these callers, or all."""
        for connection in self._connections:
            if callers is None or connection.caller in callers:
                connection.end(why)

    def _look_again(self, connection: StreamConnection, at: float) -> None:
        heapq.heappush(self._due, (at, next(self._count), connection))


def _count_down(counter: Counter[T], of: T) -> None:
    counter[of] -= 1
    if not counter[of]:
        del counter[of]
