"""The gate that requests come in by: a few in each turn of the event loop, so that what is under way goes on.

A full house sends hundreds at once. Begun all together they would make every turn of the loop as long as all of them
take; and an order needs a dozen turns, while its statements come and go.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

TURN_SECONDS = 0.002
REST_SECONDS = 0.0002
"""What a request takes at least in the turns after the one that it was begun in."""
LATE_SECONDS = 3.0
"""Whoever has waited for so long is told to come again: there is more to do than can be done."""

Begin = Callable[[bool], bool]
"""Begins a request, and says whether there is a rest of it; it is told whether it is late."""


class Gate:
    """One for each process. What reads and what writes take turns, so neither waits for a crowd of the other."""

    def __init__(self) -> None:
        self._left = TURN_SECONDS
        self._reading: deque[tuple[Begin, float]] = deque()
        self._writing: deque[tuple[Begin, float]] = deque()

    def enter(self, begin: Begin, *, writes: bool) -> None:
        """Now, or in one of the next turns."""
        if self._left <= 0:
            (self._writing if writes else self._reading).append((begin, time.perf_counter()))
            return
        try:
            self._begin(begin, late=False)
        finally:
            self._call_next_turn()

    def _turn(self) -> None:
        self._left = TURN_SECONDS
        try:
            while self._left > 0 and (self._writing or self._reading):
                for waiting in (self._writing, self._reading):
                    if waiting:
                        begin, since = waiting.popleft()
                        self._begin(begin, late=time.perf_counter() - since > LATE_SECONDS)
        finally:  # one that could not be begun is told to the log, and the others come in
            self._call_next_turn()

    def _call_next_turn(self) -> None:
        if self._left <= 0 or self._writing or self._reading:
            asyncio.get_running_loop().call_soon(self._turn)

    def _begin(self, begin: Begin, *, late: bool) -> None:
        began = time.perf_counter()
        goes_on = True
        try:
            goes_on = begin(late)
        finally:
            self._left -= time.perf_counter() - began + (REST_SECONDS if goes_on else 0)
