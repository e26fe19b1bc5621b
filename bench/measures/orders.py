"""Orders of three lines at one store, at 1, 8 and 32 tables at once, at 20 stores, and where three stations make them;
and F2, the transaction alone.

Every 201 is looked for in the database afterwards: a benchmark that loses orders is worthless.
"""

from collections.abc import Sequence
from itertools import chain

from bench.databases import count
from bench.floors import transaction
from bench.floors.flush import flushes
from bench.floors.transaction import Writer
from bench.load.job import Job, Unanswered, in_process
from bench.measures.cost import Cost, run_on
from bench.measures.tables import clear, lane
from bench.stage import Product, Stage
from bench.world import Restaurant, Seat

AT_ONCE = (1, 8, 32)
STORES_AT_ONCE = 32
Place = tuple[Restaurant, Seat]


def places(restaurants: Sequence[Restaurant], many: int) -> list[Place]:
    """So many tables, of as many restaurants as there are: first a table of each, then a second."""
    turns = zip(*([(one, seat) for seat in one.seats] for one in restaurants), strict=True)
    return list(chain.from_iterable(turns))[:many]


class Ordering:
    """A product that takes orders."""

    def __init__(self, stage: Stage, product: Product) -> None:
        self.product = product
        self._plan = stage.plan

    def run(self, at: Sequence[Place]) -> Cost:
        """Raises ``Unanswered`` unless every order answered by 201 is in the database, once."""
        lanes = [lane(restaurant, seat) for restaurant, seat in at]
        before = count(self.product.url, "placed_order")
        cost = run_on(self.product.running, Job(self.product.port, lanes, self._plan.warm, self._plan.seconds))
        answered, stored = cost.outcome.answers[201], count(self.product.url, "placed_order") - before
        if stored != answered:
            raise Unanswered(f"orders lost or doubled: {answered} were answered by 201, {stored} are stored")
        return cost


class Orders:
    """Beside F2 on the same kind of database."""

    def __init__(self, stage: Stage) -> None:
        self._plan, self._world, self._folder = stage.plan, stage.main.world, stage.folder
        self._floor = stage.url(stage.main, "floor")
        self._embedded = self._floor.startswith("sqlite")
        self._ordering = Ordering(stage, stage.product(stage.main, "main"))

    def round(self) -> dict[str, float]:
        found = {"flush": flushes(self._folder)}
        for tables in AT_ONCE:
            found |= self._beside(str(tables), places([self._world.bistro], tables))
        found |= self._beside("stores", places(self._world.others, STORES_AT_ONCE))
        if self._embedded:
            one = self._floor_of(places([self._world.bistro], 1), "blocking")
            found["f2-blocking"] = one.figures("f2")["f2"]
        clear(self._ordering.product, self._world.bistro)
        return found

    def _beside(self, name: str, at: Sequence[Place]) -> dict[str, float]:
        floor = self._floor_of(at, "embedded" if self._embedded else "transaction")
        return floor.figures(f"f2-{name}") | self._ordering.run(at).figures(f"orders-{name}")

    def _floor_of(self, at: Sequence[Place], module: str) -> Cost:
        job = transaction.Job(
            url=self._floor,
            writers=[Writer(restaurant.store_id, seat.table_id, restaurant.items) for restaurant, seat in at],
            payload=self._world.payload,
            warm=self._plan.warm,
            seconds=self._plan.seconds,
        )
        return Cost(in_process(f"bench.floors.{module}", job, job.warm + job.seconds), None)


class OrdersEmbedded:
    """On the embedded default, SQLite; without F2."""

    def __init__(self, stage: Stage) -> None:
        self._ordering = Ordering(stage, stage.product(stage.embedded, "main"))

    def round(self) -> dict[str, float]:
        product, found = self._ordering.product, dict[str, float]()
        for tables in AT_ONCE:
            found |= self._ordering.run(places([product.bistro], tables)).figures(f"sqlite-orders-{tables}")
        clear(product, product.bistro)
        return found


class OrdersWithKitchen:
    """At a table of a store without stations, and of one that has three: each order makes three tickets."""

    def __init__(self, stage: Stage) -> None:
        self._ordering = Ordering(stage, stage.product(stage.main, "main"))

    def round(self) -> dict[str, float]:
        product, found = self._ordering.product, dict[str, float]()
        for name, restaurant in (("plain", product.world.others[0]), ("stations", product.world.kitchen)):
            found |= self._ordering.run(places([restaurant], 1)).figures(f"{name}-order")
            clear(product, restaurant)
        return found
