"""Soft limits of a table, counted within its open session."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ordering.stores.repository import Stores
from tests.orders.conftest import SetClock
from tests.world import Restaurant


async def limit(here: Restaurant, **limits: int) -> None:
    async def change(session: AsyncSession) -> None:
        store = await Stores(session).of(here.store_id)
        for name, value in limits.items():
            setattr(store, name, value)

    await here.services.work.run(change)


async def refusal(here: Restaurant, table: int = 1) -> tuple[int, Any, str | None]:
    answer = await here.order(table)
    return answer.status_code, answer.json().get("code"), answer.headers.get("Retry-After")


async def test_a_table_may_have_so_many_unfinished_orders(bistro: Restaurant) -> None:
    await limit(bistro, open_orders_per_table=3)
    orders = [await bistro.ordered(1) for _ in range(3)]
    status, code, wait = await refusal(bistro)
    assert (status, code) == (429, "too_many_orders")
    assert wait is not None
    assert wait.isdigit()
    await bistro.ordered(2)
    served = {"status": "completed", "version": 1}
    await bistro.ask("staff", "PATCH", f"/admin/orders/{orders[0]['id']}", served)
    await bistro.ordered(1)
    assert (await refusal(bistro))[0] == 429
    await bistro.ask(1, "POST", f"/orders/{orders[1]['id']}/cancellation")
    await bistro.ordered(1)
    await bistro.close(1, force=True)
    await bistro.ordered(1)


async def test_a_recalled_order_counts_again(bistro: Restaurant) -> None:
    await limit(bistro, open_orders_per_table=1)
    order = await bistro.ordered(1)
    for n, status in enumerate(("completed", "preparing"), 1):
        await bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", {"status": status, "version": n})
    assert (await refusal(bistro))[0] == 429


async def test_orders_of_one_table_keep_their_distance(bistro: Restaurant, clock_at: SetClock) -> None:
    await limit(bistro, seconds_between_orders=2)
    clock_at("2026-11-23T12:00:00")
    await bistro.ordered(1)
    assert await refusal(bistro) == (429, "too_many_orders", "2")
    await bistro.ordered(2)
    clock_at("2026-11-23T12:00:00.500")
    assert await refusal(bistro) == (429, "too_many_orders", "2")
    clock_at("2026-11-23T12:00:01.999999")
    assert await refusal(bistro) == (429, "too_many_orders", "1")
    clock_at("2026-11-23T12:00:02")
    await bistro.ordered(1)


async def test_a_clock_that_was_set_back_locks_nobody_out(bistro: Restaurant, clock_at: SetClock) -> None:
    await limit(bistro, seconds_between_orders=2)
    clock_at("2026-11-23T12:00:00")
    await bistro.ordered(1)
    clock_at("2026-11-23T11:00:00")
    await bistro.ordered(1)
    assert (await refusal(bistro))[0] == 429, "and from then on it counts anew"


async def test_the_next_party_need_not_wait_for_the_last_one(bistro: Restaurant, clock_at: SetClock) -> None:
    await limit(bistro, seconds_between_orders=3600, open_orders_per_table=1)
    clock_at("2026-11-23T12:00:00")
    await bistro.ordered(1)
    await bistro.close(1, force=True)
    await bistro.ordered(1)
    await bistro.ask("owner", "PATCH", "/admin/store", {"limits": {"open_orders_per_table": 0}})
    assert (await refusal(bistro))[2] == "3600"
    await bistro.ask("owner", "PATCH", "/admin/store", {"limits": {"seconds_between_orders": 0}})
    await bistro.ordered(1)
