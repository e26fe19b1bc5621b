"""Looking back: parties that have left, found by table, day and number; a day as a whole."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.orders.model import Order
from ordering.orders.sales import HourTotals, Summary
from ordering.tables.model import TableSession
from ordering.web.kit.languages import Language
from ordering.web.kit.view import View
from ordering.web.store import history
from tests.web.browsers import HTMX, browser
from tests.world import Restaurant

VISIT = re.compile(r'id="visit-(\d+)"')


async def visited(here: Restaurant, table: int, *wanted: str) -> str:
    """A party comes, orders and leaves; its order's number."""
    number: str = (await here.ordered(table, *wanted))["number"]
    await here.close(table, force=True)
    return number


async def test_a_party_that_has_left_is_shown_with_all_it_had(bistro: Restaurant) -> None:
    spicy = [{"item_id": bistro.items["떡볶이"], "quantity": 2, "note": "덜 맵게",
              "options": [bistro.options["매운맛"], bistro.options["밥 빼기"]]}]  # fmt: skip
    key = {"Idempotency-Key": bistro.new_key()}
    await bistro.ask(1, "POST", "/orders", {"lines": spicy, "note": "빨리요"}, key)
    order = await bistro.ordered(1)
    cancelled = {"reason": "재료가 없어요", "version": order["version"]}
    await bistro.ask("staff", "POST", f"/admin/orders/{order['id']}/cancellation", cancelled)
    await bistro.close(1, force=True)
    page = (await browser(bistro, "staff", "ko").get("/admin/history")).text
    assert re.search(r'<b class="times">2</b>\s*<div>\s*<span class="dish-name">떡볶이</span>', page)
    for said in ("매운맛 +₩500", "밥 빼기 -₩1,000", "덜 맵게", "빨리요", "₩23,000",
                 "재료가 없어요", "주문 2건", "취소 1", f'/admin/orders/{order["id"]}'):  # fmt: skip
        assert said in page, said


async def test_the_last_to_leave_come_first_and_a_table_can_be_chosen(bistro: Restaurant) -> None:
    for table in (1, 2, 1):
        await visited(bistro, table)
    staff = browser(bistro, "staff")
    shown = [int(one) for one in VISIT.findall((await staff.get("/admin/history")).text)]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == 3
    page = (await staff.get(f"/admin/history?table={bistro.tables[1]}")).text
    assert len(VISIT.findall(page)) == 2
    assert f'value="{bistro.tables[1]}" selected' in page


async def test_a_deleted_table_keeps_its_history_and_a_strangers_has_none(
    bistro: Restaurant, rival: Restaurant
) -> None:
    await visited(bistro, 1)
    await bistro.ask("owner", "DELETE", f"/admin/tables/{bistro.tables[1]}")
    staff = browser(bistro, "staff")
    assert len(VISIT.findall((await staff.get(f"/admin/history?table={bistro.tables[1]}")).text)) == 1
    assert (await staff.get(f"/admin/history?table={rival.tables[1]}")).status_code == 404


@pytest.mark.parametrize("typed", ["{number}", "#{last}", "{last}", " {last} ", "1"])
async def test_an_order_is_found_by_its_number_however_it_is_typed(bistro: Restaurant, typed: str) -> None:
    number = await visited(bistro, 1)
    await visited(bistro, 2)
    asked = {"number": typed.format(number=number, last=number.split("-")[1])}
    page = (await browser(bistro, "staff").get("/admin/history", params=asked)).text
    assert len(VISIT.findall(page)) == 1
    assert "<details" in page
    assert " open>" in page


async def test_an_order_at_a_table_in_use_is_found_too(bistro: Restaurant) -> None:
    order = await bistro.ordered(2)
    page = (await browser(bistro, "staff").get(f"/admin/history?number={order['number']}")).text
    assert "At tables in use now" in page
    assert f'href="/admin/orders/{order["id"]}"' in page
    assert "Nothing found" not in page


async def test_what_is_no_number_is_told_at_its_field(bistro: Restaurant) -> None:
    answer = await browser(bistro, "staff", "ko").get("/admin/history?number=kimchi&from=2026-01-01")
    assert answer.status_code == 422
    assert 'id="f-number-error"' in answer.text
    assert 'value="kimchi"' in answer.text
    assert 'value="2026-01-01"' in answer.text
    assert (await browser(bistro, "staff").get("/admin/history?from=soon&table=x")).status_code == 422


async def test_days_that_end_before_they_begin_are_told_at_their_field(bistro: Restaurant) -> None:
    await visited(bistro, 1)
    answer = await browser(bistro, "staff").get("/admin/history?from=2026-01-02&to=2026-01-01")
    assert answer.status_code == 422
    assert 'id="f-to-error"' in answer.text
    assert "Choose a day that is not before the first one." in answer.text
    assert "Nothing found" not in answer.text
    assert (await browser(bistro, "staff").get("/admin/history?from=2026-01-02&to=2026-01-02")).status_code == 200


