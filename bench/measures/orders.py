"""Orders of three lines at one store, at 1, 8 and 32 tables at once; and F2, the transaction alone.

Every 201 is looked for in the database afterwards: a benchmark that loses orders is worthless.
"""

import secrets

from bench.databases import count
from bench.floors import transaction
from bench.floors.flush import flushes
from bench.load.job import Job, Lane, Outcome, Unanswered, in_process
from bench.load.spelling import COUNT, request
from bench.measures.cost import Cost, run_on
from bench.stage import Product, Stage
from bench.world import Seat, World

AT_ONCE = (1, 8, 32)
PAYLOAD = 1_100
"""Bytes of an order's event, about."""


def lane(world: World, seat: Seat) -> Lane:
    """A table that orders again and again, each time with a new key."""
    headers = {"Idempotency-Key": f"bench-{secrets.token_hex(8)}-{COUNT}"}
    path = "/api/v1/orders"
    return Lane([request("POST", path, token=seat.token, body=world.draft, headers=headers, expect=201)])


class Ordering:
    """A product that takes orders, and how many its database should hold."""

    def __init__(self, stage: Stage, product: Product) -> None:
        self._plan, self._product = stage.plan, product
        self._stored = count(product.url, "placed_order")

    def run(self, seats: list[Seat]) -> Cost:
        """Raises ``Unanswered`` unless every order answered by 201 is in the database, once."""
        lanes = [lane(self._product.world, seat) for seat in seats]
        job = Job(self._product.port, lanes, self._plan.warm, self._plan.seconds)
        cost = run_on(self._product.running, job)
        self._stored += cost.outcome.answers[201]
        found = count(self._product.url, "placed_order")
        if found != self._stored:
            raise Unanswered(f"orders lost or doubled: {self._stored} were answered by 201, {found} are stored")
        return cost

    def figures(self, prefix: str, tables: int) -> dict[str, float]:
        """Of orders from that many tables at once."""
        cost = self.run(self._product.world.seats[:tables])
        name = f"{prefix}-{tables}"
        return {
            name: cost.outcome.rate,
            f"{name}-p50": cost.outcome.percentile(50),
            f"{name}-p99": cost.outcome.percentile(99),
            **cost.cpu(f"{name}-cpu"),
        }


class OrdersServed:
    """On MySQL or MariaDB."""

    def __init__(self, stage: Stage) -> None:
        self._plan, self._world = stage.plan, stage.served.world
        self._folder = stage.folder
        self._floor = stage.url(stage.served, "floor")
        self._ordering = Ordering(stage, stage.product(stage.served, "main"))

    def round(self) -> dict[str, float]:
        found = {"flush": flushes(self._folder)}
        for tables in AT_ONCE:
            found[f"f2-{tables}"] = self._transactions(tables).rate
            found |= self._ordering.figures("orders", tables)
        return found

    def _transactions(self, writers: int) -> Outcome:
        job = transaction.Job(
            url=self._floor,
            store_id=self._world.store_id,
            tables=[seat.table_id for seat in self._world.seats[:writers]],
            items=self._world.items,
            payload=PAYLOAD,
            warm=self._plan.warm,
            seconds=self._plan.seconds,
        )
        return in_process("bench.floors.transaction", job, job.warm + job.seconds)


class OrdersEmbedded:
    """On the embedded default, SQLite."""

    def __init__(self, stage: Stage) -> None:
        self._ordering = Ordering(stage, stage.product(stage.embedded, "main"))

    def round(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for tables in AT_ONCE:
            found |= self._ordering.figures("sqlite-orders", tables)
        return found
