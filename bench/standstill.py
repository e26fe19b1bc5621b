"""Moments in which the machine itself stood still: whoever only sleeps wakes late, and so does everybody else.

A guest of a busy host, or a disk that holds everything up, makes a p99 of its own in any row.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

NAP_SECONDS = 0.005
STANDSTILL_SECONDS = 0.05
"""So late nobody wakes whose machine is only busy."""


class Standstill:
    """The longest of each round, in seconds, by what was measured."""

    def __init__(self) -> None:
        self.rounds: dict[str, list[float]] = {}
        self._longest = 0.0
        self._over = threading.Event()

    @contextmanager
    def watched(self) -> Iterator[None]:
        watching = threading.Thread(target=self._nap, daemon=True)
        watching.start()
        try:
            yield
        finally:
            self._over.set()
            watching.join()

    @contextmanager
    def during(self, name: str) -> Iterator[None]:
        """A round of ``name``."""
        self._longest = 0.0
        yield
        self.rounds.setdefault(name, []).append(self._longest)

    @property
    def notes(self) -> list[str]:
        """What a reader should know: in which rounds the machine stood still, and for how long at the most."""
        stood = {name: [one for one in longest if one] for name, longest in self.rounds.items()}
        told = [
            f"{name} ({len(some)} of {len(self.rounds[name])} rounds, up to {max(some) * 1000:.0f} ms)"
            for name, some in stood.items()
            if some
        ]
        return [f"The machine stood still in {', '.join(told)}."] if told else []

    def _nap(self) -> None:
        while not self._over.is_set():
            before = time.perf_counter()
            time.sleep(NAP_SECONDS)
            late = time.perf_counter() - before - NAP_SECONDS
            if late > STANDSTILL_SECONDS:
                self._longest = max(self._longest, late)
