"""The size of type that a device was given: before a page is drawn, and on every page."""

import pytest
from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk

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
