"""One store's orders while another store's 50 tables storm."""

from collections.abc import Sequence

from bench.load.job import Job, Lane, Outcome, run
from bench.measures.cost import load
from bench.measures.tables import clear, placing
from bench.stage import Stage

STORMING = 50
PACE, DELAY = 0.05, 0.01
"""Seconds from one of the small store's orders to the next."""
CALM, STORM = "calm", "storm"


class Fairness:
    def __init__(self, stage: Stage) -> None:
        self._plan = stage.plan
        self._product = stage.product(stage.main, "main")
        self._small, self._hall = self._product.world.others[0], self._product.world.hall

    def round(self) -> dict[str, float]:
        calm, storm = self._run([self._steady()]), self._run([self._steady(), *self._storm()])
        clear(self._product, self._hall, self._hall.seats[:STORMING])
        clear(self._product, self._small)
        found: dict[str, float] = {}
        for name, outcome in ((CALM, calm), (STORM, storm)):
            found |= {f"{name}-p50": outcome.percentile(50), f"{name}-p99": outcome.percentile(99)}
        return found | load(STORM, storm)

    def _steady(self) -> Lane:
        return Lane([placing(self._small, self._small.seats[0])], pace=PACE, delay=DELAY)

    def _storm(self) -> list[Lane]:
        """Whether its orders are taken or turned away does not matter."""
        seats = self._hall.seats[:STORMING]
        return [Lane([placing(self._hall, seat, shed=True, timed=False)]) for seat in seats]

    def _run(self, lanes: Sequence[Lane]) -> Outcome:
        return run(Job(self._product.port, list(lanes), self._plan.warm, self._plan.rush))
