"""What is typed survives a reload; what became of a cart is known in every tab; lost storage is said at once."""

import asyncio
import unicodedata

from playwright.async_api import expect

from tests.browser.guest.tablet import Tablet, in_the_kitchen
from tests.browser.guest.test_bad_networks import FULL

SEND = "document.querySelector('[data-key=send]')?.click()"


async def test_choices_and_a_note_in_an_open_sheet_survive_a_reload(tablet: Tablet) -> None:
    sheet = tablet.page.locator("dialog[open]")
    await tablet.dish("떡볶이").click()
    await sheet.get_by_label("매운맛").check()
    await sheet.get_by_label("치즈").check()
    await sheet.locator("[data-key=item-plus]").click()
    await sheet.locator("#item-note").press_sequentially("파는 빼 주")
    await tablet.page.reload()
    await expect(sheet.get_by_label("매운맛")).to_be_checked()
    await expect(sheet.get_by_label("치즈")).to_be_checked()
    await expect(sheet.locator("output")).to_have_text("2")
    await expect(sheet.locator("#item-note")).to_have_value("파는 빼 주")
    await expect(sheet.locator("[data-key=add]")).to_contain_text("₩29,000")
    await tablet.page.keyboard.press("Escape")
    await tablet.dish("떡볶이").click()  # thought better of: begun anew
    await expect(sheet.get_by_label("매운맛")).not_to_be_checked()
    await expect(sheet.locator("#item-note")).to_have_value("")


async def test_a_note_for_the_kitchen_survives_a_reload_and_a_closed_sheet(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.press("주문하기")
    await tablet.page.locator("#order-note").press_sequentially("앞접시 두 개")
    await tablet.page.reload()
    await expect(tablet.page.locator("#order-note")).to_have_value("앞접시 두 개")
    await tablet.page.locator("#order-note").press_sequentially("요")
    await tablet.page.keyboard.press("Escape")
    await expect(tablet.page.locator("dialog[open]")).to_have_count(0)
    await tablet.press("주문하기")
    await expect(tablet.page.locator("#order-note")).to_have_value("앞접시 두 개요")
    await tablet.press("주문 보내기")
    await tablet.is_told("접수되었어요")
    (order,) = (await tablet.bistro.ask("staff", "GET", "/admin/orders")).json()["items"]
    assert order["note"] == "앞접시 두 개요"


async def test_of_two_tabs_that_send_at_once_both_say_what_became_of_the_cart(tablet: Tablet) -> None:
    other = Tablet(await tablet.page.context.new_page(), tablet.bistro, tablet.url)
    await other.page.goto(f"{tablet.url}/table")
    await tablet.choose("김치찌개")
    await expect(other.page.locator("aside.cart")).to_contain_text("김치찌개")
    for tab in (tablet, other):
        await tab.press("주문하기")
    await asyncio.gather(*(tab.page.evaluate(SEND) for tab in (tablet, other)))
    for tab in (tablet, other):
        await tab.is_told("접수되었어요 #0001")
    assert await in_the_kitchen(tablet.bistro) == [[("김치찌개", 1)]]


async def test_a_cart_that_another_tab_has_emptied_is_said_to_be_ordered_by_nobody(tablet: Tablet) -> None:
    other = Tablet(await tablet.page.context.new_page(), tablet.bistro, tablet.url)
    await other.page.goto(f"{tablet.url}/table")
    await tablet.choose("김치찌개")
    await tablet.press("주문하기")
    await other.press("모두 비우기")
    await other.press("정말 비울까요?")
    await tablet.is_told("다른 화면에서 비워졌어요. 주문되지 않았어요.")
    await expect(tablet.button("주문 보내기")).to_have_count(0)
    await tablet.press("확인")
    await expect(tablet.page.locator("dialog[open]")).to_have_count(0)


async def test_that_nothing_can_be_kept_is_said_as_soon_as_it_fails(tablet: Tablet) -> None:
    await tablet.page.evaluate(FULL, "cart")  # the orders of a stream that has just begun may be written first
    await expect(tablet.page.locator(".banner")).to_have_count(0)
    await tablet.choose("김치찌개")
    await tablet.sees("저장할 수 없어요")


FAMILY = "👨‍👩‍👧‍👦"  # one to people, seven to the server, eleven to a browser's maxlength


async def test_a_note_that_is_too_long_is_told_and_never_cut(tablet: Tablet) -> None:
    sheet = tablet.page.locator("dialog[open]")
    await tablet.dish("김치찌개").click()
    await sheet.locator("#item-note").fill(FAMILY * 28 + "파는 빼요")  # 201
    await sheet.locator("[data-key=add]").click()
    await tablet.is_told("201자 / 200자")
    await sheet.locator("#item-note").fill(FAMILY * 28 + "파 빼요")  # 200, less a character
    await sheet.locator("[data-key=add]").click()
    await expect(sheet).to_have_count(0)
    await tablet.press("주문하기")
    await tablet.page.locator("#order-note").fill("가" * 201)
    await tablet.press("주문 보내기")
    await tablet.is_told("201자 / 200자")
    await tablet.page.locator("#order-note").fill(
        unicodedata.normalize("NFD", "각" * 200)
    )  # as some keyboards spell it
    await tablet.press("주문 보내기")
    await tablet.is_told("접수되었어요")
    (order,) = (await tablet.bistro.ask("staff", "GET", "/admin/orders")).json()["items"]
    assert order["lines"][0]["note"] == FAMILY * 28 + "파 빼요"
    assert order["note"] == "각" * 200
