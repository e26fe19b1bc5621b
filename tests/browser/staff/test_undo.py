"""A wrong tap is taken back where it was made, and a note never lies on what is pressed next."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.browser.staff.test_board import line, live
from tests.browser.staff.test_haste import APART_MS, advance, status_of
from tests.world import Restaurant

# What would be pressed at each spot of the page's lower left: buttons and links, by their words.
PRESSED = """() => {
  const spots = [];
  for (let x = 8; x < 440; x += 24) for (let y = innerHeight - 140; y < innerHeight; y += 12) spots.push([x, y]);
  return spots.map(([x, y]) => document.elementFromPoint(x, y)?.closest("button, a")?.textContent.trim() ?? "");
}"""


async def pressed(page: Page) -> list[str]:
    spots: list[str] = await page.evaluate(PRESSED)
    return spots


@pytest.mark.parametrize("begun", [True, False])
async def test_a_wrong_served_is_taken_back_with_one_tap(desk: Desk, bistro: Restaurant, begun: bool) -> None:
    """To being prepared, also where it never was: straight back to waiting nobody can take it."""
    order = await bistro.ordered(1)
    if begun:
        await advance(bistro, order, "preparing")
    page = await live(await desk())
    if begun:
        await line(page, order).locator("[data-do=serve]").click()
    else:
        await advance_from_card(page, order["id"])
    note = page.locator(".toast[data-kind=done]")
    await expect(note).to_contain_text(f"#{order['number'][-4:]} 나감")
    assert await complaints_of(page) == []
    await note.locator("[data-do=recall]").click()
    await expect(line(page, order)).to_have_attribute("data-status", "preparing")
    await expect(page.locator(".toast")).to_have_count(0)
    assert await status_of(bistro, order) == "preparing"


async def advance_from_card(page: Page, order_id: int) -> None:
    """As a board with one tap instead of two would."""
    values = '{"status": "completed", "version": 1, "target": "card"}'
    await page.evaluate(f"htmx.ajax('POST', '/admin/orders/{order_id}/status', {{swap: 'none', values: {values}}})")


async def test_what_the_card_shows_is_not_told_again(desk: Desk, bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    page = await live(await desk())
    await line(page, order).locator("[data-do=start]").click()
    await expect(line(page, order)).to_have_attribute("data-status", "preparing")
    await expect(page.locator(".toast")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 768, 1280])
async def test_a_note_lies_on_nothing_that_can_be_pressed(desk: Desk, bistro: Restaurant, width: int) -> None:
    orders = [await bistro.ordered(number, "냉면", "김치찌개") for number in (1, 2, 3) for _ in range(4)]
    for order in orders:
        await advance(bistro, order, "preparing")
    page = await live(await desk("/admin?sort=table", viewport={"width": width, "height": 620}))
    deepest: int = await page.evaluate("document.documentElement.scrollHeight - innerHeight")
    for order, at in zip(orders, (0, 37, 151, deepest), strict=False):
        await page.evaluate("(at) => scrollTo({top: at, behavior: 'instant'})", at)
        before = await pressed(page)
        await page.evaluate(
            """(message) => document.body.dispatchEvent(
          new CustomEvent("toast", {detail: {message, kind: "done"}}))""",
            order["number"],
        )
        await expect(page.locator(".toast")).to_be_visible()
        after = await pressed(page)
        covered = [was for was, now in zip(before, after, strict=True) if was and was != now]
        assert covered == []
    last = page.locator("#board button").last
    await last.scroll_into_view_if_needed()
    await last.click(trial=True)


async def test_there_is_one_note_at_a_time_and_it_goes_by_itself(desk: Desk, bistro: Restaurant) -> None:
    first, second = await bistro.ordered(1), await bistro.ordered(2)
    for order in (first, second):
        await advance(bistro, order, "preparing")
    page = await live(await desk())
    for order in (first, second):
        await line(page, order).locator("[data-do=serve]").click()
        await expect(page.locator(".toast")).to_contain_text(f"#{order['number'][-4:]}")
        await page.wait_for_timeout(APART_MS)
    await expect(page.locator(".toast")).to_have_count(1)
    await page.mouse.move(700, 300)
    await expect(page.locator(".toast")).to_have_count(0)
