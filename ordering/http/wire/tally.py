"""What anybody can cause as often as they like, told in the log without flooding it."""

import logging
import time
from collections import Counter

EVERY_SECONDS = 60.0

log = logging.getLogger(__name__)


class Tally:
    """The first of a kind is told at once, all others together once a minute."""

    def __init__(self) -> None:
        self._untold: Counter[str] = Counter()
        self._last: dict[str, str] = {}
        self._told_at: dict[str, float] = {}

    def note(self, what: str, address: str) -> None:
        """``what`` is one of a few sentences, never made of what a client sent."""
        self._untold[what] += 1
        self._last[what] = address
        self.look(time.monotonic())

    def look(self, now: float) -> None:
        """Tell what is due."""
        for what in [*self._untold]:
            if now - self._told_at.get(what, -EVERY_SECONDS) >= EVERY_SECONDS:
                self._told_at[what] = now
                self._tell(what)

    def close(self) -> None:
        """Tell the rest."""
        for what in [*self._untold]:
            self._tell(what)

    def _tell(self, what: str) -> None:
        log.warning(what, extra={"facts": {"count": self._untold.pop(what), "last_address": self._last.pop(what)}})
