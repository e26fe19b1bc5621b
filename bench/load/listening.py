"""What the listening client is told, and what it tells afterwards. It runs in a process of its own: ``listen``.

Each published message holds a mark that says which lane sent it, and in which turn: when it was due follows from that.
"""

import math

import msgspec

from bench.load.job import PATIENCE, Lane, Outcome, finished

RATE, LANES = 5, 8
"""Messages a second, from so many connections in turn: a slow answer does not keep the next one waiting."""
PACE = LANES / RATE
WARM = 0.2
"""Seconds: the first message doesn't count."""


class Phase(msgspec.Struct, frozen=True):
    """With ``streams`` open (those of the phase before stay), publish for ``seconds`` or, without lanes, do nothing."""

    streams: int
    seconds: float
    lanes: list[Lane] = []


class Listening(msgspec.Struct, frozen=True):
    """``subscribes`` are requests that open a stream, taken in turn: a login holds so many. ``pid`` is the server's."""

    port: int
    pid: int
    subscribes: list[bytes]
    phases: list[Phase]

    @property
    def planned(self) -> float:
        """Seconds."""
        return sum(phase.seconds + WARM for phase in self.phases)


class Heard(msgspec.Struct, kw_only=True):
    """A phase. ``latencies`` are seconds from when a message was due to when a stream had it, of every stream;
    ``answered`` is what its publishers were told. ``began`` and ``ended`` are ``time.perf_counter``, which processes
    share; ``cpu`` is seconds of the server's meanwhile, ``memory`` its KB at the end; ``busy`` and
    ``waited`` are as in an outcome, of listening itself.
    """

    latencies: list[float]
    answered: Outcome | None
    began: float
    ended: float
    cpu: float | None
    memory: float | None
    busy: float
    waited: float

    def percentile(self, percent: float) -> float:
        """The milliseconds that ``percent`` of the messages stay within, of all streams taken together."""
        ordered = sorted(self.latencies)
        return ordered[max(1, math.ceil(len(ordered) * percent / 100)) - 1] * 1000


def subscription(path: str, token: str = "") -> bytes:
    """The request for a stream."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/event-stream"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    return "\r\n".join([*lines, "", ""]).encode()


def mark(lane: int, turn: int) -> str:
    return f"mark-{lane:02}-{turn:04}"


def turns(seconds: float) -> int:
    """How many messages a lane sends at most."""
    return math.ceil((WARM + seconds) / PACE) + 1


def delay(lane: int) -> float:
    """Seconds from the start to a lane's first message."""
    return lane / RATE


def listen(job: Listening) -> list[Heard]:
    """A result for each phase. Raises ``Unanswered`` unless every stream had every message exactly once."""
    done = finished("bench.load.listeners", job, job.planned + 2 * PATIENCE)
    return msgspec.msgpack.decode(done, type=list[Heard])