async def test_a_day_is_summed_up_and_its_parties_shown(bistro: Restaurant) -> None:
    await visited(bistro, 1, "김치찌개", "김치찌개", "냉면")
    await move_to_yesterday(bistro)
    await visited(bistro, 2)
    staff = browser(bistro, "staff", "ko")
    today = (await staff.get("/admin/history")).text
    assert "오늘" in today
    assert ">₩9,500</dd>" in today
    day = re.search(r'href="/admin/history\?day=([\d-]+)" aria-label="전날"', today)
    assert day
    yesterday = (await staff.get(f"/admin/history?day={day[1]}")).text
    assert ">₩30,000</dd>" in yesterday
    assert len(VISIT.findall(yesterday)) == 1
    assert yesterday.count(f'value="{day[1]}"') == 3, "the day, and both ends of the range"
    long_ago = (await staff.get("/admin/history?day=2020-01-01")).text
    assert "이날은 아직 주문이 없습니다." in long_ago
    assert "찾은 내역이 없습니다" in long_ago


async def move_to_yesterday(here: Restaurant) -> None:
    """All that there is so far, which is of one day."""

    async def moved(session: AsyncSession) -> None:
        for model in (Order, TableSession):
            mine = model.store_id == here.store_id
            today = (await session.scalars(select(model.business_date).where(mine))).first()
            assert today
            await session.execute(update(model).where(mine).values(business_date=today - timedelta(days=1)))

    await here.services.work.run(moved)


async def test_the_list_goes_on_where_it_ended(bistro: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "AT_ONCE", 2)
    for _ in range(5):
        await visited(bistro, 1)
    staff = browser(bistro, "staff")
    seen: list[str] = []
    page, path = (await staff.get("/admin/history")).text, ""
    while True:
        seen += VISIT.findall(page)
        more = re.search(r'hx-get="([^"]+cursor=[^"]+)"', page)
        if not more:
            break
        path = more[1].replace("&amp;", "&")
        page = (await staff.get(path, headers=HTMX)).text
        assert "<html" not in page
    assert len(seen) == len(set(seen)) == 5
    whole = (await staff.get(path)).text
    assert "<html" in whole, "the same link without scripts"
    assert VISIT.findall(whole) == VISIT.findall(page)


async def test_a_day_may_go_on_past_midnight() -> None:
    day = clock.now().date()
    totals = [HourTotals(22, 3, 100), HourTotals(1, 1, 50)]
    bars = history.bars(View(language=Language.KOREAN), Summary(day, 4, 4, 150, 0, totals, []))
    assert [(bar.label, bar.height) for bar in bars] == [("22", 100), ("23", 0), ("00", 0), ("01", 50)]


@given(st.lists(st.integers(0, 23), unique=True), st.integers(0, 3))
def test_every_order_of_a_day_is_in_its_bars_in_whatever_order_the_hours_came(hours: list[int], sales: int) -> None:
    """Where zone or cutoff are moved over the day, the clock goes back, or on by half a day."""
    totals = [HourTotals(hour, 2, sales * hour) for hour in hours]
    day = Summary(clock.now().date(), 2 * len(hours), 1, sales * sum(hours), 0, totals, [])
    bars = history.bars(View(language=Language.ENGLISH), day)
    assert sum(bar.orders for bar in bars) == day.orders
    assert sum(bar.sales for bar in bars) == day.sales
    assert all(bar.height > 0 for bar in bars if bar.orders)
    shown = [int(bar.label) for bar in bars]
    assert shown[:1] == hours[:1]
    assert all((after - before) % 24 == 1 for before, after in pairwise(shown))


async def test_a_day_whose_zone_was_moved_shows_all_its_orders(bistro: Restaurant) -> None:
    await bistro.ordered(1)
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu"):
        moved = await bistro.ask("owner", "PATCH", "/admin/store", {"timezone": zone, "day_cutoff_hour": 12})
        assert moved.status_code == 200
        await bistro.ordered(2)
    shown = 0
    for days in (-1, 0, 1):
        day = clock.now().date() + timedelta(days=days)
        page = (await browser(bistro, "staff").get(f"/admin/history?day={day}")).text
        shown += sum(int(count) for count in re.findall(r"(\d+) orders?</span>\s*</li>", page))
    assert shown == 4


async def test_nothing_yet_is_said_kindly(bistro: Restaurant) -> None:
    assert "No history yet" in (await browser(bistro, "staff").get("/admin/history")).text
