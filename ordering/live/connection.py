"""A stream's connection: whose it is and until when, what waits to be sent on it, and what time brings."""

import asyncio
import logging
import time
from collections.abc import Callable

from ordering import clock
from ordering.security.revocations import Caller

HEARTBEAT_SECONDS = 15.0
PULSE_SECONDS, PULSE = 2.0, b":\n\n"
"""A page hears something of its stream at least every three seconds; else it looks for another way here."""
NEARLY = 0.95
"""Of those times: a sign that at one look lacks a hair of being due would wait for the next, a second later."""
STALLED_SECONDS = 20.0


class StreamConnection:
    """One reader's connection. With ``pulses`` it is sent something every few seconds, not only heartbeats.

    ``hang_up`` cuts it, for a reader that takes nothing. ``older``: its page may not know every type of event.
    """

    __slots__ = (  # there are hundreds of them
        "_beaten_at", "_ends_at", "_frames", "_hang_up", "_pulses", "_quiet_since", "_waiting", "_woken",
        "caller", "ended", "older", "replaced", "sending_since",
    )  # fmt: skip

    def __init__(
        self,
        caller: Caller,
        hang_up: Callable[[], object] | None = None,
        *,
        pulses: bool = False,
        older: bool = False,
    ) -> None:
        now = time.monotonic()
        self.caller = caller
        self.older = older
        self.ended: str | None = None
        self.replaced = False
        self.sending_since: float | None = None
        self._ends_at = now + (caller.expires_at - clock.now()).total_seconds()
        self._quiet_since = self._beaten_at = now
        self._hang_up = hang_up
        self._pulses = pulses
        self._frames: list[bytes] = []  # a deque, empty, would be the largest thing here
        self._woken = False
        self._waiting: asyncio.Future[None] | None = None  # an event would cost more than all else here

    def send(self, frame: bytes) -> int:
        """Put a frame behind those that wait. How many do now."""
        if self.ended is None:
            self._frames.append(frame)
            self._wake()
        return len(self._frames)

    def end(self, why: str) -> None:
        """No more frames: what waits is dropped, never skipped silently, since the client's cursor is before it."""
        if self.ended is None:
            self.ended = why
            self._frames.clear()
            self._wake()

    def leave(self) -> None:
        """Its reader has gone."""
        self.end("gone")

    def replace(self) -> None:
        """Its holder has opened more than it may hold, and this one is the oldest."""
        if self.ended is None:
            self.replaced = True
            self.end("replaced")

    async def next(self) -> bytes | None:
        """All frames that wait, joined; empty when a sign of life is due, None once it has ended."""
        if not self._woken:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        if self.ended is not None:
            return None
        self._woken = False
        self._quiet_since = time.monotonic()
        frames = b"".join(self._frames)
        self._frames.clear()
        return frames

    @property
    def beat_due(self) -> bool:
        return time.monotonic() - self._beaten_at >= NEARLY * HEARTBEAT_SECONDS

    def beat(self) -> None:
        """A heartbeat is sent, or what is as good as one."""
        self._beaten_at = time.monotonic()

    def look(self, now: float) -> float:
        """Do what time brings: the end of its token, of our patience with its reader, or a heartbeat. Returns when to
        look again at the latest (``time.monotonic``).
        """
        if now >= self._ends_at:
            self.end("your access has ended")
        if self.sending_since is not None and now >= self.sending_since + STALLED_SECONDS:
            self._give_up()
            return now + STALLED_SECONDS
        if self.beat_due or (self._pulses and now - self._quiet_since >= NEARLY * PULSE_SECONDS):
            self._wake()
        return self._due_at(now)

    def _give_up(self) -> None:
        self.end("stalled")
        logging.getLogger(__name__).info("a stream's reader takes nothing: dropped")
        if self._hang_up is not None:
            self._hang_up()  # closing politely would wait for the reader to take what is buffered

    def _due_at(self, now: float) -> float:
        """When to look at the connection again. What it was woken for is sent from ``now`` on at the earliest."""
        due = (now if self.beat_due else self._beaten_at) + NEARLY * HEARTBEAT_SECONDS
        if self._pulses:
            due = min(due, (now if self._woken else self._quiet_since) + NEARLY * PULSE_SECONDS)
        if self.sending_since is not None:
            due = min(due, self.sending_since + STALLED_SECONDS)
        return due if self.ended is not None else min(due, self._ends_at)

    def _wake(self) -> None:
        self._woken = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
