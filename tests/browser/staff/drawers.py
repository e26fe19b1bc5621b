"""A drawer of a table, and taps beside it."""

from playwright.async_api import Locator, Page, expect

from tests.world import Restaurant

BESIDE = (200, 400)
SETTLED_MS = 700  # after what opened the drawer no tap beside it is a second one of that


async def tap_beside(page: Page) -> None:
    await page.mouse.click(*BESIDE)


async def opened(page: Page, bistro: Restaurant, number: int = 1) -> Locator:
    """A table's drawer."""
    await page.locator(f"#table-{bistro.tables[number]}").click()
    drawer = page.locator("#drawer")
    await expect(drawer).to_be_visible()
    await page.wait_for_timeout(SETTLED_MS)
    return drawer
