"""A party leaves its tablet for another table's: the old one says where it went, the new one shows what it had."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Windows
from tests.browser.guest.tablet import Tablet
from tests.world import Restaurant

At = Callable[[int], Awaitable[Tablet]]


@pytest.fixture
async def at(windows: Windows, tablet: Tablet) -> At:
    """Another tablet, at this table; the ``tablet`` is at table 1."""

    async def paired(number: int) -> Tablet:
        return await Tablet(await windows.page(service_workers="block"), tablet.bistro, tablet.url).pair(number)

    return paired


async def shows(tablet: Tablet, *dishes: str, total: str) -> None:
    """That these were ordered here, whichever tablet they were ordered at, and nothing else."""
    await expect(tablet.page.locator("[data-key=orders] .count")).to_have_text(str(len(dishes)))
    await tablet.press("주문 내역")
    await expect(tablet.page.locator("dialog [data-order]")).to_have_count(len(dishes))
    for dish in dishes:
        await tablet.is_told(dish)
    await tablet.is_told(total)
    await tablet.page.keyboard.press("Escape")


async def is_the_next_partys(tablet: Tablet) -> None:
    """What is left after the note is the menu, and nothing of who sat here."""
    await tablet.press("확인")
    await tablet.press("시작하기")
    await tablet.sees("김치찌개")
    await expect(tablet.page.locator("[data-key=orders] .count")).to_have_count(0)
    await expect(tablet.page.locator("aside.cart")).to_contain_text("아직 담은 메뉴가 없어요")


async def test_a_party_that_moves_is_told_where_and_finds_its_orders_there(tablet: Tablet, at: At) -> None:
    bistro = tablet.bistro
    there = await at(3)
    order = await bistro.ordered(1, ("김치찌개", 2))
    await shows(tablet, "김치찌개", total="₩19,000")
    await tablet.choose("냉면")
    await deed(bistro, 1, "move", to_table_id=bistro.tables[3], table_session_id=order["table_session_id"])
    await tablet.sees("3번 테이블로 옮겼어요")
    await expect(tablet.page.locator(".welcome .bill")).to_have_count(0)
    await shows(there, "김치찌개", total="₩19,000")
    await is_the_next_partys(tablet)
    await tablet.choose("떡볶이", "순한맛")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    await shows(there, "김치찌개", total="₩19,000")


async def test_a_party_that_joins_is_shown_with_the_other_until_they_part(tablet: Tablet, at: At) -> None:
    bistro = tablet.bistro
    there = await at(2)
    order, theirs = await bistro.ordered(1, "김치찌개"), await bistro.ordered(2, "냉면")
    await shows(tablet, "김치찌개", total="₩9,500")
    session_id = order["table_session_id"]
    into = {"into_table_id": bistro.tables[2], "into_session_id": theirs["table_session_id"]}
    await deed(bistro, 1, "join", table_session_id=session_id, **into)
    await tablet.sees("2번 테이블로 옮겼어요")
    await shows(there, "김치찌개", "냉면", total="₩20,500")
    await is_the_next_partys(tablet)
    await deed(bistro, 1, "unjoin", table_session_id=session_id)
    await shows(tablet, "김치찌개", total="₩9,500")
    await shows(there, "냉면", total="₩11,000")


async def test_a_party_that_had_not_left_finds_its_orders_again(tablet: Tablet) -> None:
    bistro = tablet.bistro
    order = await bistro.ordered(1, "김치찌개")
    await shows(tablet, "김치찌개", total="₩9,500")
    assert (await bistro.close(1, force=True)).status_code == 200
    await tablet.sees("감사합니다")
    await is_the_next_partys(tablet)
    await deed(bistro, 1, "reopening", table_session_id=order["table_session_id"])
    await shows(tablet, "김치찌개", total="₩9,500")
    await tablet.choose("냉면")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    await tablet.press("확인")
    await shows(tablet, "김치찌개", "냉면", total="₩20,500")
    orders = (await bistro.ask("staff", "GET", "/admin/orders")).json()["items"]
    assert {one["table_session_id"] for one in orders} == {order["table_session_id"]}


async def deed(bistro: Restaurant, table: int, what: str, **named: int) -> None:
    done = await bistro.ask("staff", "POST", f"/admin/tables/{bistro.tables[table]}/{what}", named)
    assert done.status_code == 200, done.text
