"""A table that gets another number while its tablet shows the old one."""

from playwright.async_api import expect

from tests.browser.guest.tablet import Tablet


async def test_a_tablet_shows_its_tables_new_number_within_two_minutes(unpaired: Tablet) -> None:
    page, here = unpaired.page, unpaired.bistro
    await page.clock.install()
    await unpaired.pair(1)
    await expect(page.locator(".seat b")).to_have_text("1번")
    await here.ask("manager", "PATCH", f"/admin/tables/{here.tables[1]}", {"number": 41, "label": "창가"})
    await page.clock.fast_forward(65_000)
    await page.clock.fast_forward(6_000)
    await expect(page.locator(".seat b")).to_have_text("41번")
    await unpaired.choose("김치찌개")
    await unpaired.confirm()
    await unpaired.is_told("접수되었어요")
