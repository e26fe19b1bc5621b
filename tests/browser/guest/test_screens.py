"""Every screen, for everybody: axe finds nothing, targets are large, nothing hangs over, the keyboard is enough."""

import pytest
from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.conftest import Windows
from tests.browser.guest.tablet import Tablet, in_the_kitchen
from tests.browser.guest.test_refusals import deaf, reprice, sell_out
from tests.faults.service import Service
from tests.world import TABLE_PASSWORD, Restaurant

SIZES = {"phone": (360, 740), "tablet": (1024, 768)}
KINDS = {
    "light on a phone": ("phone", {"color_scheme": "light"}),
    "dark on a tablet": ("tablet", {"color_scheme": "dark"}),
    "strong and large on a phone": ("phone", {"contrast": "more"}),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_every_screen_is_for_everybody(windows: Windows, bistro: Restaurant, service: Service, kind: str) -> None:
    size, options = KINDS[kind]
    width, height = SIZES[size]
    page = await windows.page(viewport={"width": width, "height": height}, **options)
    tablet = Tablet(page, bistro, f"http://tablet.test:{service.port}")
    found: dict[str, list[str]] = {}

    async def look(screen: str) -> None:
        if faults := await complaints_of(page):
            found[screen] = faults

    async def order() -> None:
        if size == "phone":
            await page.locator("[data-key=cart]").click()
            await look("cart")
        await tablet.confirm()

    await page.goto(f"{tablet.url}/table")
    await tablet.press("연결하기")
    await look("pairing, incomplete")
    await tablet.pair()
    await look("menu")
    if "large" in kind:
        await page.locator("[data-key=settings]").click()
        await tablet.press("크게")
        await look("settings")
        await tablet.forgets_its_sheet()
        await look("menu, large")
    await tablet.dish("떡볶이").click()
    await tablet.press("담기")
    await look("item, incomplete")
    await tablet.page.locator("dialog label", has_text="순한맛").click()
    await tablet.press("담기")
    await expect(page.locator("dialog[open]")).to_have_count(0)
    await tablet.choose("김치찌개", note="덜 맵게")
    await look("menu with a cart")
    await order()
    await tablet.is_told("접수되었어요")
    await look("received")
    await tablet.press("확인")
    await page.locator("[data-key=orders]").click()
    await look("orders")
    await tablet.forgets_its_sheet()

    await deaf(tablet)
    await tablet.sees("연결이 끊겼어요")
    await look("menu, offline")
    await reprice(bistro, "냉면", 11500)
    await tablet.choose("냉면")
    await order()
    await tablet.is_told("가격이 바뀌었어요")
    await look("price changed")
    await tablet.forgets_its_sheet()
    await sell_out(bistro, "김치찌개")
    await tablet.choose("김치찌개")
    await order()
    await tablet.is_told("주문할 수 없는 메뉴가 있어요")
    await look("not orderable")
    await tablet.forgets_its_sheet()
    await page.locator("[data-key=orders]").click()
    await look("orders, refused")
    await tablet.forgets_its_sheet()

    await page.unroute("**/api/v1/events")
    await bistro.close(1, force=True)
    await tablet.sees("감사합니다")
    await look("thanks")
    await tablet.press("확인")
    await tablet.sees("어서 오세요")
    await look("welcome")
    assert found == {}


async def test_the_keyboard_is_enough(unpaired: Tablet) -> None:
    press = unpaired.page.keyboard.press
    await unpaired.page.goto(f"{unpaired.url}/table?store={unpaired.bistro.slug}&table=1")
    await unpaired.page.get_by_label("테이블 비밀번호").focus()
    await unpaired.page.keyboard.type(TABLE_PASSWORD)
    await press("Enter")
    await unpaired.sees("김치찌개")
    await unpaired.dish("떡볶이").focus()
    await press("Enter")
    await unpaired.page.locator("dialog [name^=group]").first.focus()
    await press("Space")
    await unpaired.page.locator("[data-key=item-plus]").focus()
    await press("Enter")
    await expect(unpaired.page.locator("[data-key=item-plus]")).to_be_focused()
    await unpaired.page.locator("[data-key=add]").focus()
    await press("Enter")
    await expect(unpaired.dish("떡볶이")).to_be_focused()
    await unpaired.page.locator("aside [data-key=order]").focus()
    await press("Enter")
    await unpaired.page.locator("[data-key=send]").focus()
    await press("Enter")
    await unpaired.is_told("접수되었어요")
    assert await in_the_kitchen(unpaired.bistro) == [[("떡볶이", 2)]]


async def test_the_back_button_closes_the_sheet_and_nothing_else(tablet: Tablet) -> None:
    await tablet.dish("김치찌개").click()
    await tablet.page.go_back()
    await expect(tablet.page.locator("dialog[open]")).to_have_count(0)
    await tablet.sees("김치찌개")
    await tablet.page.go_forward()
    await expect(tablet.page.locator("dialog[open]")).to_contain_text("김치찌개")


async def test_an_english_browser_is_paired_in_english_then_speaks_as_the_store_does(
    windows: Windows, bistro: Restaurant, service: Service
) -> None:
    page = await windows.page(locale="en-US")
    await page.goto(f"http://tablet.test:{service.port}/table?store={bistro.slug}&table=1")
    await expect(page.get_by_role("heading")).to_have_text("Pair this tablet")
    await page.fill("#pair-password", TABLE_PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("html")).to_have_attribute("lang", "ko")
