"""``python -m bench.capacity``: how many machines a day of so many stores takes, simulated from measured costs.

A restaurant's day, minute by minute, with the meal times of Korea; chance is seeded, so two runs say the same. Costs
are CPU of the serving process and of MySQL 9.7 with durable commits and a binary log, measured on two cores on
2026-11-29 with 600 orders, 300 reads, 200 streams: of the machine that we have, and only a ratio to another's.
"""

import math
import random
from dataclasses import dataclass

import click

SEED = 15
SAMPLE = 1500
"""Stores that are simulated one by one; of more, each stands for several."""
STORES = (1, 10, 100, 1_000, 10_000, 100_000)
MINUTES = 24 * 60
BUSY = 0.5
"""Of a core, so that a burst, a restart or a lost machine finds room."""


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU, of one request or one thing a second."""

    app: float
    database: float = 0.0


ORDER, STEP, CLOSING = Cost(1.3, 1.1), Cost(8.2, 3.0), Cost(8.2, 3.0)
MENU, OWN_ORDERS = Cost(0.23, 0.03), Cost(0.83, 0.2)
STREAM = Cost(0.035)
"""An open stream, each second, with its share of the looks at the log."""
DELIVERY = Cost(0.035)
"""An event on one stream."""
HEARD = Cost(0.1)
"""A change that another process has made, in each process: Redis tells all of them."""

PROCESS_MB, STREAM_KB, PICTURE_KB = 115, 14, 200
ORDER_BYTES = 4_000
"""In the tables with their indexes, events and audit; the binary log has 1,300 of its own."""
MACHINE_CORES, MACHINE_GB = 4, 8
DATABASE_CORES = 16
"""Of one database that one can still buy twice, as primary and standby."""
CONNECTIONS, MOST_CONNECTIONS = 24, 4_000
MOST_HEARING = 0.15
"""Of each process' core, for what does not concern its own streams."""

# By the hour of the day, in parts of a day's parties: lunch at noon, dinner from six, a second round after nine.
MEALS = {11: 8, 12: 22, 13: 9, 14: 3, 15: 2, 16: 2, 17: 6, 18: 16, 19: 14, 20: 8, 21: 6, 22: 4}


@dataclass
class Minute:
    parties: int = 0
    orders: int = 0

    def add(self, other: "Minute", times: float) -> None:
        self.parties += round(other.parties * times)
        self.orders += round(other.orders * times)


@dataclass(frozen=True)
class Day:
    """Of all stores: their busiest minute, and what is open at once."""

    stores: int
    orders: int
    busiest: Minute
    tables: int

    @property
    def streams(self) -> int:
        """A tablet for each table, two boards and a kitchen."""
        return self.tables + 3 * self.stores

    def a_second(self, count: int) -> float:
        """In the busiest minute's busy seconds: chance bunches what comes."""
        mean = count / 60
        return mean + 3 * math.sqrt(mean)


def simulate(stores: int, dice: random.Random) -> Day:
    """A Saturday."""
    simulated = min(stores, SAMPLE)
    weight = stores / simulated
    day = [Minute() for _ in range(MINUTES)]
    tables = 0
    for _ in range(simulated):
        own = max(4, min(60, round(dice.lognormvariate(math.log(12), 0.5))))
        tables += own
        peak = dice.uniform(0.8, 1.2)
        for hour, share in MEALS.items():
            parties = own * 4.5 * peak * share / sum(MEALS.values())
            for minute in range(60):
                seated = _chance(dice, parties / 60)
                ordered = sum(1 + (dice.random() < 0.7) + (dice.random() < 0.4) for _ in range(seated))
                day[hour * 60 + minute].add(Minute(seated, ordered), 1)
    busiest = max(day, key=lambda minute: minute.orders)
    whole = Minute()
    whole.add(busiest, weight)
    return Day(stores, round(sum(minute.orders for minute in day) * weight), whole, round(tables * weight))


