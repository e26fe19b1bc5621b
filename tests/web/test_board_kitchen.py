"""How far the kitchen is, on the board: on an order's card, in its drawer, and where nobody there has seen it."""

import re
from datetime import timedelta

import pytest

from ordering import clock
from tests.kitchen.conftest import kitchen as kitchen
from tests.kitchen.making import Kitchen
from tests.web.browsers import HTMX, browser
from tests.world import Restaurant

TIME = r"오[전후] \d+:\d\d"


def said(html: str) -> str:
    """Its words, one space apart."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def states(page: str) -> list[str]:
    return [said(found) for found in re.findall(r'<ul class="kitchen-states">.*?</ul>', page, re.DOTALL)]


async def test_a_card_says_how_far_each_station_is_and_the_drawer_since_when(
    bistro: Restaurant, kitchen: Kitchen
) -> None:
    staff = browser(bistro, "staff", "ko")
    order = await bistro.ordered(1, "냉면", "김치찌개")
    assert states((await staff.get("/admin")).text) == ["주방 : 시작 전, 미확인 바 : 시작 전, 미확인"]
    cold, hot = await kitchen.tickets("바"), await kitchen.tickets("주방")
    assert (await bistro.ask("staff", "POST", "/kitchen/tickets/seen", {"ids": [cold[0]["id"]]})).status_code == 200
    await kitchen.bumped(cold[0], "started")
    page = (await staff.get("/admin")).text
    assert states(page) == ["주방 : 시작 전, 미확인 바 : 조리 중"]
    assert 'data-unseen-at="주방"' in page
    await kitchen.bumped(hot[0], "done")
    page = (await staff.get("/admin")).text
    assert (states(page), "data-unseen=" in page) == (["주방 : 완료 바 : 조리 중"], False)
    drawer = said((await staff.get(f"/admin/orders/{order['id']}", headers=HTMX)).text)
    assert re.search(rf"주방 #0001-1 완료 시작 {TIME} 완료 {TIME} 바 ", drawer), drawer
    assert re.search(rf"바 #0001-2 조리 중 확인 {TIME} 시작 {TIME}", drawer), drawer


async def test_a_store_without_stations_says_nothing_of_a_kitchen(bistro: Restaurant) -> None:
    staff, order = browser(bistro, "staff"), await bistro.ordered(1)
    page = (await staff.get("/admin")).text + (await staff.get(f"/admin/orders/{order['id']}", headers=HTMX)).text
    assert not re.search(r"kitchen-states|of-kitchen|data-unseen=|data-ready", page)


async def test_a_page_that_comes_late_says_at_once_what_nobody_has_seen_and_somebody_may_tell_the_kitchen(
    bistro: Restaurant, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = browser(bistro, "staff", "ko")
    order = await bistro.ordered(1, "냉면")
    assert "data-overdue" not in (await staff.get("/admin")).text
    late = clock.now() + timedelta(seconds=60)
    monkeypatch.setattr(clock, "now", lambda: late)
    for seconds, overdue in ((0, False), (3600, False), (60, True)):
        assert (await bistro.ask("manager", "PATCH", "/admin/store", {"unseen_seconds": seconds})).status_code == 200
        page = (await staff.get("/admin")).text
        assert (" data-overdue" in page, f'data-held="{int(overdue)}"' in page) == (overdue, True)
    told = await staff.post(f"/admin/orders/{order['id']}/seen", headers=HTMX)
    assert (told.status_code, "data-unseen=" in told.text) == (200, False)
    [ticket] = await kitchen.tickets()
    assert ticket["seen_at"] is not None
    assert (await staff.post(f"/admin/orders/{order['id']}/seen", headers=HTMX)).status_code == 200
    [entry] = (await bistro.ask("owner", "GET", "/admin/audit", action="order.told")).json()["items"]
    assert (entry["subject_id"], entry["actor"]["name"]) == (order["id"], "staff")
