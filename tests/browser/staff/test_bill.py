"""A bill on the papers that it is printed on."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.world import Restaurant

POINTS = 72 / 25.4


@pytest.mark.parametrize(("paper", "wide"), [("58", 58), ("80", 80), ("a4", 210)])
async def test_a_bill_is_one_page_as_wide_as_its_paper(desk: Desk, bistro: Restaurant, paper: str, wide: int) -> None:
    for _ in range(3):
        await bistro.ordered(1, ("김치찌개", 3), "냉면")
    page = await desk(f"/admin/tables/{bistro.tables[1]}/bill")
    await page.locator(f"button[data-paper='{paper}']").click()
    assert await complaints_of(page) == []
    await page.reload()  # this device's
    await expect(page.locator(f"button[data-paper='{paper}']")).to_have_attribute("aria-pressed", "true")
    printed = await page.pdf(prefer_css_page_size=True)
    [box] = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    width, height = (float(points) / POINTS for points in box)
    assert width == pytest.approx(wide, abs=1)
    bill = await page.locator(".bill").bounding_box()
    assert bill is not None
    if paper != "a4":
        assert height == pytest.approx(bill["height"] * 25.4 / 96, abs=5), "no blank paper"
