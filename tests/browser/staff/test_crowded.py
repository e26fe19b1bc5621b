"""The board with every table taken: as much of it on the screen as there can be, and nothing that jumps."""

import asyncio
import re
from itertools import cycle
from typing import Any

import pytest
from playwright.async_api import Page, expect

from ordering.security.callers import Role
from tests.browser.accessible import complaints_of
from tests.browser.conftest import Windows
from tests.browser.staff.conftest import Desk
from tests.browser.staff.test_board import card, line, live
from tests.world import Restaurant

LINES_OF = cycle([1, 8, 3, 2, 5, 1, 4, 7, 2, 3, 6, 1, 2])
FILL = """() => {
  const gap = parseFloat(getComputedStyle(document.getElementById("board")).columnGap);
  const cards = [...document.querySelectorAll("#board > .table")].map((card) => card.getBoundingClientRect());
  const edge = (side, most) => Math[most](...cards.map((card) => card[side]));
  const [width, height] = [edge("right", "max") - edge("left", "min"), edge("bottom", "max") - edge("top", "min")];
  const filled = cards.reduce((sum, card) => sum + (card.width + gap) * (card.height + gap), 0);
  return filled / ((width + gap) * (height + gap));
}"""
SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({ type: "layout-shift" });
}"""


# A hand over the board, and none any more: a page that stalls stalls the one that moves too.
HAND = """() => {
  const move = () => document.getElementById("board").dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
  move();
  window.hand = setInterval(move, 200);
}"""
NO_HAND = "clearInterval(window.hand)"


async def tables(bistro: Restaurant, count: int) -> None:
    for number in range(4, count + 1):
        new = {"number": number, "password": "1234", "area": ["홀", "테라스", "룸"][number % 3]}
        bistro.tables[number] = (await bistro.ask("manager", "POST", "/admin/tables", new)).json()["id"]


async def ordered(bistro: Restaurant, number: int, lines: int, note: str | None = None) -> dict[str, Any]:
    wanted = [name for name, _ in zip(cycle(["김치찌개", "냉면"]), range(lines), strict=False)]
    more = {"note": note} if note else {}
    answer = await bistro.order(number, *wanted, by=Role.STAFF, **more)
    placed: dict[str, Any] = answer.raise_for_status().json()
    return placed


async def busy(bistro: Restaurant, count: int) -> None:
    """So many tables, each with two finished orders and an unfinished one of three lines."""
    limits = {"limits": {"seconds_between_orders": 0, "open_orders_per_table": 0}}
    (await bistro.ask("owner", "PATCH", "/admin/store", limits)).raise_for_status()
    await tables(bistro, count)

    async def take(number: int) -> None:
        for _ in range(2):
            order = await ordered(bistro, number, 2)
            done = {"status": "completed", "version": order["version"]}
            (await bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", done)).raise_for_status()
        await ordered(bistro, number, 3)

    await asyncio.gather(*(take(number) for number in range(1, count + 1)))


async def fits(page: Page, screens: float) -> None:
    await page.wait_for_function("(most) => document.documentElement.scrollHeight / innerHeight <= most", arg=screens)


async def fills(page: Page, least: float) -> None:
    """The board is laid out with so few holes."""
    await page.wait_for_function(f"(least) => ({FILL})() >= least", arg=least)


async def test_twelve_busy_tables_are_on_little_more_than_a_screen_without_holes(
    desk: Desk, bistro: Restaurant
) -> None:
    await busy(bistro, 12)
    page = await live(await desk())
    await fits(page, 1.3)
    await fills(page, 0.9)
    folded = card(page, bistro, 5).locator(".finished li[data-order]")
    await expect(folded).to_have_count(2)
    await expect(folded.first).to_be_hidden()
    await card(page, bistro, 5).locator("summary").click()
    await expect(folded.first).to_be_visible()
    assert await page.evaluate("innerWidth === document.documentElement.scrollWidth")


@pytest.mark.parametrize("width", [1280, 1920])
async def test_twenty_unequal_tables_leave_few_holes(desk: Desk, bistro: Restaurant, width: int) -> None:
    await tables(bistro, 20)
    for number, lines in zip(range(1, 21), LINES_OF, strict=False):
        await ordered(bistro, number, lines, "물 먼저 주세요" if number % 5 == 0 else None)
    page = await live(await desk(viewport={"width": width, "height": 800}))
    await fills(page, 0.8)


async def test_a_new_order_moves_nothing_before_nobodys_hand_is_over_the_board(desk: Desk, bistro: Restaurant) -> None:
    await busy(bistro, 12)
    page = await live(await desk())
    await page.evaluate(SHIFTS)
    before = await page.locator("#board .table").evaluate_all("(cards) => cards.map(({ id }) => id)")
    await page.evaluate(HAND)
    order = await ordered(bistro, 3, 2)
    await expect(line(page, order)).to_be_visible()
    await expect(card(page, bistro, 3)).to_have_attribute("data-flash", "bright")
    await page.wait_for_timeout(5000)  # longer than the calm after which cards change places
    await expect(page.locator("[data-flash]")).to_have_count(0)
    assert await page.locator("#board .table").evaluate_all("(cards) => cards.map(({ id }) => id)") == before
    assert await page.evaluate("window.shifted") <= 0.05
    await page.evaluate(NO_HAND)
    await expect(page.locator("#board .table").first).to_have_attribute("data-number", "3")


async def test_the_strip_leads_to_the_newest_order_and_the_oldest_figure_to_the_oldest(
    desk: Desk, bistro: Restaurant
) -> None:
    await busy(bistro, 12)
    page = await live(await desk(viewport={"width": 390, "height": 844}))
    await page.wait_for_function("document.querySelector('#board').getBoundingClientRect().y <= 170")
    order = await ordered(bistro, 12, 1)
    await page.locator("#news button").first.click()
    await expect(line(page, order)).to_be_in_viewport()
    await page.locator("[data-figure=oldest] a").click()
    oldest = await page.locator("[data-figure=oldest] a").get_attribute("href")
    assert oldest is not None
    await expect(page.locator(oldest)).to_be_in_viewport()


async def test_sixty_tables_are_on_one_screen_at_a_glance(desk: Desk, bistro: Restaurant, windows: Windows) -> None:
    windows.expected += ("inline style", "preload assets")  # axe's own
    await tables(bistro, 60)
    for number in range(1, 61, 7):
        await ordered(bistro, number, 2)
    page = await live(await desk())
    await expect(page.locator("#live")).to_have_attribute("data-view", "overview")
    await fits(page, 1)
    await expect(page.locator("#board .table:visible")).to_have_count(60)
    assert await complaints_of(page) == []
    await page.get_by_text("최신순").click()
    await expect(page).to_have_url(re.compile("sort=newest"))
    await page.reload()
    await expect(page.locator("#live")).to_have_attribute("data-view", "newest")


COLUMNS = "(cards) => Object.fromEntries(cards.map((card) => [card.id, card.getBoundingClientRect().left]))"
UNDER = "([x, y]) => document.elementFromPoint(x, y)?.closest('[data-order], .table')?.id"


async def test_a_sorting_takes_nothing_from_under_a_finger_and_shifts_one_column(
    desk: Desk, bistro: Restaurant
) -> None:
    await busy(bistro, 12)
    page = await live(await desk())
    spot = [600, 400]
    await page.mouse.move(*spot)
    await page.evaluate(SHIFTS)
    first = page.locator("#board .table").first
    newest = await first.get_attribute("data-number")
    await page.evaluate(HAND)
    order = await ordered(bistro, 3 if newest != "3" else 4, 2)
    await expect(line(page, order)).to_be_visible()
    under = await page.evaluate(UNDER, spot)
    await page.mouse.down()
    await page.evaluate(NO_HAND)
    await page.wait_for_timeout(6000)  # longer than the calm after which cards change places
    assert await page.evaluate(UNDER, spot) == under
    assert await page.evaluate("window.shifted") <= 0.05
    columns = await page.locator("#board .table").evaluate_all(COLUMNS)
    await expect(first).to_have_attribute("data-number", newest or "")
    await page.mouse.up()
    await expect(first).to_have_attribute("data-number", str(order["table"]["number"]))
    await page.wait_for_timeout(500)
    assert await page.locator("#board .table").evaluate_all(COLUMNS) == columns
    assert await page.evaluate("window.shifted") <= 0.1
