"""One store's orders while another store's 50 tables storm: at one process, and at two."""

import itertools
from collections.abc import Sequence

from bench.load.job import Job, Lane, Outcome, run
from bench.measures.cost import load
from bench.measures.tables import clear, placing
from bench.stage import Product, Stage

STORMING = 50
PACE, DELAY = 0.05, 0.01
"""Seconds from one of the small store's orders to the next."""


class Fairness:
    calm, storm = "calm", "storm"

    def __init__(self, stage: Stage) -> None:
        self._plan = stage.plan
        self._products = self._served(stage)
        self._product = self._products[0]
        self._small, self._hall = self._product.world.others[0], self._product.world.hall

    def _served(self, stage: Stage) -> Sequence[Product]:
        """Where the storm goes; the small store asks the first."""
        return [stage.product(stage.main, "main")]

    def round(self) -> dict[str, float]:
        calm, storm = self._run([self._steady()]), self._run([self._steady(), *self._storm()])
        clear(self._product, self._hall, self._hall.seats[:STORMING])
        clear(self._product, self._small)
        found: dict[str, float] = {}
        for name, outcome in ((self.calm, calm), (self.storm, storm)):
            found |= {f"{name}-p50": outcome.percentile(50), f"{name}-p99": outcome.percentile(99)}
        return found | load(self.storm, storm)

    def _steady(self) -> Lane:
        return Lane([placing(self._small, self._small.seats[0])], pace=PACE, delay=DELAY)

    def _storm(self) -> list[Lane]:
        """Whether its orders are taken or turned away does not matter."""
        ports = itertools.cycle(product.port for product in self._products)
        return [
            Lane([placing(self._hall, seat, shed=True, timed=False)], port=port)
            for seat, port in zip(self._hall.seats[:STORMING], ports, strict=False)
        ]

    def _run(self, lanes: Sequence[Lane]) -> Outcome:
        return run(Job(self._product.port, list(lanes), self._plan.warm, self._plan.rush))


class FairnessOfTwo(Fairness):
    """Two processes with Redis between them, as a balancer spreads the storm."""

    calm, storm = "two-calm", "two-storm"

    def _served(self, stage: Stage) -> Sequence[Product]:
        return stage.pair("two")
