"""What the load client is told, and what it tells afterwards. It runs in a process of its own: ``run``."""

import math
import subprocess
import sys
from collections.abc import Sequence

import msgspec

LATEST = 1.0
PATIENCE = 15.0
"""Seconds after its planned end that a client waits for answers that are still under way."""


class Unanswered(Exception):
    """The product did not answer as the benchmark expects: its figures would mean nothing."""


class Request(msgspec.Struct, frozen=True):
    """``wire`` is the whole request; where ``counted`` it holds one ``%d``, filled with the lane's count.

    Only answers to ``timed`` requests make figures; those of a ``kind`` are told apart. Where it may be ``shed``, 503
    is an answer too.
    """

    wire: bytes
    expect: int = 200
    counted: bool = False
    timed: bool = True
    kind: str = ""
    shed: bool = False


class Lane(msgspec.Struct, frozen=True):
    """One keep-alive connection, which sends its requests in turn, again and again.

    ``pace`` is the seconds from one sending to the next, whether or not answers come in time, from ``delay`` seconds
    after the start; what has not been sent ``LATEST`` seconds after the end never is. 0 sends as soon as the last
    answer is there. ``first`` is where its count begins. Its ``port`` is the job's, unless it has its own.
    """

    requests: list[Request]
    first: int = 0
    pace: float = 0.0
    delay: float = 0.0
    port: int | None = None


class Job(msgspec.Struct, frozen=True):
    """``warm`` and ``seconds``: nothing counts in the first, everything in the second."""

    port: int
    lanes: list[Lane]
    warm: float
    seconds: float


class Tally(msgspec.Struct):
    """The requests of a kind. ``latencies`` are seconds, of those that were due within the measured time, from then to
    the answer that was expected; ``due`` counts them with those that were shed or never sent; ``done`` counts the
    answers that came within it.
    """

    latencies: list[float] = []
    due: int = 0
    done: int = 0

    @property
    def answered(self) -> float:
        """The part of what was due, in percent."""
        return 100 * len(self.latencies) / self.due if self.due else 0.0

    def percentile(self, percent: float) -> float:
        """The latency in milliseconds that ``percent`` of the requests stay within."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered), max(1, math.ceil(len(ordered) * percent / 100))) - 1] * 1000


class Outcome(msgspec.Struct):
    """``tallies`` are of timed requests, by kind. ``answers`` counts every answer to every request, warming included,
    by status. ``busy`` is the part of the time in which the load itself had a core, ``waited`` that in which it waited
    for one.
    """

    seconds: float
    tallies: dict[str, Tally] = {}
    answers: dict[int, int] = {}
    busy: float = 0.0
    waited: float = 0.0

    def tally(self, kind: str) -> Tally:
        return self.tallies.setdefault(kind, Tally())

    @property
    def whole(self) -> Tally:
        """All kinds together."""
        tallies = self.tallies.values()
        latencies = [latency for tally in tallies for latency in tally.latencies]
        return Tally(latencies, sum(tally.due for tally in tallies), sum(tally.done for tally in tallies))

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.whole.done / self.seconds

    def percentile(self, percent: float) -> float:
        return self.whole.percentile(percent)


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """One outcome of equally long runs, as of a single one that took as long as all."""
    whole = Outcome(seconds=sum(one.seconds for one in outcomes))
    for one in outcomes:
        for kind, tally in one.tallies.items():
            joined = whole.tally(kind)
            joined.latencies += tally.latencies
            joined.due, joined.done = joined.due + tally.due, joined.done + tally.done
        for status, many in one.answers.items():
            whole.answers[status] = whole.answers.get(status, 0) + many
        whole.busy += one.busy / len(outcomes)
        whole.waited += one.waited / len(outcomes)
    return whole


def run(job: Job) -> Outcome:
    """Raises ``Unanswered`` for an answer with an unexpected status, or none at all."""
    return in_process("bench.load.client", job, job.warm + job.seconds)


def in_process(module: str, job: msgspec.Struct, planned: float) -> Outcome:
    """The outcome of a job that ``module`` reads from stdin. Raises ``Unanswered``."""
    outcome = msgspec.msgpack.decode(finished(module, job, planned + 2 * PATIENCE), type=Outcome)
    if not outcome.whole.latencies:
        raise Unanswered(f"{module}: no answer in {planned:.1f} s")
    return outcome


def finished(module: str, job: msgspec.Struct, seconds: float) -> bytes:
    """What ``module``, given the job, wrote. Raises ``Unanswered`` with the last line of its errors."""
    command: Sequence[str] = [sys.executable, "-m", module]
    try:
        done = subprocess.run(
            command, input=msgspec.msgpack.encode(job), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise Unanswered(f"{module}: no end after {late.timeout:.0f} s") from None
    if done.returncode:
        raise Unanswered(f"{module}: {done.stderr.decode(errors='replace').strip()[-1000:]}")
    return done.stdout
