"""No sequence of taps, reloads, lost answers, duplicate tabs and dead servers makes two orders of one cart, or none."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Windows
from tests.browser.guest.cables import Cut
from tests.browser.guest.tablet import Tablet, counting, in_the_kitchen
from tests.faults.proxy import proxied
from tests.faults.service import Service
from tests.world import Restaurant

ONE = [[("김치찌개", 1)]]
TWICE = [("김치찌개", 1)], [("냉면", 1)]


async def test_an_order_without_a_network_waits_and_arrives_once(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.page.context.set_offline(True)
    await tablet.confirm()
    await tablet.is_told("연결되면 바로 보낼게요")
    await tablet.press("확인")
    await tablet.sees("연결이 끊겼어요")
    await tablet.choose("냉면")  # the menu is still there, and a second order may follow
    await tablet.confirm()
    assert await in_the_kitchen(tablet.bistro) == []
    await tablet.page.context.set_offline(False)
    await tablet.is_told("접수되었어요")
    assert await in_the_kitchen(tablet.bistro) == list(TWICE)


@pytest.mark.parametrize("at", ["before", "after"])
async def test_a_cable_cut_at_the_worst_moment_is_one_order(unpaired: Tablet, service: Service, at: str) -> None:
    cut = Cut(at)
    async with proxied(service.port, cut.cable) as port:
        unpaired.url = f"http://tablet.test:{port}"
        await unpaired.pair()
        await unpaired.choose("김치찌개")
        await unpaired.confirm()
        await unpaired.is_told("연결되면 바로 보낼게요")
        assert await in_the_kitchen(unpaired.bistro) == (ONE if at == "after" else [])
        assert not await unpaired.button("담은 메뉴로 되돌리기").count(), "it could be ordered twice"
        cut.mended = True
        await unpaired.is_told("접수되었어요")
        assert await in_the_kitchen(unpaired.bistro) == ONE
        await expect(unpaired.page.locator("aside.cart")).to_contain_text("아직 담은 메뉴가 없어요")


async def test_a_reload_while_nobody_answers_loses_nothing(unpaired: Tablet, service: Service) -> None:
    cut = Cut("after")
    async with proxied(service.port, cut.cable) as port:
        unpaired.url = f"http://tablet.test:{port}"
        await unpaired.pair()
        await unpaired.choose("김치찌개")
        await unpaired.confirm()
        await unpaired.is_told("연결되면 바로 보낼게요")
        cut.mended = True
        await unpaired.page.reload()
        await unpaired.forgets_its_sheet()
        await unpaired.press("주문 내역")
        await unpaired.is_told("#0001")
        await unpaired.has_sent_everything()
        assert await in_the_kitchen(unpaired.bistro) == ONE


async def test_a_reload_at_every_step(tablet: Tablet) -> None:
    reload = tablet.page.reload
    await reload()
    await tablet.dish("떡볶이").click()
    await reload()
    await tablet.page.locator("dialog label", has_text="순한맛").click()  # the sheet is open again
    await tablet.press("담기")
    await expect(tablet.page.locator("dialog[open]")).to_have_count(0)
    await reload()
    await expect(tablet.page.locator("aside.cart")).to_contain_text("순한맛")
    await tablet.press("주문하기")
    await reload()
    await tablet.press("주문 보내기")
    await expect(tablet.button("주문 보내기")).to_have_count(0)  # until then it is still in the cart
    await reload()
    await tablet.forgets_its_sheet()
    await tablet.press("주문 내역")
    await tablet.is_told("#0001")
    await reload()
    await tablet.is_told("#0001")
    assert await in_the_kitchen(tablet.bistro) == [[("떡볶이", 1)]]


@pytest.mark.parametrize("moment", range(4))
async def test_a_reload_in_the_middle_of_sending(tablet: Tablet, moment: int) -> None:
    await tablet.choose("김치찌개")
    await tablet.press("주문하기")
    await tablet.page.evaluate("document.querySelector('[data-key=send]').click()")
    await asyncio.sleep(moment * 0.008)
    await tablet.page.reload()
    await tablet.forgets_its_sheet()
    await tablet.has_sent_everything()
    if "김치찌개" in await tablet.page.locator("aside.cart").inner_text():  # so early that it was not confirmed yet
        await tablet.confirm()
        await tablet.is_told("접수되었어요")
    assert await in_the_kitchen(tablet.bistro) == ONE


async def test_the_server_is_killed_and_comes_back(tablet: Tablet, service: Service) -> None:
    await tablet.choose("김치찌개")
    service.kill()
    await tablet.confirm()
    await tablet.is_told("연결되면 바로 보낼게요")
    await service.start()
    await tablet.is_told("접수되었어요")
    await tablet.press("확인")
    await expect(tablet.page.locator(".banner")).to_have_count(0)
    assert await in_the_kitchen(tablet.bistro) == ONE


async def test_slow_3g(tablet: Tablet) -> None:
    cdp = await tablet.page.context.new_cdp_session(tablet.page)
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    await cdp.send("Network.emulateNetworkConditions", slow)
    await tablet.page.reload()
    await tablet.choose("김치찌개")
    sent = counting(tablet.page)
    await tablet.confirm()
    await tablet.is_told("보내는 중…")
    await tablet.is_told("접수되었어요")
    assert sent() == 1
    assert await in_the_kitchen(tablet.bistro) == ONE


async def test_two_tabs_share_a_cart_and_do_not_both_send(tablet: Tablet) -> None:
    other = Tablet(await tablet.page.context.new_page(), tablet.bistro, tablet.url)
    await other.page.goto(f"{tablet.url}/table")
    await tablet.choose("김치찌개")
    await expect(other.page.locator("aside.cart")).to_contain_text("김치찌개")
    for tab in (tablet, other):
        await tab.press("주문하기")
    counts = [counting(tablet.page), counting(other.page)]
    send = "document.querySelector('[data-key=send]')?.click()"  # the first may have closed the other's sheet
    await asyncio.gather(*(tab.page.evaluate(send) for tab in (tablet, other)))
    for tab in (tablet, other):
        await expect(tab.page.locator("aside.cart")).to_contain_text("아직 담은 메뉴가 없어요")
        await tab.forgets_its_sheet()
        await expect(tab.page.locator("[data-key=orders] .count")).to_have_text("1")
    assert sum(count() for count in counts) == 1
    assert await in_the_kitchen(tablet.bistro) == ONE


async def test_a_tab_that_was_closed_while_it_sent_is_relieved_by_the_other(tablet: Tablet) -> None:
    other = Tablet(await tablet.page.context.new_page(), tablet.bistro, tablet.url)
    await other.page.goto(f"{tablet.url}/table")
    sending: asyncio.Future[Page] = asyncio.get_running_loop().create_future()

    async def never_answer_the_first(route: Route) -> None:
        if sending.done():
            await route.continue_()
        else:
            sending.set_result(route.request.frame.page)

    await tablet.page.context.route("**/api/v1/orders", never_answer_the_first)
    await other.sees("김치찌개")
    await other.choose("김치찌개")
    await other.confirm()
    await other.is_told("보내는 중…")
    sender = await sending  # either may: the other hears of the cart at the same moment
    await sender.close()
    await (tablet if sender is other.page else other).has_sent_everything()
    assert await in_the_kitchen(tablet.bistro) == ONE


DENIED = """
for (const name of ["indexedDB", "localStorage", "caches"]) {
  Object.defineProperty(globalThis, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}
globalThis.BroadcastChannel = class { constructor() { throw new DOMException("denied", "SecurityError"); } };
"""
# For everything, or for the value of that name.
FULL = """(full) => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value, name) {
    if (full && name !== full) return put.call(this, value, name);
    Object.defineProperty(this.transaction, "error", { value: new DOMException("full", "QuotaExceededError") });
    return this.transaction.abort();
  };
}"""


async def test_a_browser_that_may_store_nothing_says_so_and_orders_once(unpaired: Tablet) -> None:
    await unpaired.page.add_init_script(DENIED)
    await unpaired.pair()
    await unpaired.sees("저장할 수 없어요")
    await unpaired.page.route("**/api/v1/orders", lambda route: route.abort())
    await unpaired.choose("김치찌개")
    await unpaired.confirm()
    await unpaired.is_told("연결되면 바로 보낼게요")
    await unpaired.page.unroute("**/api/v1/orders")
    await unpaired.page.reload()  # even that: the tab itself has kept it
    await unpaired.sees("김치찌개")
    await unpaired.forgets_its_sheet()
    await unpaired.has_sent_everything()
    assert await in_the_kitchen(unpaired.bistro) == ONE


async def test_a_full_disk_loses_no_order(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.page.evaluate(FULL)
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    await tablet.press("확인")
    await tablet.choose("냉면")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    await tablet.page.reload()  # there is room again
    await tablet.forgets_its_sheet()
    await expect(tablet.page.locator("aside.cart")).to_contain_text("아직 담은 메뉴가 없어요")
    await expect(tablet.page.locator("[data-key=orders] .count")).to_have_text("2")
    assert await in_the_kitchen(tablet.bistro) == list(TWICE)


async def test_two_tablets_of_a_table_each_order_their_own(
    tablet: Tablet, windows: Windows, bistro: Restaurant
) -> None:
    other = await Tablet(await windows.page(), bistro, tablet.url).pair()
    await tablet.choose("김치찌개")
    await other.choose("냉면")
    await asyncio.gather(tablet.confirm(), other.confirm())
    for one in (tablet, other):
        await one.is_told("접수되었어요")
    assert sorted(await in_the_kitchen(bistro)) == sorted(TWICE)
