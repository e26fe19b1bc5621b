"""A listener: one stream's place at its store's feed, with what waits to be sent and what time brings."""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from ordering.live.log import StoreEvent
from ordering.security.callers import StaffCaller, TableCaller

if TYPE_CHECKING:
    from ordering.live.hub import Feed

QUEUED = 1000
HEARTBEAT_SECONDS = 15.0
PULSE_SECONDS, PULSE = 2.0, b":\n\n"
"""A page hears something of its stream at least every three seconds; else it looks for another way here."""
STALLED_SECONDS = 20.0


class Listener:
    """One stream's place: frames that wait to be sent, and ``seen``, the last event sent, queued or skipped for it."""

    caller: TableCaller | StaffCaller

    def __init__(self, hang_up: Callable[[], object] | None = None) -> None:
        """``hang_up`` cuts the connection, for a reader that takes nothing."""
        self.feed: Feed | None = None
        self.seen = 0
        self.ended: str | None = None
        self.replaced = False
        self.ends_at = math.inf  # this and the next two on the monotonic clock
        self.quiet_since = self.beaten_at = time.monotonic()
        self.sending_since: float | None = None
        self._hang_up = hang_up
        self._frames: list[bytes] = []  # a deque, empty, would be the largest thing here
        self._changed = asyncio.Event()

    @property
    def table_id(self) -> int | None:
        return self.caller.table_id if isinstance(self.caller, TableCaller) else None

    def offer(self, event: StoreEvent, frame: bytes) -> None:
        if self.ended is not None or event.seq <= self.seen:
            return
        self.seen = event.seq
        if event.is_for(self.table_id):
            self._frames.append(frame)
            self._changed.set()
            if len(self._frames) > QUEUED:
                self.end("too slow: come back with your cursor")

    def end(self, why: str) -> None:
        """No more frames: what waits is dropped, never skipped silently, since the client's cursor is before it."""
        if self.ended is None:
            self.ended = why
            self._frames.clear()
            self._changed.set()

    def replace(self) -> None:
        """Its holder has opened more than it may hold, and this one is the oldest."""
        if self.ended is None:
            self.replaced = True
            self.end("replaced")

    async def next(self) -> bytes:
        """Everything that waits, joined; empty for a sign of life, or once it has ended."""
        await self._changed.wait()
        if self.ended is None:
            self._changed.clear()
        self.quiet_since = time.monotonic()
        if self._frames:
            self.beaten_at = self.quiet_since
        frames = b"".join(self._frames)
        self._frames.clear()
        return frames

    def sign_of_life(self) -> bytes:
        """What is sent where there is nothing to tell: a heartbeat, which moves the client's cursor, or less."""
        if self.quiet_since - self.beaten_at < HEARTBEAT_SECONDS:
            return PULSE
        self.beaten_at = self.quiet_since
        return b": \nid: %d\n\n" % self.seen

    def look(self, now: float) -> None:
        """What time brings: the end of its token, of our patience with its reader, or a heartbeat.

        Asked of every listener once a second, which is cheaper than a timer in each.
        """
        if now >= self.ends_at:
            self.end("your access has ended")
        if self.sending_since is not None and now - self.sending_since > STALLED_SECONDS:
            self.end("stalled")
            logging.getLogger(__name__).info("a stream's reader takes nothing: dropped")
            if self._hang_up is not None:
                self._hang_up()  # closing politely would wait for the reader to take what is buffered
        elif now - self.quiet_since >= HEARTBEAT_SECONDS or (self.table_id is not None and self._is_due(now)):
            self._changed.set()

    def _is_due(self, now: float) -> bool:
        """A tablet's sign of life, or its heartbeat, which those in between must not put off."""
        return now - self.quiet_since >= PULSE_SECONDS or now - self.beaten_at >= HEARTBEAT_SECONDS
