"""The party's bill on its tablet, in parts."""

from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.guest.tablet import Tablet


async def test_a_bill_is_divided_and_keeps_up_with_the_orders(tablet: Tablet) -> None:
    page, bistro = tablet.page, tablet.bistro
    order = await bistro.ordered(1, "김치찌개", ("냉면", 2))
    await tablet.press("주문 내역")
    await tablet.press("나눠서 계산하기")
    result = page.locator(".divider-result li")
    await expect(result).to_have_text(["2명이 각각₩15,750"])
    assert await complaints_of(page) == []
    await page.locator("[data-divide=dish]").click()
    await page.locator(".divider-dishes button").nth(1).click()
    await expect(result).to_have_text(["남은 금액₩20,500"])
    assert await complaints_of(page) == []
    path = f"/admin/orders/{order['id']}/lines/{order['lines'][0]['id']}/cancellation"
    await bistro.ask("owner", "POST", path, {"reason": "x", "version": 1})
    await tablet.is_told("그사이 계산서가 바뀌었어요")
    await tablet.press("다시 보기")
    await expect(page.locator("dialog .bill-news .banner")).to_have_count(0)
    await expect(result).to_have_text(["남은 금액₩11,000"])
    await page.keyboard.press("Escape")
    await tablet.press("주문 내역")
    await expect(page.locator("dialog .taken-back")).to_have_text("1김치찌개 취소")


async def test_the_next_party_finds_nothing_of_it(tablet: Tablet) -> None:
    page, bistro = tablet.page, tablet.bistro
    for _ in range(2):
        await bistro.ordered(1, "냉면", by="staff")
        await tablet.press("주문 내역")
        await tablet.press("나눠서 계산하기")
        await expect(page.locator(".divider-count b")).to_have_text("2명")
        await page.locator("[data-divide=more]").click()
        await bistro.close(1, force=True)
        await tablet.press("확인")
        await tablet.press("시작하기")
