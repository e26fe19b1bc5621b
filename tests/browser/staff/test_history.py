"""History and activity in a real browser: an endless list, a search, a day."""

import re

from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.conftest import Windows
from tests.browser.staff.conftest import Desk
from tests.world import Restaurant

PRINTED = "window.print = () => { document.body.dataset.printed = document.querySelectorAll('.visit').length; }"
"""Instead of paper: how many visits there would be on it."""


async def visited(here: Restaurant, times: int) -> list[str]:
    """The numbers of the orders of that many parties that have left."""
    numbers = []
    for _ in range(times):
        numbers.append((await here.ordered(1, ("김치찌개", 2)))["number"])
        await here.close(1, force=True)
    return numbers


async def test_the_list_goes_on_as_one_scrolls_and_an_order_is_found(desk: Desk, bistro: Restaurant) -> None:
    numbers = await visited(bistro, 23)
    page = await desk("/admin/history", "owner", viewport={"width": 390, "height": 800})
    await expect(page.locator(".visit")).to_have_count(20)
    assert await complaints_of(page) == []
    await page.locator(".more").scroll_into_view_if_needed()
    await expect(page.locator(".visit")).to_have_count(23)
    await expect(page.locator(".more")).to_have_count(0)

    await page.locator("[name=number]").fill(f"#{numbers[4].split('-')[1]}")
    await page.keyboard.press("Enter")
    await expect(page.locator(".visit")).to_have_count(1)
    await expect(page.locator(".round")).to_contain_text("2 김치찌개")
    assert await complaints_of(page) == []
    summary = page.locator(".visit summary")
    await summary.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".round")).to_be_hidden()
    await page.go_back()
    await expect(page.locator(".summary")).to_contain_text("₩437,000")


async def test_back_from_an_order_the_list_is_where_it_was(desk: Desk, bistro: Restaurant) -> None:
    """With what was loaded, unfolded, and by one press, whether of the browser's button or the drawer's."""
    await visited(bistro, 43)
    page = await desk("/admin/history", "owner", "en", viewport={"width": 390, "height": 800})
    visits = page.locator(".visit")
    for shown in (40, 43):
        await page.locator(".more").scroll_into_view_if_needed()
        await expect(visits).to_have_count(shown)
    await visits.nth(30).locator("summary").click()
    link = visits.nth(30).locator(".round a")
    for back in (page.go_back, page.locator("#drawer [data-close]").first.click):
        await link.scroll_into_view_if_needed()
        await link.click(trial=True)  # it stands still
        at = await page.evaluate("scrollY")
        assert at > 1000
        await link.click()
        await expect(page.locator("#drawer .facts")).to_be_visible()
        await back()
        await expect(page).to_have_url(re.compile("/admin/history$"))
        await expect(visits).to_have_count(43)
        await expect(link).to_be_visible()
        await expect(link).to_be_focused()
        await page.wait_for_function("(at) => Math.abs(scrollY - at) < 5", arg=at)


async def test_a_printed_list_is_whole_or_says_that_it_is_not(desk: Desk, bistro: Restaurant) -> None:
    await visited(bistro, 43)
    page = await desk("/admin/history", "owner", "en")
    visits, more = page.locator(".visit"), page.get_by_text("not all are loaded")
    await expect(visits).to_have_count(20)
    await expect(more).to_be_hidden()
    await page.emulate_media(media="print")
    await expect(more).to_be_visible()
    await page.emulate_media(media="screen")
    await page.evaluate(PRINTED)
    await page.get_by_role("button", name="Print").click()
    await expect(page.locator("body")).to_have_attribute("data-printed", "43")
    await expect(more).to_have_count(0)


async def test_a_list_that_can_not_be_loaded_is_printed_as_far_as_it_is(
    desk: Desk, bistro: Restaurant, windows: Windows
) -> None:
    windows.expected += ("htmx:",)
    await visited(bistro, 21)
    page = await desk("/admin/history", "owner", "en")
    await page.route("**/admin/history?cursor=*", lambda route: route.abort())
    await page.evaluate(PRINTED)
    await page.get_by_role("button", name="Print").click()
    await expect(page.locator("body")).to_have_attribute("data-printed", "20")
    await expect(page.get_by_text("not all are loaded")).to_have_count(1)


async def test_yesterday_is_one_tap_away(desk: Desk, bistro: Restaurant) -> None:
    await visited(bistro, 1)
    page = await desk("/admin/history", "staff", "en")
    await expect(page.locator(".hours li")).to_have_count(1)
    await page.get_by_role("link", name="The day before").click()
    await expect(page.locator(".summary")).to_contain_text("No orders yet on this day.")
    await expect(page.locator(".empty-state")).to_contain_text("Nothing found")
    await page.get_by_role("link", name="The day after").click()
    await expect(page.locator(".visit")).to_have_count(1)


async def test_activity_tells_what_was_done(desk: Desk, bistro: Restaurant) -> None:
    await visited(bistro, 1)
    page = await desk("/admin/activity", "manager")
    await expect(page.locator(".deed").first).to_contain_text("staff 님이 1번 테이블의 이용을 완료했습니다.")
    assert await complaints_of(page) == []
    await page.locator("[name=kind]").select_option("menu")
    await page.keyboard.press("Tab")
    await page.get_by_role("button", name="보기").click()
    await expect(page.locator(".deed").first).to_contain_text("메뉴")
    await expect(page).to_have_url(re.compile("kind=menu"))