def _chance(dice: random.Random, mean: float) -> int:
    """How many come where so many are expected (Poisson's)."""
    limit, count, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        count, product = count + 1, product * dice.random()
    return count


@dataclass(frozen=True)
class Need:
    """``cells`` are deployments of their own, each with a database and a Redis."""

    day: Day
    orders: float
    changes: float
    requests: float
    app_cores: float
    database_cores: float
    cells: int
    processes: int
    gigabytes: float
    machines: int
    disk_a_year: float


def need(day: Day) -> Need:
    orders, parties = day.a_second(day.busiest.orders), day.a_second(day.busiest.parties)
    steps, menus, own_orders = 2 * orders, 3 * parties, 4 * orders
    changes = orders + steps + parties
    per_store = day.streams / day.stores
    # A store's boards and the table itself hear of each change; all tablets look at the menu when it changes, seldom.
    app = (
        orders * ORDER.app
        + steps * STEP.app
        + parties * CLOSING.app
        + menus * MENU.app
        + own_orders * OWN_ORDERS.app
        + changes * min(4, per_store) * DELIVERY.app
        + day.streams * STREAM.app
    ) / 1000
    database = (
        orders * ORDER.database
        + steps * STEP.database
        + parties * CLOSING.database
        + menus * MENU.database
        + own_orders * OWN_ORDERS.database
    ) / 1000
    cells = 1
    while True:
        hearing = changes / cells * HEARD.app / 1000
        processes = math.ceil(app / cells / max(0.01, BUSY - hearing))
        alone = day.stores < 100 and processes == 1
        processes = processes if alone else max(2, processes)
        fits = database / cells <= DATABASE_CORES * BUSY and processes * CONNECTIONS <= MOST_CONNECTIONS
        if processes == 1 or (hearing <= MOST_HEARING and fits):
            break
        cells += 1
    memory = cells * processes * PROCESS_MB / 1024 + (day.streams * STREAM_KB + day.stores * PICTURE_KB * 2) / 1024**2
    by_cores, by_memory = cells * processes / MACHINE_CORES, memory / (MACHINE_GB * 0.7)
    return Need(
        day, orders, changes, menus + own_orders + changes, app, database, cells, cells * processes, memory,
        math.ceil(max(by_cores, by_memory)), day.orders * ORDER_BYTES * 365 / 1024**3,
    )  # fmt: skip


HEAD = ("stores", "orders/day", "orders/s", "changes/s", "requests/s", "streams", "app cores", "processes", "memory GB",
        "machines", "database cores", "cells", "GB/year")  # fmt: skip


def row(one: Need) -> tuple[str, ...]:
    return (
        f"{one.day.stores:,}", f"{one.day.orders:,}", f"{one.orders:,.1f}", f"{one.changes:,.1f}",
        f"{one.requests:,.1f}", f"{one.day.streams:,}", f"{one.app_cores:,.2f}", f"{one.processes:,}",
        f"{one.gigabytes:,.1f}", f"{one.machines:,}", f"{one.database_cores:,.2f}", f"{one.cells:,}",
        f"{one.disk_a_year:,.1f}",
    )  # fmt: skip


@click.command()
def main() -> None:
    """Simulate a Saturday of ever more stores, and say what it takes."""
    needs = [need(simulate(stores, random.Random(SEED))) for stores in STORES]
    rows = [HEAD, *(row(one) for one in needs)]
    widths = [max(len(line[column]) for line in rows) for column in range(len(HEAD))]
    for line in rows:
        click.echo("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))
    click.echo("\nIn the busiest seconds of a Saturday; processes are half busy then, machines have")
    click.echo(f"{MACHINE_CORES} cores and {MACHINE_GB} GB. A cell is a deployment of its own:")
    click.echo(f"its processes, a Redis, and a database of at most {DATABASE_CORES} cores, with a standby.")


if __name__ == "__main__":
    main()
