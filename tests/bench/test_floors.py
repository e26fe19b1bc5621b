"""F2 writes what an order writes, and what it says it wrote is there."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from bench.floors import blocking, embedded, transaction
from bench.floors.transaction import Job, Writer
from bench.load.job import Outcome
from ordering.database.engine import create_engine
from tests.world import Restaurant

COUNTS = [
    "SELECT COUNT(*) FROM placed_order WHERE store_id = :store",
    "SELECT COUNT(*) / 3 FROM order_line WHERE store_id = :store",
    "SELECT COUNT(*) FROM store_event WHERE store_id = :store AND seq > 1000000",
    "SELECT last FROM order_counter WHERE store_id = :store AND business_date = '2000-01-01'",
]


async def run(job: Job) -> Outcome:
    return await embedded.drive(job) if job.url.startswith("sqlite") else await transaction.drive(job)


async def run_blocking(job: Job) -> Outcome:
    return blocking.drive(job)


@pytest.mark.every_database
async def test_every_transaction_that_is_counted_is_stored_once(bistro: Restaurant, database_url: str) -> None:
    await count_and_find(bistro, database_url, run)


async def test_so_is_every_one_by_a_driver_that_blocks(bistro: Restaurant, database_url: str) -> None:
    await count_and_find(bistro, database_url, run_blocking)


async def count_and_find(bistro: Restaurant, database_url: str, run: Callable[[Job], Awaitable[Outcome]]) -> None:
    items = list(bistro.items.values())[:3]
    writers = [Writer(bistro.store_id, table_id, items) for table_id in bistro.tables.values()]
    outcome = await run(Job(database_url, writers, payload=1_000, warm=0.05, seconds=0.2))
    again = await run(Job(database_url, writers, payload=1_000, warm=0, seconds=0.1))
    written = outcome.answers[201] + again.answers[201]
    engine = create_engine(database_url)
    async with engine.connect() as connection:
        store = {"store": bistro.store_id}
        stored = [int((await connection.execute(text(asked), store)).scalar_one()) for asked in COUNTS]
    await engine.dispose()
    assert stored == [written] * 4
    assert 0 < outcome.whole.done <= outcome.answers[201]
