"""How many taps an order takes, counted by the page; and that none of them is for what was not meant."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Windows
from tests.browser.guest.tablet import Tablet, in_the_kitchen
from tests.browser.guest.test_refusals import sell_out
from tests.faults.service import Service
from tests.world import TABLE_PASSWORD, Restaurant

COUNTED = "() => { globalThis.taps = 0; addEventListener('pointerdown', () => (globalThis.taps += 1), true); }"
WIDTHS = {"phone": (390, 844), "small tablet": (768, 1024), "tablet": (1024, 768), "screen": (1280, 800)}


async def plus(tablet: Tablet, name: str) -> None:
    await tablet.page.locator(f"[data-item='{tablet.bistro.items[name]}'] [data-key$=plus]").click()


async def taps(page: Page) -> int:
    return int(await page.evaluate("globalThis.taps"))


@pytest.mark.parametrize("size", WIDTHS)
async def test_three_plain_dishes_are_five_taps(
    windows: Windows, bistro: Restaurant, service: Service, size: str
) -> None:
    width, height = WIDTHS[size]
    page = await windows.page(viewport={"width": width, "height": height})
    tablet = await Tablet(page, bistro, f"http://tablet.test:{service.port}").pair()
    await page.evaluate(COUNTED)
    for name in ("김치찌개", "냉면", "김치찌개"):
        await plus(tablet, name)
    await page.locator("[data-do=order]").click()
    await page.locator("[data-do=send]").click()
    await tablet.is_told("접수되었어요")
    assert await taps(page) == 5
    assert await in_the_kitchen(bistro) == [[("김치찌개", 2), ("냉면", 1)]]


async def test_a_scanned_tablet_is_paired_with_one_tap_after_its_pin(unpaired: Tablet) -> None:
    page = unpaired.page
    await page.goto(f"{unpaired.url}/table?store={unpaired.bistro.slug}&table=3")
    await expect(page.locator("#pair-password")).to_be_visible()
    await page.evaluate(COUNTED)
    await page.locator("#pair-password").focus()
    await page.keyboard.type(TABLE_PASSWORD)
    await unpaired.press("연결하기")
    await unpaired.sees("김치찌개")
    assert await taps(page) == 1


async def test_staff_are_called_with_two_taps(tablet: Tablet) -> None:
    await tablet.page.evaluate(COUNTED)
    await tablet.press("직원 호출")
    await tablet.page.locator("[data-key=call-water]").click()
    await tablet.is_told("불렀어요")
    assert await taps(tablet.page) == 2


SIDES = ("쌈채소", "된장", "마늘", "고추", "공깃밥")


async def a_dish_with_sides(bistro: Restaurant) -> str:
    group = {"name": "곁들임", "min_choices": 0, "max_choices": 5, "options": [{"name": one} for one in SIDES]}
    made = {"category_id": bistro.categories["식사"], "name": "삼겹살", "price": 16000, "option_groups": [group]}
    answer = await bistro.ask("manager", "POST", "/admin/items", made)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_three_dishes_with_five_options_are_eleven_taps_and_no_swipe(tablet: Tablet) -> None:
    page = tablet.page
    item = await a_dish_with_sides(tablet.bistro)
    await page.locator(f"[data-item='{item}']").wait_for()
    await page.evaluate(COUNTED)
    for name in ("김치찌개", "냉면"):
        await plus(tablet, name)
    await page.locator(f"[data-item='{item}']").click()
    for side in SIDES:
        option = page.locator("dialog label", has_text=side)
        await expect(option).to_be_in_viewport(ratio=1)
        await option.click()
    await page.locator("dialog [data-do=add]").click()
    await expect(page.locator("dialog[open]")).to_have_count(0)
    await page.locator("[data-do=order]").click()
    await page.locator("[data-do=send]").click()
    await tablet.is_told("접수되었어요")
    assert await taps(page) == 11


async def test_an_order_just_sent_is_changed_in_two_taps(tablet: Tablet) -> None:
    page = tablet.page
    await tablet.choose("김치찌개", note="덜 맵게")
    await tablet.choose("떡볶이", "매운맛", "치즈")
    await tablet.press("주문하기")
    await page.fill("#order-note", "앞접시 두 개")
    await tablet.press("주문 보내기")
    await page.evaluate(COUNTED)
    await page.locator("[data-do=undo]").click()
    await page.locator("[data-do=back-to-cart]").click()
    await expect(page.locator("dialog[open]")).to_have_count(0)
    assert await taps(page) == 2
    cart = page.locator("aside.cart")
    for words in ("덜 맵게", "매운맛 +₩500 · 치즈 +₩2,000"):
        await expect(cart).to_contain_text(words)
    assert await in_the_kitchen(tablet.bistro) == []
    await tablet.confirm()
    await tablet.is_told("접수되었어요 #0002")
    answer = await tablet.bistro.ask("staff", "GET", "/admin/orders")
    order = answer.json()["items"][0]
    assert ([one["name"] for one in order["lines"]], order["note"]) == (["김치찌개", "떡볶이"], "앞접시 두 개")


async def test_a_double_tap_on_cancel_does_nothing_with_what_comes_after_it(tablet: Tablet) -> None:
    page = tablet.page
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    await page.locator("[data-do=undo]").dblclick(delay=60)
    await tablet.is_told("주문을 취소했어요.")
    await expect(page.locator("[data-order][data-status=cancelled] .line strong")).to_have_css(
        "text-decoration-line", "line-through"
    )
    await page.locator("[data-do=back-to-cart]").click()
    await expect(page.locator("aside.cart output")).to_have_text("1")


async def test_an_order_comes_once_more_from_the_list_and_a_cancelled_one_back(tablet: Tablet) -> None:
    page = tablet.page
    await page.set_viewport_size({"width": 390, "height": 844})
    await tablet.bistro.ordered(1, "냉면", by="staff")
    await plus(tablet, "김치찌개")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    await tablet.forgets_its_sheet()
    await page.locator("[data-key=orders]").click()
    await page.locator("[data-order][data-number='0001'] [data-do=order-again]").click()
    await expect(page.locator("dialog[data-dialog=cart] [data-line]")).to_contain_text("냉면")
    await tablet.forgets_its_sheet()
    await page.locator("[data-key=orders]").click()
    await page.locator("[data-order][data-number='0002'] [data-do=undo]").click()
    await tablet.is_told("주문을 취소했어요.")
    await page.locator("[data-do=back-to-cart]").click()
    lines = page.locator("dialog[data-dialog=cart] [data-line]")
    await expect(lines).to_have_count(2)
    await expect(page.locator("dialog [data-total]")).to_have_attribute("data-total", "20500")


async def test_what_sold_out_is_left_out_in_one_tap_that_ends_at_the_last_look(tablet: Tablet) -> None:
    page = tablet.page
    for name in ("김치찌개", "냉면"):
        await plus(tablet, name)
    await sell_out(tablet.bistro, "냉면")
    cart = page.locator("aside.cart")
    await expect(cart).to_have_attribute("data-total", "9500")
    await expect(cart.locator(".problem > strong")).to_have_css("text-decoration-line", "line-through")
    await expect(cart.locator("[data-do=drop-refused]")).to_have_text("품절 빼고 주문하기")
    await cart.locator("[data-do=drop-refused]").click()
    await expect(page.locator("dialog[data-dialog=confirm]")).not_to_contain_text("냉면")
    await tablet.is_told("₩9,500")
    await page.locator("[data-do=send]").click()
    await tablet.is_told("접수되었어요")
    assert await in_the_kitchen(tablet.bistro) == [[("김치찌개", 1)]]


async def test_what_sells_out_under_the_last_look_is_left_out_there_and_nothing_is_sent_by_it(tablet: Tablet) -> None:
    page = tablet.page
    for name in ("김치찌개", "냉면"):
        await plus(tablet, name)
    await tablet.press("주문하기")
    await sell_out(tablet.bistro, "냉면")
    drop = page.locator("dialog [data-do=drop-refused]")
    await drop.dblclick(delay=60)
    await expect(page.locator("dialog [data-do=send]")).to_be_visible()
    assert await in_the_kitchen(tablet.bistro) == []


async def test_a_plain_dish_is_stepped_on_its_card_by_keyboard_too(tablet: Tablet) -> None:
    page = tablet.page
    card = page.locator(f"[data-item='{tablet.bistro.items['김치찌개']}']")
    await card.get_by_role("button", name="김치찌개: 하나 담기").focus()
    await page.keyboard.press("Enter")
    more = card.get_by_role("button", name="김치찌개: 하나 더하기")
    await expect(more).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(card.locator("output")).to_have_text("2")
    less = card.get_by_role("button", name="김치찌개: 하나 빼기")
    await less.focus()
    await page.keyboard.press("Enter")
    await expect(card.locator("output")).to_have_text("1")
    await page.keyboard.press("Enter")
    await expect(card.get_by_role("button", name="김치찌개: 하나 담기")).to_be_focused()
    await expect(page.locator("aside.cart")).to_have_attribute("data-total", "0")
    await expect(page.locator(f"[data-item='{tablet.bistro.items['떡볶이']}'] .plus")).to_have_count(0)


async def test_one_less_takes_the_plain_one_before_the_one_with_a_wish(tablet: Tablet) -> None:
    await tablet.choose("김치찌개", note="덜 맵게")
    await plus(tablet, "김치찌개")
    card = tablet.page.locator(f"[data-item='{tablet.bistro.items['김치찌개']}']")
    await expect(card.locator("output")).to_have_text("2")
    await card.get_by_role("button", name="하나 빼기").click()
    await expect(tablet.page.locator("aside.cart [data-line]")).to_have_count(1)
    await expect(tablet.page.locator("aside.cart")).to_contain_text("덜 맵게")
