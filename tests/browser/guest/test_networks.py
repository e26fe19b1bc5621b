"""Networks that swallow bytes and close nothing, and many tabs: live as soon as the network is, and no storm."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Route, expect

from tests.browser.guest.tablet import Tablet, in_the_kitchen
from tests.browser.guest.test_parties import unpair
from tests.faults.hole import Hole, hole
from tests.faults.service import Service

BACK_SECONDS = 15  # a connection that is dead is given up after five; whoever waits for its end waits for minutes
STREAM = "GET /api/v1/events"
SEEN_AGAIN = """(state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# After five seconds of it a connection counts as lost: here it is only by what the browser says.
SILENCE_IS_FINE = """const real = globalThis.setTimeout;
globalThis.setTimeout = (act, ms, ...more) => (ms === 5000 ? 0 : real(act, ms, ...more));"""
LOOKED_AT = ("dispatchEvent(new Event('online'))", "document.dispatchEvent(new Event('visibilitychange'))")


@pytest.fixture
async def network(service: Service, unpaired: Tablet) -> AsyncIterator[Hole]:
    """Between the tablet and the service."""
    async with hole(service.port) as made:
        unpaired.url = f"http://tablet.test:{made.port}"
        yield made


async def follows(network: Hole) -> None:
    async with asyncio.timeout(30):
        while STREAM not in network.heads:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("seconds", [1.5, 12])
async def test_where_bytes_were_swallowed_the_page_is_live_as_soon_as_the_network_is(
    network: Hole, unpaired: Tablet, seconds: float
) -> None:
    tablet, rounds = await unpaired.pair(), unpaired.page.locator("[data-key=orders] .count")
    await follows(network)
    network.swallowing = True
    await tablet.bistro.ordered(1, "냉면", by="staff")
    if seconds > 10:
        await tablet.choose("김치찌개")
        await tablet.confirm()
        await tablet.is_told("연결되면 바로 보낼게요")
    await asyncio.sleep(seconds)
    network.swallowing = False
    await expect(rounds).to_have_text("2" if seconds > 10 else "1", timeout=BACK_SECONDS * 1000)
    await expect(tablet.page.locator(".banner")).to_have_count(0)
    assert len(await in_the_kitchen(tablet.bistro)) == (2 if seconds > 10 else 1)


async def test_a_browser_that_knows_it_is_offline_says_so_at_once_and_is_live_at_once(tablet: Tablet) -> None:
    page = tablet.page
    await page.add_init_script(SILENCE_IS_FINE)
    await page.reload()
    await tablet.sees("김치찌개")
    await expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    await page.context.set_offline(True)
    await expect(page.locator(".banner", has_text="연결이 끊겼어요")).to_be_visible()
    await asyncio.sleep(9)  # it has tried often
    await tablet.bistro.ordered(1, "냉면", by="staff")
    await tablet.page.context.set_offline(False)
    await expect(tablet.page.locator("[data-key=orders] .count")).to_have_text("1")
    await expect(tablet.page.locator(".banner")).to_have_count(0)


async def test_an_ended_pairing_asks_for_nothing_in_any_tab(network: Hole, unpaired: Tablet) -> None:
    tabs = [await unpaired.pair()]
    while len(tabs) < 4:
        tabs.append(Tablet(await unpaired.page.context.new_page(), unpaired.bistro, unpaired.url))
        await tabs[-1].page.goto(f"{unpaired.url}/table")
        await tabs[-1].sees("김치찌개")
    await unpair(unpaired.bistro)
    for tab in tabs:
        await tab.sees("연결이 해제되었어요")
    await asyncio.sleep(0.5)
    network.heads.clear()
    for look in LOOKED_AT:
        for tab in tabs:
            await tab.page.evaluate(look)
        await asyncio.sleep(2)
    assert network.heads == []


async def test_a_tab_that_nobody_sees_has_no_stream(network: Hole, unpaired: Tablet) -> None:
    await unpaired.pair()
    await follows(network)
    hidden = await unpaired.page.context.new_page()
    await hidden.add_init_script(
        "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })"
    )
    network.heads.clear()
    await hidden.goto(f"{unpaired.url}/table")
    await expect(hidden.get_by_text("김치찌개").first).to_be_attached()
    await hidden.evaluate("dispatchEvent(new Event('online'))")
    await asyncio.sleep(1)
    assert STREAM not in network.heads
    await hidden.evaluate(SEEN_AGAIN, "visible")
    await follows(network)


async def test_a_window_that_was_replaced_by_others_comes_back_only_when_somebody_looks(tablet: Tablet) -> None:
    asked: list[str] = []

    async def replace(route: Route) -> None:
        asked.append(route.request.url)
        body = "retry: 2000\n\nevent: replaced\ndata: {}\n\n"
        await route.fulfill(status=200, content_type="text/event-stream", body=body)

    await tablet.page.route("**/api/v1/events", replace)
    await tablet.page.reload()
    await tablet.sees("다른 창에서 이 화면을 보고 있어요")
    await asyncio.sleep(3)
    assert len(asked) == 1
    await tablet.page.unroute("**/api/v1/events")
    await tablet.page.locator(".seat").click()
    await expect(tablet.page.locator(".banner")).to_have_count(0)
    await tablet.bistro.ordered(1, "냉면", by="staff")
    await expect(tablet.page.locator("[data-key=orders] .count")).to_have_text("1")
