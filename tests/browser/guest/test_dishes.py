"""What a guest is told of a dish: all that is written about it, and why it can't be had."""

from playwright.async_api import expect

from tests.browser.guest.tablet import Tablet
from tests.world import Restaurant

WRITTEN = "얼음 동동 물냉면\n\n알레르기: 메밀, 달걀\nBuckwheat noodles in cold broth\n원산지: 소고기(호주산)"


async def describe(bistro: Restaurant, name: str, text: str) -> None:
    answer = await bistro.ask("manager", "PATCH", f"/admin/items/{bistro.items[name]}", {"description": text})
    assert answer.status_code == 200, answer.text


async def mark(bistro: Restaurant, method: str, *options: str) -> None:
    for name in options:
        answer = await bistro.ask("staff", method, f"/admin/options/{bistro.options[name]}/sold-out")
        assert answer.status_code == 200, answer.text


async def test_all_lines_of_a_description_are_read_on_card_and_sheet_in_either_language(tablet: Tablet) -> None:
    await describe(tablet.bistro, "냉면", WRITTEN)
    card = tablet.dish("냉면").locator(".description")
    for language in ("ko", "en"):
        # Cards out of sight are not laid out, and have no text as it is read. The menu may just be drawn anew.
        await card.evaluate("(text) => text.scrollIntoView()")
        await expect(card).to_have_js_property("innerText", WRITTEN)
        whole = await card.evaluate("(text) => [text.scrollHeight, text.clientHeight]")
        assert whole[0] <= whole[1] + 1, "nothing of it is cut off"
        await tablet.dish("냉면").click()
        await expect(tablet.page.locator("dialog .description")).to_have_js_property("innerText", WRITTEN)
        await tablet.forgets_its_sheet()
        if language == "ko":
            await tablet.page.locator("[data-key=settings]").click()
            await tablet.press("English")
            await tablet.forgets_its_sheet()


async def test_the_lines_of_a_note_stay_lines_in_the_cart_and_in_the_order(tablet: Tablet) -> None:
    note = "파 빼고\n얼음 많이"
    await tablet.choose("냉면", note=note)
    said = f"“{note}”"
    await expect(tablet.page.locator("aside.cart .said")).to_have_js_property("innerText", said)
    await tablet.press("주문하기")
    await tablet.page.fill("#order-note", note)
    await tablet.press("주문 보내기")
    await tablet.is_told("접수되었어요")
    await tablet.forgets_its_sheet()
    await tablet.page.locator("[data-key=orders]").first.click()
    for place in range(2):
        await expect(tablet.page.locator("dialog .said").nth(place)).to_have_js_property("innerText", said)


async def test_a_dish_with_a_choice_that_nobody_can_make_says_so_and_which(tablet: Tablet) -> None:
    spice = ("순한맛", "보통맛", "매운맛")
    await mark(tablet.bistro, "PUT", *spice)
    card = tablet.dish("떡볶이")
    await expect(card).to_contain_text("맵기: 남은 선택지가 모자라요")
    await expect(card).to_contain_text("주문 불가")
    await expect(card).to_be_disabled()
    await mark(tablet.bistro, "DELETE", "순한맛")
    await expect(card).to_be_enabled()
    await card.click()
    await mark(tablet.bistro, "PUT", "순한맛")
    await tablet.is_told("맵기: 남은 선택지가 모자라 지금은 주문할 수 없어요.")
    await expect(tablet.page.locator("dialog [data-key=add]")).to_be_disabled()
    await expect(tablet.page.locator("dialog [data-key=add]")).to_have_text("주문 불가")
