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


async def test_a_search_that_is_too_long_is_not_cut_either_and_the_menu_stays_live(
    desk: Desk, bistro: Restaurant
) -> None:
    page = await desk("/admin/menu", "owner", "en")
    search = page.locator("#q")
    await search.fill("냉면")
    await expect(page).to_have_url(re.compile("q="))
    await search.press("End")
    await page.keyboard.type("x" * 100)
    await expect(search).to_have_value(f"냉면{'x' * 100}")
    await expect(page.locator(".menu-tools .length")).to_have_text("102 / 100")
    await expect(page.locator("#nothing")).to_be_visible()
    assert "q=" not in page.url, "the server would refuse to look for it"
    await bistro.ask("owner", "PATCH", f"/admin/items/{bistro.items['냉면']}", {"name": "물냉면"})
    await expect(page.locator(f"#item-{bistro.items['냉면']}")).to_contain_text("물냉면")
