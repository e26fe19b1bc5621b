"""What was ordered before makes no order dearer."""

from typing import Any
from unittest.mock import AsyncMock

import pytest

from ordering.database.lane import Statement, Transaction
from ordering.orders import intake
from ordering.orders.placing import Menu, place
from tests.database.makers import submission
from tests.orders.test_limits import limit
from tests.world import Restaurant

pytestmark = pytest.mark.every_database
EARLIER = 200
ROWS_READ = Statement("SHOW SESSION STATUS WHERE Variable_name IN ('Handler_read_next', 'Handler_read_rnd_next')")


async def rows_read(transaction: Transaction) -> int:
    """By this connection, one after the other; asking for it is some of them."""
    return sum(int(count) for _, count in (await transaction.send(ROWS_READ))[0])


async def scans(transaction: Transaction, statements: list[Statement]) -> list[Any]:
    """The steps of SQLite's plan that read a whole table."""
    plans = await transaction.send(*(Statement(f"EXPLAIN QUERY PLAN {one.sql}", one.parameters) for one in statements))
    return [step for plan in plans for *_, step in plan if step.startswith("SCAN")]


async def test_a_batch_reads_nothing_of_what_was_ordered_at_its_tables_before(bistro: Restaurant) -> None:
    work = bistro.services.work
    await limit(bistro, open_orders_per_table=0)
    menu = await bistro.services.menus.of(bistro.store_id)
    earlier = [submission(bistro, table) for table in (1, 2) for _ in range(EARLIER)]
    await work.lean(place, bistro.store_id, earlier, Menu(menu.version, menu.items, menu.stations))
    for table in (1, 2):
        await bistro.close(table, force=True)
        await bistro.ordered(table)
    keys = {(bistro.tables[table], one) for table in (1, 2) for one in ("first", "second")}

    async def look(transaction: Transaction) -> None:
        sent = AsyncMock(side_effect=transaction.send)
        heard = AsyncMock(send=sent, dialect=transaction.dialect)
        if transaction.dialect == "sqlite":
            await intake.seats(heard, bistro.store_id, keys, [], counted=True)
            assert await scans(transaction, [*sent.await_args_list[0].args]) == []
        else:
            before = await rows_read(transaction)
            asking = await rows_read(transaction) - before
            await intake.seats(heard, bistro.store_id, keys, [], counted=True)
            assert await rows_read(transaction) - before - 2 * asking < EARLIER

    await work.lean(look)
