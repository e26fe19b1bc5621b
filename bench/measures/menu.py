"""The guest menu on 32 connections, as bytes, as a 304, with the access log; and F1, which answers the same bytes."""

import httpx

from bench.load.job import Job, Lane, Request
from bench.load.spelling import request
from bench.measures.cost import Cost, run_on
from bench.processes import Running
from bench.stage import Stage

CONNECTIONS = 32
PATH = "/api/v1/menu"


class Menu:
    def __init__(self, stage: Stage) -> None:
        self._plan = stage.plan
        product = stage.product(stage.served, "main")
        self._product = product.running
        self._logging = stage.product(stage.served, "main", log_level="INFO").running
        token = product.world.seats[0].token
        known = httpx.get(f"http://127.0.0.1:{product.port}{PATH}", headers={"Authorization": f"Bearer {token}"})
        known.raise_for_status()
        self._bare = stage.bare(known.content)
        # F1 is sent the same bytes: reading the token's header is no part of the difference.
        self._f1 = request("GET", "/menu", token=token)
        self._whole = request("GET", PATH, token=token)
        unchanged = {"If-None-Match": known.headers["etag"]}
        self._unchanged = request("GET", PATH, token=token, headers=unchanged, expect=304)

    def round(self) -> dict[str, float]:
        f1, menu = self._run(self._bare, self._f1), self._run(self._product, self._whole)
        return {
            "f1": f1.outcome.rate,
            **f1.cpu("f1-cpu"),
            "menu": menu.outcome.rate,
            "menu-p99": menu.outcome.percentile(99),
            **menu.cpu("menu-cpu"),
            "menu-304": self._run(self._product, self._unchanged).outcome.rate,
            "menu-logged": self._run(self._logging, self._whole).outcome.rate,
        }

    def _run(self, on: Running, one: Request) -> Cost:
        return run_on(on, Job(on.port, [Lane([one])] * CONNECTIONS, self._plan.warm, self._plan.seconds))
