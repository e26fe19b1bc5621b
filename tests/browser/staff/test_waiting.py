"""What waits for a person, above the board: food to be carried, and tickets that nobody in the kitchen has seen."""

import re

from playwright.async_api import Page, expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.browser.staff.test_board import card, line, live
from tests.kitchen.making import Kitchen
from tests.world import Restaurant

SHIFTED = """() => new Promise((told) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => told(sum)));
})"""


async def rings(page: Page, kind: str) -> None:
    await expect(page.locator("#sound")).to_have_attribute("data-rings", re.compile(rf"\b{kind}\b"))


async def test_food_stands_on_a_strip_by_age_until_it_is_carried(desk: Desk, bistro: Restaurant) -> None:
    kitchen = await Kitchen(bistro).open(expo=True)
    first, second = await bistro.ordered(1, "김치찌개", "냉면"), await bistro.ordered(2, "김치찌개")
    page = await live(await desk())
    await page.click("#sound")
    states = line(page, first).locator(".kitchen-states li")
    await expect(states).to_have_count(2)
    hot, cold, other = await kitchen.tickets()
    await kitchen.bumped(other, "done")
    strip = page.locator("#ready li")
    await expect(strip).to_have_text(re.compile(r"2번\s+#0002\s+방금\s*나감"))
    await rings(page, "ready")
    await expect(page.locator("#announced")).to_have_text("2번 테이블: 주문 #0002 나갈 음식")
    await kitchen.bumped(hot, "done")
    await expect(line(page, first).locator('[data-state="done"]')).to_have_count(1)
    await kitchen.bumped(cold, "started")
    await expect(line(page, first).locator('[data-state="started"]')).to_have_count(1)
    [now] = await kitchen.tickets("바")
    await kitchen.bumped(now, "done")
    await expect(strip).to_have_count(2)
    await expect(line(page, first).locator(".pill")).to_have_text("나갈 음식")
    await page.click("#sound")  # a page that was heard before asks for a touch when it comes back
    await page.reload()
    await live(page)
    await expect(strip.nth(0)).to_contain_text("2번")
    await expect(strip.nth(1)).to_contain_text("1번")
    assert await complaints_of(page) == []

    await strip.nth(0).get_by_role("button", name="나감").dblclick()  # what comes up under the finger is not served
    await expect(strip).to_have_count(1)
    await expect(line(page, second)).to_have_attribute("data-status", "completed")
    assert (await kitchen.order(first))["status"] == "preparing"
    await strip.get_by_role("button", name="1번").press("Enter")
    await expect(line(page, first).get_by_role("link")).to_be_focused()
    await strip.get_by_role("button", name="나감").press("Enter")
    await expect(page.locator("#ready")).to_be_hidden()
    assert (await kitchen.order(first))["status"] == "completed"


async def test_what_nobody_in_the_kitchen_has_seen_in_time_rings_until_it_is_seen(
    desk: Desk, bistro: Restaurant
) -> None:
    kitchen = await Kitchen(bistro).open()
    await bistro.ask("manager", "PATCH", "/admin/store", {"unseen_seconds": 3600})
    order, other = await bistro.ordered(1, "김치찌개", "냉면"), await bistro.ordered(2, "냉면")
    page = await live(await desk("/admin?sort=table", language="en"))
    await page.click("#sound")
    box = await card(page, bistro, 1).bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 9, box["y"] + 9)
    alarm, head = page.locator("#not-seen li"), page.locator("#not-seen h2")
    await expect(line(page, order).locator("[data-not-seen]")).to_have_count(2)
    await expect(alarm).to_have_count(0)
    before = await page.evaluate(SHIFTED)
    # As if that long had gone by.
    await page.locator("#board").evaluate("(board) => { board.dataset.unseenSeconds = 1 }")
    await expect(head).to_have_text(re.compile(r"Unseen\s*2"))
    assert await page.evaluate(SHIFTED) - before <= 0.05
    await expect(alarm.nth(0)).to_contain_text("#0001 주방, 바")
    await rings(page, "unseen")
    await expect(page.locator("#announced")).to_contain_text("Table 2: nobody in the kitchen has seen order #0002")
    await expect(line(page, order)).to_have_attribute("data-overdue", "")
    assert await complaints_of(page) == []

    tickets = await kitchen.tickets()
    ours = [ticket["id"] for ticket in tickets if ticket["order"]["id"] == other["id"]]
    assert (await bistro.ask("staff", "POST", "/kitchen/tickets/seen", {"ids": ours})).status_code == 200
    await expect(alarm).to_have_count(1)
    await alarm.get_by_role("button", name="Told them").click()
    await expect(page.locator("#not-seen")).to_be_hidden()
    await expect(line(page, order).locator("[data-not-seen]")).to_have_count(0)
    assert all(ticket["seen_at"] for ticket in await kitchen.tickets())
    await line(page, other).locator(".gist").click()
    await expect(page.locator(".of-kitchen .when")).to_have_text(re.compile("Seen"))
    assert await complaints_of(page) == []
