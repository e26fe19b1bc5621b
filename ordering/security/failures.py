"""Failures of the last quarter of an hour, by name, in this process and in bounded memory."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from time import monotonic

WINDOW_SECONDS = 15 * 60.0
REMEMBERED = 50_000
"""Names; about 15 MB of them."""

Name = bytes


def name_of(*parts: str) -> Name:
    """What failures are counted under: of one size, however much was typed."""
    return hashlib.blake2b("\0".join(parts).encode(errors="surrogatepass"), digest_size=16).digest()


class Failures:
    """When each name has failed, on a clock that nobody can set back.

    When too many names are known, the one goes that has not failed for longest. Those that have failed often have half
    of the room for themselves: a flood under ever new names can't wash away what was counted against a guesser.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._most = remembered
        # By when they failed last. Who has failed more than half as often as they may is among the many.
        self._few: OrderedDict[Name, list[float]] = OrderedDict()
        self._many: OrderedDict[Name, list[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._few) + len(self._many)

    def of(self, name: Name) -> Sequence[float]:
        """When ``name`` has failed, oldest first."""
        since = monotonic() - WINDOW_SECONDS
        times = self._many.get(name) or self._few.get(name) or ()
        return [at for at in times if at > since]

    def add(self, name: Name, most: int) -> None:
        """One more, now; only the last ``most`` are remembered."""
        times = [*self.of(name), monotonic()][-most:]
        self._few.pop(name, None)
        self._many.pop(name, None)
        (self._many if 2 * len(times) > most else self._few)[name] = times
        self._forget()

    def _forget(self) -> None:
        since = monotonic() - WINDOW_SECONDS
        for names in (self._few, self._many):
            while names and next(iter(names.values()))[-1] <= since:
                names.popitem(last=False)
        while len(self) > self._most:
            (self._few if 2 * len(self._few) > self._most else self._many).popitem(last=False)
