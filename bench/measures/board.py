"""The board's snapshot of 20 tables with 10 orders each, right after a change and while nothing changes; and the orders
that one of these tables sees of its own.
"""

import asyncio
import statistics
import time
from http.client import HTTPConnection
from typing import Any

import httpx
import msgspec

from bench.load.job import Job, Lane, Request, Unanswered
from bench.load.spelling import request
from bench.measures.cost import Cost, run_on
from bench.plan import Plan
from bench.stage import Product, Stage
from bench.world import Restaurant

TABLES, ORDERS = 20, 10
BOARD = f"/api/v1/admin/board?orders={ORDERS}"
OWN = "/api/v1/orders"
LEAST, SETTLED = 10, 0.005
"""So many snapshots at least; so many seconds after an answer a server has done what it does then."""


class Board:
    """A product with a full board. One order on it goes back and forth, so that the next snapshot must be read."""

    def __init__(self, plan: Plan, product: Product) -> None:
        self.product = product
        self._plan = plan
        last = asyncio.run(fill(product.origin, product.bistro))
        self._order = f"/api/v1/admin/orders/{last}"
        self._headers = {"Authorization": f"Bearer {product.bistro.owner}", "Content-Type": "application/json"}
        self._connection = HTTPConnection("127.0.0.1", product.port)

    def fresh(self, name: str) -> dict[str, float]:
        """Snapshots one at a time, each of a board that has just changed; what the changes cost is left out."""
        taken: list[float] = []
        used: list[float] = []
        running = self.product.running
        self._connection.close()  # the server may have done so since the last round; it opens by itself
        until = time.perf_counter() + self._plan.seconds
        while time.perf_counter() < until or len(taken) < LEAST:
            self._change()
            time.sleep(SETTLED)
            cpu, began = running.cpu(), time.perf_counter()
            self._ask("GET", BOARD)
            taken.append((time.perf_counter() - began) * 1000)
            time.sleep(SETTLED)
            after = running.cpu()
            used += [(after - cpu) * 1000] if cpu is not None and after is not None else []
        found = {f"{name}-p50": statistics.median(taken)}
        return found | ({f"{name}-cpu": statistics.median(used)} if used else {})

    def unchanged(self) -> Cost:
        return self._alone(request("GET", BOARD, token=self.product.bistro.owner))

    def own(self) -> Cost:
        """A table's ten orders, asked for by its tablet."""
        return self._alone(request("GET", OWN, token=self.product.bistro.seats[0].token))

    def _alone(self, one: Request) -> Cost:
        job = Job(self.product.port, [Lane([one])], self._plan.warm, self._plan.seconds)
        return run_on(self.product.running, job)

    def _change(self) -> None:
        now = self._ask("GET", self._order)
        status = "preparing" if now["status"] == "pending" else "pending"
        self._ask("PATCH", self._order, {"status": status, "version": now["version"]})

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        content = None if body is None else msgspec.json.encode(body)
        self._connection.request(method, path, content, self._headers)
        answer = self._connection.getresponse()
        read = answer.read()
        if answer.status != 200:
            raise Unanswered(f"{method} {path}: {answer.status} {read[:300]!r}")
        return None if path == BOARD else msgspec.json.decode(read)


async def fill(origin: str, restaurant: Restaurant) -> int:
    """Ten orders at each of the first 20 tables, also if called again; the id of the last one."""
    async with httpx.AsyncClient(base_url=origin, timeout=30) as tablets:

        async def order(table: int) -> int:
            seat, last = restaurant.seats[table], 0
            for i in range(ORDERS):
                key = f"bench-board-{table:03}-{i:03}"
                headers = {"Authorization": f"Bearer {seat.token}", "Idempotency-Key": key}
                answer = await tablets.post("/api/v1/orders", headers=headers, json=restaurant.draft)
                last = answer.raise_for_status().json()["id"]
            return last

        return max(await asyncio.gather(*(order(table) for table in range(TABLES))))


class BoardSnapshots:
    def __init__(self, stage: Stage) -> None:
        self._boards = {"": Board(stage.plan, stage.product(stage.main, "board"))}
        if stage.main is not stage.embedded:
            self._boards["sqlite-"] = Board(stage.plan, stage.product(stage.embedded, "board"))

    def round(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for prefix, board in self._boards.items():
            found |= board.own().figures(f"{prefix}own")
            found |= board.fresh(f"{prefix}board")
            found |= board.unchanged().figures(f"{prefix}board-unchanged")
        return found
