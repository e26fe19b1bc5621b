"""A bill on the papers that it is printed on."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.browser.staff.test_board import card, live
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


async def test_a_bill_is_divided_and_says_that_it_has_changed(desk: Desk, bistro: Restaurant) -> None:
    await bistro.ordered(1, "김치찌개", ("냉면", 2))
    page = await desk(f"/admin/tables/{bistro.tables[1]}/bill")
    result = page.locator(".divider-result li")
    await page.locator("[data-divide=more]").click()
    await expect(result).to_have_text(["3명이 각각₩10,500"])
    await page.locator("[data-divide=dish]").click()
    dishes = page.locator(".divider-dishes button")
    await dishes.nth(1).click()
    await page.locator("[data-divide=person-1]").click()
    await dishes.nth(1).click()
    await dishes.nth(0).click()
    assert await complaints_of(page) == []
    await expect(page.locator("[data-divide=person-0]")).to_contain_text("₩5,500")
    await expect(page.locator("[data-divide=person-1]")).to_contain_text("₩15,000")
    await expect(result).to_have_text(["남은 금액₩11,000"])
    await bistro.ordered(1, "냉면")
    await page.get_by_role("link", name="지금 계산서 보기").click()
    await expect(result).to_have_text(["남은 금액₩22,000"])
    await page.locator("[data-divide=amount]").click()
    await page.get_by_label("1번 손님").fill("42,500")
    await expect(result).to_have_text(["딱 맞습니다."])
    assert await complaints_of(page) == []


async def test_guests_are_counted_in_the_drawer(desk: Desk, bistro: Restaurant) -> None:
    await bistro.ordered(1)
    page = await live(await desk())
    await card(page, bistro, 1).locator("h2").click()
    four = page.locator("[data-do=guests]", has_text="4")
    await four.click()
    await expect(four).to_have_attribute("aria-pressed", "true")
    await expect(card(page, bistro, 1)).to_contain_text("4명")
    assert await complaints_of(page) == []
    await page.wait_for_timeout(600)  # sooner it would be one finger's bounce
    await four.click()
    await expect(four).to_have_attribute("aria-pressed", "false")
    await expect(card(page, bistro, 1)).not_to_contain_text("4명")
