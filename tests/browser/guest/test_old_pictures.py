"""What the page was told to read again it reads until it has it; it looks again where its picture may be old."""

import asyncio

import pytest
from playwright.async_api import APIResponse, Page, Route, expect

from tests.browser.guest.tablet import Tablet
from tests.browser.guest.test_refusals import reprice

EVENTS, MENU, ORDERS = "**/api/v1/events", "**/api/v1/menu", "**/api/v1/orders"
LOOKS = {
    "the network is back": "dispatchEvent(new Event('online'))",
    "somebody looks": "document.dispatchEvent(new Event('visibilitychange'))",
}


async def fails(page: Page, path: str, times: int) -> None:
    """The next readings of it, each in another way."""
    left = [*range(times)]

    async def fail(route: Route) -> None:
        if route.request.method != "GET" or not left:
            await route.continue_()
        elif left.pop() % 2:
            await route.abort()
        else:
            await route.fulfill(status=503, content_type="text/html", body="<h1>Bad gateway</h1>")

    await page.route(path, fail)


async def hears_nothing(tablet: Tablet) -> None:
    await tablet.page.route(EVENTS, lambda route: route.abort())
    await tablet.page.reload()
    await tablet.sees("김치찌개")
    await tablet.sees("연결이 끊겼어요")


async def test_a_menu_that_could_not_be_read_is_asked_for_until_it_is_had(tablet: Tablet) -> None:
    await expect(tablet.dish("김치찌개")).to_contain_text("₩9,500")
    await fails(tablet.page, MENU, 4)
    await reprice(tablet.bistro, "김치찌개", 10500)
    await expect(tablet.dish("김치찌개")).to_contain_text("₩10,500")


async def test_orders_that_could_not_be_read_are_asked_for_until_they_are_had(tablet: Tablet) -> None:
    await tablet.bistro.ordered(1, "냉면", by="staff")
    await fails(tablet.page, ORDERS, 4)
    await tablet.page.reload()
    await expect(tablet.page.locator("[data-key=orders] .count")).to_have_text("1")


async def test_a_list_from_before_the_first_order_that_comes_after_it_takes_it_not_away(tablet: Tablet) -> None:
    count = tablet.page.locator("[data-key=orders] .count")
    late: asyncio.Queue[tuple[Route, APIResponse]] = asyncio.Queue()

    async def hold(route: Route) -> None:
        late.put_nowait((route, await route.fetch(url=route.request.url.replace("tablet.test", "127.0.0.1"))))

    await tablet.page.route(ORDERS, hold, times=1)
    await tablet.page.evaluate(LOOKS["somebody looks"])
    route, answer = await asyncio.wait_for(late.get(), 30)
    await tablet.bistro.ordered(1, "냉면", by="staff")
    await expect(count).to_have_text("1")
    assert (await answer.json())["table_session"] is None
    async with tablet.page.expect_response(ORDERS):
        await route.fulfill(response=answer)
    await tablet.bistro.ordered(1, "냉면", by="staff")
    await expect(count).to_have_text("2")


@pytest.mark.parametrize("look", LOOKS)
async def test_menu_orders_and_party_are_looked_at_again_when(tablet: Tablet, look: str) -> None:
    await tablet.bistro.ordered(1, "냉면", by="staff")
    await hears_nothing(tablet)
    await reprice(tablet.bistro, "김치찌개", 10500)
    await tablet.bistro.ordered(1, "냉면", by="staff")
    await tablet.page.evaluate(LOOKS[look])
    await expect(tablet.dish("김치찌개")).to_contain_text("₩10,500")
    await expect(tablet.page.locator("[data-key=orders] .count")).to_have_text("2")
    assert (await tablet.bistro.close(1, force=True)).status_code == 200
    await tablet.page.evaluate(LOOKS[look])
    await tablet.sees("감사합니다")


async def test_a_refusal_that_shows_an_old_picture_has_it_drawn_anew(tablet: Tablet) -> None:
    await hears_nothing(tablet)
    await reprice(tablet.bistro, "김치찌개", 10500)
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.is_told("가격이 바뀌었어요")
    await expect(tablet.dish("김치찌개")).to_contain_text("₩10,500")


async def test_an_order_that_can_not_be_taken_back_any_more_is_shown_as_it_is(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    await tablet.page.route(EVENTS, lambda route: route.abort())
    await tablet.page.evaluate("dispatchEvent(new Event('offline'))")
    order = (await tablet.bistro.ask("staff", "GET", "/admin/orders")).json()["items"][0]
    change = {"status": "preparing", "version": order["version"]}
    assert (await tablet.bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", change)).status_code == 200
    await tablet.press("주문 취소")
    await tablet.is_told("이제 취소할 수 없어요")
    await tablet.forgets_its_sheet()
    await tablet.press("주문 내역")
    await tablet.is_told("준비중")
