"""What a load cost the process that answered it: CPU hardly moves when others use the machine, as times do."""

from msgspec import Struct

from bench.load.job import Job, Outcome, run
from bench.load.listening import Heard
from bench.processes import Running


class Cost(Struct, frozen=True):
    """``seconds`` of the server's CPU, for everything the job sent; None where that can't be known."""

    outcome: Outcome
    seconds: float | None

    def figures(self, name: str) -> dict[str, float]:
        """Answers a second, milliseconds that half and 99 % of them took, milliseconds of CPU an answer."""
        answers = sum(self.outcome.answers.values())
        return {
            name: self.outcome.rate,
            f"{name}-p50": self.outcome.percentile(50),
            f"{name}-p99": self.outcome.percentile(99),
            **load(name, self.outcome),
            **({} if self.seconds is None else {f"{name}-cpu": self.seconds / answers * 1000}),
        }


def load(name: str, of: Outcome | Heard) -> dict[str, float]:
    """How busy the load itself was, and how long it waited for a core, in percent of the time: where that is much, it
    may have been the limit.
    """
    return {f"{name}-load": of.busy * 100, f"{name}-load-waited": of.waited * 100}


def run_on(server: Running, job: Job) -> Cost:
    """Raises ``Unanswered``, as ``run`` does."""
    before = server.cpu()
    outcome = run(job)
    after = server.cpu()
    return Cost(outcome, None if before is None or after is None else after - before)
