"""The size of type that a device was given: before a page is drawn, and on every page."""

import pytest
from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.browser.staff.test_board import live
from tests.world import Restaurant

ROOT = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
ORDER_LINE = (
    f"Math.round({ROOT} * parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--order-line')))"
)
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


@pytest.mark.parametrize(("size", "root", "line"), [("Normal", 16, 20), ("Large", 20, 27), ("Largest", 24, 36)])
async def test_type_is_as_big_as_the_persons_menu_says_on_every_page(
    desk: Desk, size: str, root: int, line: int
) -> None:
    page = await desk("/admin/tables", "owner", "en", viewport={"width": 1280, "height": 800})
    await page.locator("details.person > summary").click()
    await page.get_by_role("button", name=size, exact=True).click()
    await expect(page.get_by_role("button", name=size, exact=True)).to_have_attribute("aria-pressed", "true")
    for path in ("/admin", "/admin/menu", "/admin/store"):
        await page.goto(f"{page.url.partition('/admin')[0]}{path}", wait_until="commit")
        await expect(page.locator("#main")).to_be_visible()
        assert await page.evaluate(f"[{ROOT}, {ORDER_LINE}]") == [root, line]
        assert not await page.evaluate(SIDEWAYS), path
    assert await complaints_of(page) == []


OVERLAPS = """() => {
  const seen = [...document.querySelectorAll("header.top :is(a, button, .pill, summary)")]
    .filter((one) => one.checkVisibility()).map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && box.bottom <= 100);
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom && b.top < a.bottom;
  return seen.flatMap(([one, a], i) =>
    seen.slice(i + 1).filter(([other, b]) => !one.contains(other) && meet(a, b)).map(([other]) => other.outerHTML));
}"""


@pytest.mark.parametrize("size", ["", "large", "largest"])
@pytest.mark.parametrize("width", [360, 390, 768, 1024, 1280])
async def test_new_orders_are_named_over_nothing_else_in_the_bar(
    desk: Desk, bistro: Restaurant, width: int, size: str
) -> None:
    page = await live(await desk(language="en", viewport={"width": width, "height": 800}))
    await page.evaluate("(size) => localStorage.setItem('ordering.type', size)", size)
    await page.reload()
    await live(page)
    for number in (1, 2, 3):
        await bistro.ordered(number)
    news = page.locator("#news button").first
    await expect(news).to_contain_text("T3 · T2 +1")
    await expect(news).to_be_in_viewport(ratio=1)
    await expect(page.locator("#connection .pill[data-when=live]")).to_be_in_viewport(ratio=1)
    await expect(page.locator(".person > summary")).to_be_in_viewport(ratio=1)
    assert await page.evaluate(OVERLAPS) == []
    assert not await page.evaluate(SIDEWAYS)
