"""What a load cost the process that answered it: CPU hardly moves when others use the machine, as times do."""

from msgspec import Struct

from bench.load.job import Job, Outcome, run
from bench.processes import Running


class Cost(Struct, frozen=True):
    """``seconds`` of the server's CPU, for everything the job sent; None where that can't be known."""

    outcome: Outcome
    seconds: float | None

    def cpu(self, name: str) -> dict[str, float]:
        """The figure of that name: milliseconds of CPU an answer."""
        answers = sum(self.outcome.answers.values())
        return {} if self.seconds is None else {name: self.seconds / answers * 1000}


def run_on(server: Running, job: Job) -> Cost:
    """Raises ``Unanswered``, as ``run`` does."""
    before = server.cpu()
    outcome = run(job)
    after = server.cpu()
    return Cost(outcome, None if before is None or after is None else after - before)
