"""Order numbers: per business day, without gaps, whatever the clock and the owner do."""

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.orders.numbers import OrderCounter
from tests.invariants import check
from tests.orders.conftest import SetClock
from tests.world import Restaurant


@pytest.mark.every_database
async def test_numbers_begin_anew_with_the_business_day_and_old_ones_stay(
    bistro: Restaurant, rival: Restaurant, clock_at: SetClock
) -> None:
    async def number_at(local: str, where: Restaurant = bistro) -> str:
        instant = clock_at(local)
        order = await where.ordered(1)
        assert order["placed_at"].startswith(instant.strftime("%Y-%m-%dT%H:%M:%S"))
        return str(order["number"])

    await bistro.ask("owner", "PATCH", "/admin/store", {"day_cutoff_hour": 4})
    assert await number_at("2026-11-23T23:59:59") == "20261123-0001"
    assert await number_at("2026-11-24T03:59:59.999999") == "20261123-0002"
    assert await number_at("2026-11-24T03:59:59", rival) == "20261124-0001", "another store's night ends at midnight"
    assert await number_at("2026-11-24T04:00:00") == "20261124-0001"
    assert await number_at("2026-11-24T03:59:58") == "20261123-0003", "a clock set back goes on where that day was"
    await bistro.ask("owner", "PATCH", "/admin/store", {"day_cutoff_hour": 0})
    assert await number_at("2026-11-24T03:00:00") == "20261124-0002"
    await bistro.ask("owner", "PATCH", "/admin/store", {"timezone": "America/New_York"})
    assert await number_at("2026-11-24T03:00:00") == "20261123-0004", "13:00 of the 23rd in New York"
    orders = (await bistro.ask("staff", "GET", "/admin/orders")).json()["items"]
    assert [one["business_date"] for one in orders] == [
        "2026-11-23", "2026-11-24", "2026-11-23", "2026-11-24", "2026-11-23", "2026-11-23",
    ]  # fmt: skip
    assert len({one["table_session_id"] for one in orders}) == 1, "a party may sit through midnight"
    closed = (await bistro.close(1, force=True)).json()
    assert closed["business_date"] == "2026-11-23", "a session's date is its opening's"
    await check(bistro.services, bistro.store_id)


async def test_a_busy_day_goes_past_9999(bistro: Restaurant) -> None:
    first = await bistro.ordered(1)

    async def skip_ahead(session: AsyncSession) -> None:
        await session.execute(update(OrderCounter).where(OrderCounter.store_id == bistro.store_id).values(last=9998))

    await bistro.services.work.run(skip_ahead)
    day = first["number"][:8]
    assert [(await bistro.ordered(1))["number"] for _ in range(2)] == [f"{day}-9999", f"{day}-10000"]
    found = (await bistro.ask("staff", "GET", "/admin/orders", number=f"{day}-10000")).json()["items"]
    assert [one["number"] for one in found] == [f"{day}-10000"]


async def test_a_refused_order_uses_no_number(bistro: Restaurant) -> None:
    await bistro.ordered(1)
    assert (await bistro.order(1, "티라미수")).status_code == 409
    assert (await bistro.order(1, expected_total=1)).status_code == 409
    assert (await bistro.ordered(1))["number"].endswith("-0002")
    await check(bistro.services, bistro.store_id)
