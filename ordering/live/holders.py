"""Who holds how many streams: the oldest beyond what one may hold gives way, in whichever process it is.

Each process knows its own streams and which were opened after them elsewhere. So whoever has the oldest knows all that
came later, and nobody else has to. What is opened while others can't be told is not counted by them.
"""

import itertools
import time
from typing import Protocol

from msgspec import Struct

from ordering.live.connection import StreamConnection

SILENT_SECONDS = 7.0
"""A process that has told nothing for so long has died, and its streams with it. See ``Peers``."""

Holder = tuple[str, str]
Numbered = tuple[Holder, int]
"""A stream, by its number in its process."""


class Others(Protocol):
    """The other processes."""

    def opened(self, stream: Numbered) -> None: ...

    def closed(self, stream: Numbered) -> None: ...


class Elsewhere(Struct, frozen=True):
    """A stream of another process."""

    process: str
    number: int


class Holders:
    """Everybody who holds a stream in this process, with all of theirs that are not older, the oldest first."""

    def __init__(self) -> None:
        self.others: Others | None = None
        self._streams: dict[Holder, list[StreamConnection | Elsewhere]] = {}
        self._numbers: dict[StreamConnection, int] = {}
        self._heard: dict[str, float] = {}  # by process, when it told something last
        self._count = itertools.count()

    def open(self, connection: StreamConnection) -> None:
        holder = connection.caller.holder
        number = self._numbers[connection] = next(self._count)
        self._add(holder, connection)
        if self.others is not None:
            self.others.opened((holder, number))

    def close(self, connection: StreamConnection) -> None:
        """Repeatable, also for one that was never opened."""
        holder = connection.caller.holder
        number = self._numbers.pop(connection, None)
        self._keep(holder, [one for one in self._streams.get(holder, ()) if one is not connection])
        if number is not None and self.others is not None:
            self.others.closed((holder, number))

    def hear(self, process: str, opened: list[Numbered], closed: list[Numbered]) -> None:
        """What another process has told, in this sequence. Nothing is told as well: it lives."""
        if process not in self._heard:
            self._heard = {known: at for known, at in self._heard.items() if self._lives(known)}
        self._heard[process] = time.monotonic()
        for holder, number in opened:
            if holder in self._streams:
                self._add(holder, Elsewhere(process, number))
        for holder, number in closed:
            if holder in self._streams:
                self._streams[holder] = [
                    one for one in self._streams[holder]
                    if not (isinstance(one, Elsewhere) and (one.process, one.number) == (process, number))
                ]  # fmt: skip

    def _add(self, holder: Holder, stream: StreamConnection | Elsewhere) -> None:
        known = self._streams.get(holder, ())
        held = [one for one in known if not isinstance(one, Elsewhere) or self._lives(one.process)]
        held.append(stream)
        most = next(one.caller.STREAMS for one in held if isinstance(one, StreamConnection))
        for one in held[:-most]:
            if isinstance(one, StreamConnection):
                one.replace()
        self._keep(holder, held[-most:])

    def _lives(self, process: str) -> bool:
        return time.monotonic() - self._heard.get(process, float("-inf")) < SILENT_SECONDS

    def _keep(self, holder: Holder, held: list[StreamConnection | Elsewhere]) -> None:
        """Of somebody who has none here, nothing: whoever has the oldest knows."""
        if any(isinstance(one, StreamConnection) for one in held):
            self._streams[holder] = held
        else:
            self._streams.pop(holder, None)
