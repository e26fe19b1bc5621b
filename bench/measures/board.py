"""The board's snapshot of 20 tables with 10 orders each: right after a change, and while nothing changes."""

import asyncio

import httpx

from bench.load.job import Job, Lane, Request, run
from bench.load.spelling import COUNT, request
from bench.plan import Plan
from bench.stage import Product, Stage
from bench.world import World

TABLES, ORDERS = 20, 10
BOARD = f"/api/v1/admin/board?orders={ORDERS}"
CONNECTIONS = 8


class Board:
    """A product with a full board. One order on it goes back and forth, so that the next snapshot must be read."""

    def __init__(self, plan: Plan, product: Product) -> None:
        self.product = product
        self._plan = plan
        self._origin = f"http://127.0.0.1:{product.port}"
        self._order = f"/api/v1/admin/orders/{asyncio.run(fill(self._origin, product.world))}"
        self._read = request("GET", BOARD, token=product.world.owner)

    def fresh(self) -> float:
        """Snapshots a second, each of a board that has just changed, one at a time; the changes' time left out."""
        owner = {"Authorization": f"Bearer {self.product.world.owner}"}
        now = httpx.get(self._origin + self._order, headers=owner).raise_for_status().json()
        there, back = ("preparing", "pending") if now["status"] == "pending" else ("pending", "preparing")
        lane = Lane([self._move(there), self._read, self._move(back), self._read], first=now["version"])
        return run(Job(self.product.port, [lane], self._plan.warm, self._plan.seconds)).rate_alone

    def unchanged(self) -> float:
        """Snapshots a second on 8 connections while nothing changes."""
        lanes = [Lane([self._read])] * CONNECTIONS
        return run(Job(self.product.port, lanes, self._plan.warm, self._plan.seconds)).rate

    def _move(self, status: str) -> Request:
        body = {"status": status, "version": COUNT}
        return request("PATCH", self._order, token=self.product.world.owner, body=body, timed=False)


async def fill(origin: str, world: World) -> int:
    """Ten orders at each of the first 20 tables, also if called again; the id of the last one."""
    async with httpx.AsyncClient(base_url=origin, timeout=30) as tablets:

        async def order(table: int) -> int:
            seat, last = world.seats[table], 0
            for i in range(ORDERS):
                key = f"bench-board-{table:03}-{i:03}"
                headers = {"Authorization": f"Bearer {seat.token}", "Idempotency-Key": key}
                answer = await tablets.post("/api/v1/orders", headers=headers, json=world.draft)
                last = answer.raise_for_status().json()["id"]
            return last

        return max(await asyncio.gather(*(order(table) for table in range(TABLES))))


class BoardSnapshots:
    def __init__(self, stage: Stage) -> None:
        self._served = Board(stage.plan, stage.product(stage.served, "board"))
        self._embedded = Board(stage.plan, stage.product(stage.embedded, "board"))

    def round(self) -> dict[str, float]:
        return {
            "board": self._served.fresh(),
            "board-unchanged": self._served.unchanged(),
            "sqlite-board": self._embedded.fresh(),
            "sqlite-board-unchanged": self._embedded.unchanged(),
        }
