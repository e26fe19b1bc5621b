"""The guest menu on 32 connections, as bytes and as a 304, and for one guest alone; and F1, which answers its bytes."""

import httpx

from bench.load.job import Job, Lane, Request
from bench.load.spelling import request
from bench.measures.cost import Cost, run_on
from bench.processes import Running
from bench.stage import Product, Stage
from bench.world import Restaurant

CONNECTIONS = 32
PATH = "/api/v1/menu"


class F1:
    """A bare handler that answers a restaurant's menu. It is sent the same bytes as the product: reading the token's
    header is no part of the difference.
    """

    def __init__(self, stage: Stage, product: Product, restaurant: Restaurant) -> None:
        self._plan = stage.plan
        token = restaurant.seats[0].token
        self.menu = httpx.get(product.origin + PATH, headers={"Authorization": f"Bearer {token}"}).raise_for_status()
        self._bare = stage.bare(self.menu.content)
        self._request = request("GET", "/menu", token=token)

    def run(self) -> Cost:
        lanes = [Lane([self._request])] * CONNECTIONS
        return run_on(self._bare, Job(self._bare.port, lanes, self._plan.warm, self._plan.seconds))


class Menu:
    def __init__(self, stage: Stage) -> None:
        self._plan = stage.plan
        product = stage.product(stage.main, "main")
        self._product: Running = product.running
        self._f1 = F1(stage, product, product.bistro)
        self._url, self._token = product.origin + PATH, product.bistro.seats[0].token
        self._whole = request("GET", PATH, token=self._token)

    def round(self) -> dict[str, float]:
        return {
            **self._f1.run().figures("f1"),
            **self._run(self._whole).figures("menu"),
            **self._run(self._unchanged()).figures("menu-304"),
            **self._run(self._whole, 1).figures("menu-1"),
        }

    def _unchanged(self) -> Request:
        """Of the menu as it is in this round: what sells best may have changed since the last one."""
        now = httpx.get(self._url, headers={"Authorization": f"Bearer {self._token}"}).raise_for_status()
        return request("GET", PATH, token=self._token, headers={"If-None-Match": now.headers["etag"]}, expect=304)

    def _run(self, one: Request, connections: int = CONNECTIONS) -> Cost:
        lanes = [Lane([one])] * connections
        return run_on(self._product, Job(self._product.port, lanes, self._plan.warm, self._plan.seconds))
