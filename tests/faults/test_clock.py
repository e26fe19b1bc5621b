"""The clock jumps, a night has 25 hours or 23, the zone changes mid-service: numbers stay a day's own, 1, 2, 3 …"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from ordering import clock
from tests.invariants import check
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = clock.now()

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(clock, "now", made.now)
    return made


async def patch_store(bistro: Restaurant, **change: object) -> None:
    answer = await bistro.ask("owner", "PATCH", "/admin/store", change)
    assert answer.status_code == 200, answer.text


LIMITS = {"open_orders_per_table": 0, "seconds_between_orders": 2, "undo_seconds": 60}


@pytest.mark.parametrize("hours", [-24, -1, 1])
async def test_a_clock_that_jumps_locks_nobody_out(bistro: Restaurant, hands: Clock, hours: int) -> None:
    await patch_store(bistro, limits=LIMITS)
    for jump in (0, hours, -hours, hours):
        hands.move(hours=jump)
        order = await bistro.ordered(1)
        waiting = await bistro.order(1)
        assert (waiting.status_code, waiting.headers.get("Retry-After")) == (429, "2"), "the limit still is one"
        hands.move(seconds=2)
        undone = await bistro.ask(1, "POST", f"/orders/{order['id']}/cancellation")
        assert undone.status_code == 200, undone.text
        second = await bistro.ordered(1)
        moved = await bistro.ask(
            "staff", "PATCH", f"/admin/orders/{second['id']}", {"status": "preparing", "version": 1}
        )
        assert moved.status_code == 200
        assert (await bistro.ask("staff", "GET", "/admin/board")).status_code == 200
    hands.move(hours=-hours)
    assert (await bistro.close(1, force=True)).status_code == 200
    await bistro.ordered(1)
    assert len((await bistro.ask("staff", "GET", "/admin/history")).json()["items"]) == 1
    await check(bistro.services, bistro.store_id)


async def test_whoever_logged_in_while_the_clock_was_a_day_ahead_stays_logged_in(
    bistro: Restaurant, hands: Clock
) -> None:
    hands.move(hours=24)
    given: dict[str, Any] = {"store": bistro.slug, "username": "owner", "password": PASSWORD}
    staff = (await bistro.ask(None, "POST", "/auth/staff", given)).json()
    page = await bistro.http.post("/admin/login", data=given)
    given = {"store": bistro.slug, "table_number": 1, "password": TABLE_PASSWORD}
    tablet = (await bistro.ask(None, "POST", "/auth/table", given)).json()
    hands.move(hours=-24)
    for login in (staff, tablet):
        bearer = {"Authorization": f"Bearer {login['access_token']}"}
        assert (await bistro.ask(None, "GET", "/me", headers=bearer)).status_code == 200
    cookie = {"Cookie": f"staff={page.cookies['staff']}"}
    assert (await bistro.http.get("/admin", headers=cookie)).status_code == 200
    renewed = await bistro.ask(None, "POST", "/auth/table/refresh", {"device_token": tablet["device_token"]})
    assert renewed.status_code == 200


@pytest.mark.parametrize("cutoff", [0, 1, 2, 3])
@pytest.mark.parametrize("night", [datetime(2024, 3, 10, 4, tzinfo=UTC), datetime(2024, 11, 3, 3, tzinfo=UTC)])
async def test_a_night_that_lacks_an_hour_or_has_one_twice(
    bistro: Restaurant, hands: Clock, night: datetime, cutoff: int
) -> None:
    """In New York, an order every ten minutes from before midnight until after the change."""
    await patch_store(bistro, timezone="America/New_York", day_cutoff_hour=cutoff)
    numbers: list[tuple[str, str]] = []
    hands.at = night
    for _ in range(36):
        order = await bistro.ordered(1)
        numbers.append((order["business_date"], order["number"]))
        hands.move(minutes=10)
    days = [day for day, _ in numbers]
    assert len(set(days)) == 2
    assert days == sorted(days), "a day came back"
    for (day, before), (next_day, after) in pairwise(numbers):
        expected = int(before[9:]) + 1 if next_day == day else 1
        assert int(after[9:]) == expected
    await check(bistro.services, bistro.store_id)


async def test_zone_and_cutoff_change_in_the_middle_of_the_service(bistro: Restaurant, hands: Clock) -> None:
    """Pago Pago and Kiritimati are 25 hours apart: never the same day. Its numbers go on where they were."""
    first = await bistro.ordered(1)
    dates = set()
    for zone, cutoff in [
        ("Pacific/Pago_Pago", 0),
        ("Pacific/Kiritimati", 0),
        ("Asia/Kathmandu", 6),
        ("Asia/Seoul", 12),
    ]:
        await patch_store(bistro, timezone=zone, day_cutoff_hour=cutoff)
        for table in (1, 2, 3, 1):
            order = await bistro.ordered(table)
            dates.add(order["business_date"])
            assert order["number"].startswith(order["business_date"].replace("-", ""))
        assert (await bistro.ask("staff", "GET", "/admin/summary")).status_code == 200
    assert len(dates) > 1
    assert (await bistro.ask(1, "GET", f"/orders/{first['id']}")).json()["number"] == first["number"]
    for table in (1, 2, 3):
        assert (await bistro.close(table, force=True)).status_code == 200
    await bistro.ordered(1)
    await check(bistro.services, bistro.store_id)
