"""Forgetting: what is past its time goes whole, and nothing else does, however often it runs."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import retention
from ordering.database.lane import Statement
from ordering.database.work import Work
from ordering.errors import Busy
from ordering.retention import purge
from tests.invariants import check
from tests.orders.conftest import SetClock
from tests.world import Restaurant

# Years ahead: the stores themselves are made at the machine's own time, and only a prefix of the log ever goes.
VISITS = "SELECT COUNT(*) FROM visit WHERE store_id = %s"


@pytest.fixture(autouse=True)
def only_these(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a server that many tests share, a purge of the test's own stores: of a thousand others it took a minute."""

    async def stores(_: AsyncSession) -> list[int]:
        names = {"bistro", "rival"} & set(request.fixturenames)
        return [request.getfixturevalue(name).store_id for name in sorted(names)]

    if request.getfixturevalue("database_kind") != "sqlite":
        monkeypatch.setattr(retention, "_stores", stores)


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
    work, storage = bistro.services.work, bistro.services.storage
    await purge(work, storage)
    assert await history(bistro) == edge[::-1], "business day 1 October is 31 days ago, the 2nd is 30"
    assert await history(rival) == kept[::-1]
    assert gone[0] not in await history(bistro)
    assert (await purge(work, storage)) == Counter(), "again finds nothing"
    await check(bistro.services, bistro.store_id, purged=True)
    await check(rival.services, rival.store_id, purged=True)
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
    work, storage = bistro.services.work, bistro.services.storage
    both, again, *orders = await asyncio.gather(
        purge(work, storage), purge(work, storage), *(bistro.ordered(3) for _ in range(10))
    )
    assert both["sessions"] + again["sessions"] == 2
    assert both["events"] + again["events"] > 0
    assert len(orders) == 10
    assert await history(bistro) == fresh[::-1]
    await check(bistro.services, bistro.store_id, purged=True)


async def test_what_was_unpaired_logged_out_and_audited_goes_too(bistro: Restaurant, clock_at: SetClock) -> None:
    clock_at("2031-11-20T12:00")
    await bistro.ask("manager", "DELETE", f"/admin/devices/{bistro.tablets[3].device_id}")
    assert (await bistro.ask("staff", "POST", "/auth/logout")).status_code == 204
    work, storage = bistro.services.work, bistro.services.storage
    clock_at("2031-11-20T13:00")
    gone = await purge(work, storage)
    assert (gone["devices"], gone["tokens"]) == (0, 1), "a token that has expired needs no remembering"
    clock_at("2032-11-20T12:00")
    gone = await purge(work, storage)
    assert (gone["devices"], gone["tokens"]) == (1, 0)
    assert gone["audit entries"] > 0
    assert (await bistro.ask(1, "GET", "/me")).status_code == 200, "paired tablets stay"


@pytest.fixture
async def years_later(bistro: Restaurant, clock_at: SetClock) -> Restaurant:
    """Much is past its time: nine sessions, their audit and events, four tablets."""
    clock_at("2031-10-01T12:00")
    for _ in range(3):
        await evening(bistro, (1, 2, 3))
    for device in (await bistro.ask("manager", "GET", "/admin/devices")).json()["items"]:
        await bistro.ask("manager", "DELETE", f"/admin/devices/{device['id']}")
    clock_at("2032-10-01T12:00")
    return bistro


class Counting(Work):
    """Counts one store's transactions, dies at one of them, and can't do more than ``most`` rows at once in time."""

    def __init__(self, work: Work, *, store_id: int = 0, dies_at: int | None = None, most: int | None = None) -> None:
        self._of, self.store_id, self.dies_at, self.most = work, store_id, dies_at, most
        self.count = 0
        self.batches: list[int] = []

    async def run(self, action: Any, *args: Any, **kwargs: Any) -> Any:
        mine = args[0] == self.store_id  # others may live on the same server
        self.count += mine
        if self.count == self.dies_at:
            raise Died
        # A store and how many of its rows; of pictures, the second is a moment.
        if self.most is not None and len(args) == 2 and isinstance(args[1], int) and args[1] > self.most:
            raise Busy(retry_after=1)
        result = await self._of.run(action, *args, **kwargs)
        if mine and result:
            self.batches.append(result)
        return result

    async def read(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return await self._of.read(query, *args, **kwargs)


async def whole(here: Restaurant) -> None:
    """What is left of history is all there. (A day's numbers may begin in its middle until the purge has ended.)"""
    for one in (await here.ask("staff", "GET", "/admin/history", limit="200")).json()["items"]:
        assert one["orders"]
        assert one["total"] == sum(line["subtotal"] for order in one["orders"] for line in order["lines"]) > 0


class Died(BaseException):
    pass


@pytest.mark.every_database
async def test_many_rows_go_a_few_at_a_time_and_a_crash_between_loses_nothing(
    years_later: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 4)
    monkeypatch.setattr(retention, "SESSIONS_AT_ONCE", 2)
    here, storage = years_later.services.work, years_later.services.storage
    runs = 0
    while True:  # each run dies one transaction later than the one before
        runs += 1
        try:
            await purge(Counting(here, store_id=years_later.store_id, dies_at=runs + 1), storage)
        except Died:
            await whole(years_later)
        else:
            break
    assert runs > 5
    assert await history(years_later) == []
    await check(years_later.services, years_later.store_id, purged=True)
    assert await purge(here, storage) == Counter(), "nothing is left"
    await years_later.ask("owner", "PATCH", "/admin/store", {"name": "딴 이름"})
    audit = (await years_later.ask("owner", "GET", "/admin/audit")).json()["items"]
    assert [one["action"] for one in audit] == ["store.changed"]


@pytest.mark.every_database
async def test_a_batch_that_takes_too_long_is_tried_again_smaller(years_later: Restaurant) -> None:
    here, storage = years_later.services.work, years_later.services.storage
    counting = Counting(here, store_id=years_later.store_id, most=3)
    gone = await purge(counting, storage)
    assert counting.batches[:3] == [3, 3, 3], "nine sessions, three at a time"
    assert max(counting.batches) == 3
    assert sum(counting.batches) <= gone["sessions"] + gone["events"] + gone["audit entries"] + gone["devices"]
    assert await history(years_later) == []
    assert await purge(here, storage) == Counter()


async def test_what_can_not_even_be_done_one_at_a_time_is_busy(years_later: Restaurant) -> None:
    here, storage = years_later.services.work, years_later.services.storage
    with pytest.raises(Busy):
        await purge(Counting(here, most=0), storage)


@pytest.mark.every_database
async def test_a_visit_stays_as_long_as_an_order_of_its_phones(open_bistro: Restaurant, clock_at: SetClock) -> None:
    """Its session is kept to the end of a business day, and the visit would go at that day's hour."""
    bistro = open_bistro
    await bistro.ask("owner", "PATCH", "/admin/store", {"retention_days": 30})
    clock_at("2031-10-01T12:00")
    await bistro.ordered(await bistro.let_in(1))
    assert (await bistro.close(1, force=True)).status_code == 200
    work, storage = bistro.services.work, bistro.services.storage
    clock_at("2031-10-31T12:01")
    await purge(work, storage)
    assert (await visits(bistro), len(await history(bistro))) == (1, 1)
    await check(bistro.services, bistro.store_id, purged=True)
    clock_at("2031-11-02T12:00")
    await purge(work, storage)
    assert (await visits(bistro), await history(bistro)) == (0, [])


async def visits(here: Restaurant) -> int:
    [(count,)] = await here.services.work.rows(Statement(VISITS, [here.store_id]))
    return int(count)
