"""A text field takes all that is typed, and says how long it is as the server counts it."""

import re

from playwright.async_api import expect

from tests.browser.staff.conftest import Desk
from tests.world import Restaurant

FAMILY = "👨‍👩‍👧‍👦"  # seven code points, eleven of a browser's units


async def test_an_emoji_counts_as_the_server_counts_and_nothing_is_cut(desk: Desk, bistro: Restaurant) -> None:
    item = bistro.items["냉면"]
    page = await desk(f"/admin/menu/items/{item}", "owner")
    name = page.locator("#f-name")
    told = page.locator(".field:has(#f-name) .length")
    await name.fill("냉면")
    await expect(told).to_have_count(0)
    await name.fill(FAMILY * 14)
    await expect(name).to_have_value(FAMILY * 14)
    await expect(told).to_have_text("98 / 100")
    await name.press("End")
    await page.keyboard.type("abc")
    await expect(told).to_have_text("101 / 100")
    await page.keyboard.press("Enter")
    await expect(page.locator("#f-name-error")).to_contain_text("100")
    await expect(name).to_have_value(f"{FAMILY * 14}abc")
    await name.fill(f"{FAMILY * 14}ab")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/admin/menu[?#]"))
    stored = (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["name"]
    assert stored == f"{FAMILY * 14}ab"
