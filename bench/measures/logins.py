"""The menu at a steady pace, with and without a member of staff logging in once a second."""

from bench.load.job import Job, Lane, run
from bench.load.spelling import request
from bench.stage import Stage
from ordering import demo

LANES, PACE = 10, 0.05
"""Ten tablets, each asking every 50 ms: 200 requests a second, evenly spread."""
LOGIN_PACE = 0.997
"""Seconds. Not in step with the menu's requests, or it would hit always the same ones."""


class Logins:
    def __init__(self, stage: Stage) -> None:
        self._plan = stage.plan
        product = stage.product(stage.served, "main")
        self._port = product.port
        self._menu = [
            Lane([request("GET", "/api/v1/menu", token=seat.token)], pace=PACE, delay=i * PACE / LANES)
            for i, seat in enumerate(product.world.seats[:LANES])
        ]
        credentials = {"store": demo.SLUG, "username": demo.STAFF, "password": demo.STAFF_PASSWORD}
        login = request("POST", "/api/v1/auth/staff", body=credentials, timed=False)
        self._login = Lane([login], pace=LOGIN_PACE, delay=self._plan.warm + 0.1)

    def round(self) -> dict[str, float]:
        return {"menu-steady-p99": self._p99([]), "menu-logins-p99": self._p99([self._login])}

    def _p99(self, others: list[Lane]) -> float:
        job = Job(self._port, [*self._menu, *others], self._plan.warm, self._plan.seconds)
        return run(job).percentile(99)
