"""The load client: raw HTTP/1.1 over keep-alive connections, cheap enough to leave the machine to the server.

``python -m bench.load.client`` reads a ``Job`` from stdin and writes its ``Outcome`` to stdout (both MessagePack). Of
an answer it reads the status and the length, and counts the bytes.
"""

import asyncio
import gc
import sys
import time
from typing import cast

import msgspec
import uvloop

from bench import proc
from bench.load.job import LATEST, PATIENCE, Job, Lane, Outcome, Request

LENGTH = b"content-length: "
HOST = "127.0.0.1"
EMPTY = (204, 304)
SHED = 503


class Clock:
    """When a job's measured time begins and ends (seconds of ``time.perf_counter``), and what came of it."""

    def __init__(self, job: Job) -> None:
        self.start = time.perf_counter() + 0.02
        self.begin = self.start + job.warm
        self.end = self.begin + job.seconds
        self.outcome = Outcome(seconds=job.seconds)

    def note(self, request: Request, status: int, due: float) -> None:
        now = time.perf_counter()
        self.outcome.answers[status] = self.outcome.answers.get(status, 0) + 1
        if not request.timed:
            return
        tally, measured = self.outcome.tally(request.kind), self.begin <= due < self.end
        tally.due += measured
        if status == request.expect:
            tally.done += self.begin <= now < self.end
            if measured:
                tally.latencies.append(now - due)

    def never_sent(self, request: Request, due: float) -> None:
        if request.timed and self.begin <= due < self.end:
            self.outcome.tally(request.kind).due += 1


class Connection(asyncio.Protocol):
    """Sends a lane's requests and waits for each answer; ``finished`` is set when its time is over."""

    def __init__(self, lane: Lane, clock: Clock) -> None:
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lane, self._clock = lane, clock
        self._count, self._turn = lane.first, 0
        self._due = clock.start + lane.delay
        self._answer = b""
        self._whole = 0  # the answer's length, headers included; 0 while that is unknown

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance
        self._wait_and_send()

    def connection_lost(self, _: Exception | None) -> None:
        self._fail("the connection was closed")

    def data_received(self, data: bytes) -> None:
        self._answer = self._answer + data if self._answer else data
        if not self._whole and not self._read_head():
            return
        if len(self._answer) < self._whole:
            return
        status = int(self._answer[9:12])
        request = self._request
        shed = request.shed and status == SHED
        if (status != request.expect and not shed) or len(self._answer) > self._whole:
            self._fail(f"expected {request.expect}: {self._answer[:800]!r} for {request.wire[:300]!r}")
            return
        self._clock.note(request, status, self._due)
        self._answer, self._whole = b"", 0
        self._turn += 1
        self._due = self._due + self._lane.pace if self._lane.pace else time.perf_counter()
        self._wait_and_send()

    def _read_head(self) -> bool:
        end = self._answer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = self._answer[:end].lower()  # nginx writes its headers' names big
        at = head.find(LENGTH)
        if at < 0 and int(self._answer[9:12]) not in EMPTY:
            self._fail(f"an answer without a length: {self._answer[:end]!r}")
            return False
        length = int(head[at + len(LENGTH) :].partition(b"\r")[0]) if at >= 0 else 0
        self._whole = end + 4 + length
        return True

    def _wait_and_send(self) -> None:
        if self._due >= self._clock.end or time.perf_counter() >= self._clock.end + LATEST:
            self._finish()
        elif (wait := self._due - time.perf_counter()) > 0:
            asyncio.get_running_loop().call_later(wait, self._send)
        else:
            self._send()

    def _finish(self) -> None:
        while self._lane.pace and self._due < self._clock.end:
            self._clock.never_sent(self._next, self._due)
            self._due += self._lane.pace
            self._turn += 1
        if not self.finished.done():
            self.finished.set_result(None)

    @property
    def _next(self) -> Request:
        return self._lane.requests[self._turn % len(self._lane.requests)]

    def _send(self) -> None:
        self._request = self._next
        wire = self._request.wire
        if self._request.counted:
            wire = wire % self._count
            self._count += 1
        self._transport.write(wire)

    def _fail(self, reason: str) -> None:
        if not self.finished.done():
            self.finished.set_exception(ConnectionError(reason))


async def drive(job: Job, clock: Clock | None = None) -> Outcome:
    """On that clock, else on one that starts now.

    Raises ``ConnectionError`` for an unexpected answer, ``TimeoutError`` for none.
    """
    loop = asyncio.get_running_loop()
    clock = clock or Clock(job)
    pairs: list[tuple[asyncio.BaseTransport, Connection]] = []
    try:
        async with asyncio.timeout(job.warm + job.seconds + PATIENCE):
            for lane in job.lanes:
                port = lane.port or job.port
                pairs.append(await loop.create_connection(lambda lane=lane: Connection(lane, clock), HOST, port))  # type: ignore[misc]  # mypy infers no lambda with a default
            load = proc.Self()
            await asyncio.gather(*(connection.finished for _, connection in pairs))
            clock.outcome.busy, clock.outcome.waited = load.busy()
    finally:
        for transport, _ in pairs:
            transport.close()
    return clock.outcome


def main() -> None:
    job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Job)
    gc.disable()  # a pause of ours would look like the server's
    outcome = asyncio.Runner(loop_factory=uvloop.new_event_loop).run(drive(job))
    sys.stdout.buffer.write(msgspec.msgpack.encode(outcome))


if __name__ == "__main__":
    main()
