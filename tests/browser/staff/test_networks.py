"""Networks that swallow bytes, and clocks that jump: what the board says of itself is true, and soon."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from ordering import clock
from tests.browser.conftest import Windows
from tests.browser.staff.conftest import Desk
from tests.browser.staff.test_board import line, live
from tests.faults.hole import Hole, hole
from tests.faults.service import Service
from tests.world import Restaurant

WITH_LOCKS, WITH_A_WORKER = "127.0.0.1", "tablet.test"
BACK_SECONDS = 15  # a connection that is dead is given up after five; whoever waits for its end waits for minutes
A_DAY_OFF = timedelta(hours=26)


@pytest.fixture
async def network(service: Service) -> AsyncIterator[Hole]:
    async with hole(service.port) as made:
        yield made


@pytest.mark.parametrize("host", [WITH_LOCKS, WITH_A_WORKER])
@pytest.mark.parametrize("seconds", [1.5, 13])
async def test_where_bytes_were_swallowed_the_board_is_live_as_soon_as_the_network_is(
    desk: Desk, bistro: Restaurant, network: Hole, host: str, seconds: float
) -> None:
    page = await live(await desk(host=host, port=network.port))
    beside = await page.context.new_page()
    await beside.goto(page.url)
    await live(beside)
    network.swallowing = True
    missed = await bistro.ordered(1)
    await asyncio.sleep(seconds)
    if seconds > 10:
        for one in (page, beside):
            await expect(one.locator("#connection")).to_have_attribute("data-state", "lost")
    network.swallowing = False
    for one in (page, beside):
        await expect(line(one, missed)).to_be_visible(timeout=BACK_SECONDS * 1000)
        await live(one)


@pytest.mark.parametrize("host", [WITH_LOCKS, WITH_A_WORKER])
async def test_an_ended_login_asks_for_nothing_until_somebody_has_logged_in(
    desk: Desk, bistro: Restaurant, network: Hole, host: str, windows: Windows
) -> None:
    """Also with many tabs that stay, since something is typed in each."""
    windows.expected += ("Response Status Error Code 401",)
    path = f"/admin/tables/{bistro.tables[1]}/orders/new"
    pages = [await live(await desk(path, host=host, port=network.port))]
    while len(pages) < 4:
        pages.append(await pages[0].context.new_page())
        await pages[-1].goto(pages[0].url)
    for page in pages:
        await live(page)
        await page.locator("button.pick", has_text="냉면").click()
    network.heads.clear()
    await bistro.ask("staff", "POST", "/auth/logout")
    for page in pages:
        await expect(page.locator(".toast[data-kind=late]")).to_contain_text("로그아웃")
    await asyncio.sleep(4)
    assert len(network.heads) <= len(pages), "one who asked for all, or each once"
    origin = pages[0].url.partition("/admin")[0]
    await pages[0].context.add_cookies([{"name": "staff", "value": bistro.token("manager"), "url": origin}])
    await (await pages[0].context.new_page()).goto(f"{origin}/admin/menu")
    for page in pages:
        await live(page)
        await expect(page.locator(".taken")).to_have_count(1)


async def test_a_silent_board_is_out_of_date_and_a_sign_of_life_clears_it(
    desk: Desk, bistro: Restaurant, network: Hole
) -> None:
    page = await live(await desk(port=network.port))
    network.swallowing = True
    await asyncio.sleep(1)
    await page.evaluate("""() => {
      const { now } = performance;
      performance.now = () => now.call(performance) + 60_000;
    }""")
    await expect(page.locator("#connection")).to_have_attribute("data-state", "stale")
    network.swallowing = False
    await live(page)


async def far_off(page: Page) -> None:
    await page.clock.install(time=clock.now() + A_DAY_OFF)


async def test_where_the_clock_is_a_day_off_a_new_order_is_new(desk: Desk, bistro: Restaurant) -> None:
    await bistro.ordered(1)
    page = await live(await desk(prepare=far_off))
    order = await bistro.ordered(2)
    for one in (line(page, order), page.locator("li[data-order]").last):
        await expect(one).to_have_attribute("data-age", "")
        await expect(one.locator("time.age")).to_have_text("방금")
    await page.wait_for_timeout(6000)  # it looks at its ages every five seconds
    await expect(page.locator("li[data-age='']")).to_have_count(2)
    await live(page)


@pytest.mark.parametrize("by", [A_DAY_OFF, -A_DAY_OFF])
async def test_a_clock_that_jumps_leaves_a_live_board_live(desk: Desk, bistro: Restaurant, by: timedelta) -> None:
    order = await bistro.ordered(1)
    page = await live(await desk(prepare=lambda page: page.clock.install(time=clock.now())))
    await page.evaluate("""() => {
      globalThis.said = new Set();
      const pill = document.getElementById("connection");
      new MutationObserver(() => said.add(pill.dataset.state)).observe(pill, { attributes: true });
    }""")
    await page.clock.set_system_time(clock.now() + by)
    await page.wait_for_timeout(6000)
    assert await page.evaluate("[...said]") == []
    await expect(line(page, order)).to_have_attribute("data-age", "")
    later = await bistro.ordered(2)
    await expect(line(page, later)).to_be_visible()
    await expect(line(page, later)).to_have_attribute("data-age", "")
