"""Fingers that are counted: what is pressed lies before one's eyes, and nothing is scrolled to on the way."""

from playwright.async_api import Locator, Page, expect

from tests.browser.accessible import settled
from tests.browser.staff.test_haste import APART_MS

# In the middle of what is pressed is what is pressed, and nothing over it.
UNDER = "(one, [x, y]) => one.contains(document.elementFromPoint(x, y))"


class Finger:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    async def tap(self, on: Locator) -> None:
        await expect(on).to_be_visible()
        await self.page.wait_for_timeout(APART_MS)  # sooner it would be one finger's bounce
        await settled(self.page)
        box = await on.bounding_box()
        assert box is not None
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        assert await on.evaluate(UNDER, middle), f"{on} takes a swipe"
        await self.page.mouse.click(*middle)
        self.taps += 1
