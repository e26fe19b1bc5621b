"""Forgetting: what is past its time goes whole, and nothing else does, however often it runs."""

import asyncio

import pytest

from ordering.orders.purging import Purged, purge
from tests.invariants import check
from tests.orders.conftest import SetClock
from tests.world import Restaurant

# Years ahead: the stores themselves are made at the machine's own time, and only a prefix of the log ever goes.


async def evening(here: Restaurant, tables: tuple[int, ...] = (1, 2)) -> list[int]:
    """Two tables eat and leave; the ids of their sessions."""
    sessions = [(await here.ordered(table, "냉면"))["table_session_id"] for table in tables]
    for table in tables:
        await here.close(table, force=True)
    return sessions


async def history(here: Restaurant) -> list[int]:
    return [one["id"] for one in (await here.ask("staff", "GET", "/admin/history")).json()["items"]]


@pytest.mark.every_database
async def test_each_store_forgets_after_its_own_retention(
    bistro: Restaurant, rival: Restaurant, clock_at: SetClock
) -> None:
    await bistro.ask("owner", "PATCH", "/admin/store", {"retention_days": 30})
    clock_at("2031-10-01T12:00")
    gone, kept = await evening(bistro), await evening(rival)
    clock_at("2031-10-02T12:00")
    edge = await evening(bistro)
    clock_at("2031-11-01T23:59")
    await bistro.ordered(3)
    work, storage = bistro.services.work, bistro.services.media.storage
    await purge(work, storage)
    assert await history(bistro) == edge[::-1], "business day 1 October is 31 days ago, the 2nd is 30"
    assert await history(rival) == kept[::-1]
    assert gone[0] not in await history(bistro)
    assert (await purge(work, storage)) == Purged(), "again finds nothing"
    await check(work, bistro.store_id, purged=True)
    await check(work, rival.store_id, purged=True)
    clock_at("2032-06-01T12:00")
    await purge(work, storage)
    assert await history(bistro) == await history(rival) == []
    assert (await bistro.ask(3, "GET", "/orders")).json()["table_session"] is not None, "who still sits stays"
    later = await bistro.ordered(3)
    assert later["number"] == "20320601-0001"


async def test_purging_beside_the_service_and_beside_itself_is_harmless(bistro: Restaurant, clock_at: SetClock) -> None:
    clock_at("2031-01-01T12:00")
    await evening(bistro)
    clock_at("2031-11-23T12:00")
    fresh = await evening(bistro)
    work, storage = bistro.services.work, bistro.services.media.storage
    both, again, *orders = await asyncio.gather(
        purge(work, storage), purge(work, storage), *(bistro.ordered(3) for _ in range(10))
    )
    assert both.sessions + again.sessions == 2
    assert both.events + again.events > 0
    assert len(orders) == 10
    assert await history(bistro) == fresh[::-1]
    await check(work, bistro.store_id, purged=True)


async def test_what_was_unpaired_logged_out_and_audited_goes_too(bistro: Restaurant, clock_at: SetClock) -> None:
    clock_at("2031-11-20T12:00")
    await bistro.ask("manager", "DELETE", f"/admin/devices/{bistro.tablets[3].device_id}")
    assert (await bistro.ask("staff", "POST", "/auth/logout")).status_code == 204
    work, storage = bistro.services.work, bistro.services.media.storage
    clock_at("2031-11-20T13:00")
    gone = await purge(work, storage)
    assert (gone.devices, gone.tokens) == (0, 1), "a token that has expired needs no remembering"
    clock_at("2032-11-20T12:00")
    gone = await purge(work, storage)
    assert (gone.devices, gone.tokens) == (1, 0)
    assert gone.audit > 0
    assert (await bistro.ask(1, "GET", "/me")).status_code == 200, "paired tablets stay"
