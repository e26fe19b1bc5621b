"""A guest's call for water at a table, while forty tables order, that one too: both wait for its lock."""

import httpx

from bench.load.job import Job, Lane, run
from bench.load.spelling import request
from bench.measures.cost import load
from bench.measures.tables import clear, placing
from bench.stage import Stage

ORDERING = 40
PACE, DELAY = 0.05, 0.01
"""Seconds from one call to the next."""
CALLS = "calls"


class Calls:
    def __init__(self, stage: Stage) -> None:
        self._plan = stage.plan
        self._product = stage.product(stage.main, "main")
        self._hall = self._product.world.hall

    def round(self) -> dict[str, float]:
        caller, seats = self._hall.seats[0], self._hall.seats[:ORDERING]
        headers = {"Authorization": f"Bearer {caller.token}"}
        with httpx.Client(base_url=self._product.origin, timeout=30, headers=headers) as tablet:
            tablet.post("/api/v1/calls", json={"kind": "water"}).raise_for_status()
        # Asked again with another word in turn: the same call, changed and told.
        asking = [
            request("POST", "/api/v1/calls", token=caller.token, body={"kind": "water", "note": note})
            for note in ("with ice", "without ice")
        ]
        lanes = [Lane([placing(self._hall, seat, shed=True, timed=False)]) for seat in seats]
        lanes.append(Lane(asking, pace=PACE, delay=DELAY))
        outcome = run(Job(self._product.port, lanes, self._plan.warm, self._plan.rush))
        clear(self._product, self._hall, seats)
        found = {"calls-p50": outcome.percentile(50), "calls-p99": outcome.percentile(99)}
        return found | load(CALLS, outcome)
