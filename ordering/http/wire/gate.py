"""The gate that requests come in by: a few in each turn of the event loop, so that what is under way goes on.

A full house sends hundreds at once. Begun all together they would make every turn of the loop as long as all of them
take; and an order needs a dozen turns, while its statements come and go.
"""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from typing import Any

TURN_SECONDS = 0.002
REST_SECONDS = 0.0002
"""What a request takes at least in the turns after the one that it was begun in."""
LATE_SECONDS = 3.0
"""Whoever has waited for so long is told to come again: there is more to do than can be done."""

READING = frozenset({"GET", "HEAD", "OPTIONS"})

Begin = Callable[[bool], bool]
"""Begins a request, and says whether there is a rest of it; it is told whether it is late."""


class Lines:
    """Requests that wait, in a line for each store: these take turns."""

    def __init__(self) -> None:
        self._of: OrderedDict[Hashable, deque[tuple[Begin, float]]] = OrderedDict()  # none is empty

    def __bool__(self) -> bool:
        return bool(self._of)

    def join(self, store: Hashable, begin: Begin) -> None:
        self._of.setdefault(store, deque()).append((begin, time.perf_counter()))

    def next(self) -> tuple[Begin, float]:
        """The first of the store whose turn it is, and since when it has waited."""
        store, line = next(iter(self._of.items()))
        first = line.popleft()
        if line:
            self._of.move_to_end(store)
        else:
            del self._of[store]
        return first


class Gate:
    """One for each process. What reads and what writes take turns, so neither waits for a crowd of the other; and so do
    stores among themselves: ``store_of`` tells whose a request is, by its scope, as far as that is known at once.
    """

    def __init__(self, store_of: Callable[[Any], Hashable] = lambda _: None) -> None:
        self._store_of = store_of
        self._left = TURN_SECONDS
        self._reading, self._writing = Lines(), Lines()

    def enter(self, begin: Begin, scope: Any) -> None:
        """Now, or in one of the next turns."""
        if self._left <= 0:
            waiting = self._reading if scope["method"] in READING else self._writing
            waiting.join(self._store_of(scope), begin)
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
                        begin, since = waiting.next()
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
