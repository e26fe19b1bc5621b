"""The listening client: many event streams and a few publishers in one cheap process, so that they share a clock.

``python -m bench.load.listeners`` reads a ``Listening`` from stdin and writes a list of ``Heard`` to stdout (both
MessagePack). Of a stream it reads the status, and then looks for nothing but marks.
"""

import asyncio
import gc
import re
import sys
import time
from itertools import cycle
from typing import cast

import msgspec
import uvloop

from bench import proc
from bench.load.client import Clock, drive
from bench.load.job import PATIENCE, Job, Outcome
from bench.load.listening import PACE, WARM, Heard, Listening, Phase, delay

MARK = re.compile(rb"mark-(\d\d)-(\d{4})")
SPLIT = 11
"""So many bytes of a mark can be at the end of what was read, when the rest is yet to come."""
OPENING = 16
"""How many streams are opened at once."""


class Audience:
    """All streams; ``waiting`` tells how many of them have yet to hear each (lane, turn)."""

    def __init__(self, job: Listening) -> None:
        self.streams: list[Stream] = []
        self.latencies: list[float] = []
        self.clock: Clock | None = None
        self.counts: dict[tuple[int, int], int] = {}
        self.failure: str | None = None
        self._job = job
        self._subscribes = cycle(job.subscribes)

    async def grow(self, streams: int) -> None:
        """Open streams until there are so many."""
        loop, turn = asyncio.get_running_loop(), asyncio.Semaphore(OPENING)

        async def open_one() -> None:
            async with turn:
                _, stream = await loop.create_connection(
                    lambda: Stream(self, next(self._subscribes)), "127.0.0.1", self._job.port
                )
                await stream.ready
                self.streams.append(stream)

        async with asyncio.timeout(2 * PATIENCE):
            await asyncio.gather(*(open_one() for _ in range(streams - len(self.streams))))

    def hear(self, lane: int, turn: int) -> None:
        now, clock = time.perf_counter(), self.clock
        if clock is None:
            self.failure = "a message after its phase: it came twice"
            return
        self.counts[lane, turn] = self.counts.get((lane, turn), 0) + 1
        due = clock.start + delay(lane) + turn * PACE
        if clock.begin <= due < clock.end:
            self.latencies.append(now - due)

    async def publish(self, phase: Phase) -> Outcome:
        """Raises ``ConnectionError`` unless every stream hears every message, once."""
        job = Job(self._job.port, phase.lanes, WARM, phase.seconds)
        self.clock, self.counts, self.latencies = Clock(job), {}, []
        outcome = await drive(job, self.clock)
        sent, patience = sum(outcome.answers.values()), time.perf_counter() + PATIENCE
        while sum(self.counts.values()) < sent * len(self.streams) and time.perf_counter() < patience:
            self.check()
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)  # for what comes once too often
        if len(self.counts) != sent or set(self.counts.values()) != {len(self.streams)}:
            raise ConnectionError(f"{sent} messages to {len(self.streams)} streams, heard: {self.counts}")
        self.clock = None
        return outcome

    def check(self) -> None:
        if self.failure is not None:
            raise ConnectionError(self.failure)


class Stream(asyncio.Protocol):
    """``ready`` is set once the first bytes after the headers are here."""

    def __init__(self, audience: Audience, subscribe: bytes) -> None:
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._audience, self._subscribe = audience, subscribe
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(self._subscribe)

    def connection_lost(self, _: Exception | None) -> None:
        self._fail("a stream was closed")

    def data_received(self, data: bytes) -> None:
        data = self._rest + data if self._rest else data
        if not self.ready.done():
            self._rest = data
            self._read_head()
            return
        at = 0
        for found in MARK.finditer(data):
            at = found.end()
            self._audience.hear(int(found[1]), int(found[2]))
        self._rest = data[max(at, len(data) - SPLIT) :]

    def _read_head(self) -> None:
        end = self._rest.find(b"\r\n\r\n")
        if end < 0 or len(self._rest) == end + 4:
            return
        if self._rest[9:12] != b"200":
            self._fail(f"a stream was refused: {self._rest[:300]!r}")
            return
        self._rest = b""
        self.ready.set_result(None)

    def _fail(self, reason: str) -> None:
        self._audience.failure = reason
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(reason))


async def attend(job: Listening) -> list[Heard]:
    """Raises ``ConnectionError`` for what is refused, lost, doubled or cut, ``TimeoutError`` for no answer."""
    audience, results = Audience(job), []
    for phase in job.phases:
        await audience.grow(phase.streams)
        await asyncio.sleep(WARM)  # opening them is over on the other side too
        began, before, load, answered = time.perf_counter(), proc.cpu(job.pid), proc.Self(), None
        if phase.lanes:
            answered = await audience.publish(phase)
        else:
            await asyncio.sleep(phase.seconds)
        audience.check()
        after, (busy, waited) = proc.cpu(job.pid), load.busy()
        heard = Heard(
            latencies=audience.latencies,
            answered=answered,
            began=began,
            ended=time.perf_counter(),
            cpu=None if before is None or after is None else after - before,
            memory=proc.resident(job.pid),
            busy=busy,
            waited=waited,
        )
        results.append(heard)
    return results


def main() -> None:
    job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Listening)
    gc.disable()  # a pause of ours would look like the server's
    results = asyncio.Runner(loop_factory=uvloop.new_event_loop).run(attend(job))
    sys.stdout.buffer.write(msgspec.msgpack.encode(results))


if __name__ == "__main__":
    main()
