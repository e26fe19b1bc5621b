"""A refused order is explained, and one tap goes on from there."""

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from ordering.stores.model import Store
from tests.browser.guest.tablet import Tablet, counting, in_the_kitchen
from tests.world import Restaurant


async def deaf(tablet: Tablet) -> None:
    """It hears of no change, as on a Wi-Fi that only just carries an order."""
    await tablet.page.route("**/api/v1/events", lambda route: route.abort())
    await tablet.page.route("**/api/v1/menu", lambda route: route.abort())
    await tablet.page.reload()
    await tablet.sees("김치찌개")


async def sell_out(bistro: Restaurant, name: str) -> None:
    answer = await bistro.ask("staff", "PUT", f"/admin/items/{bistro.items[name]}/sold-out")
    assert answer.status_code == 200, answer.text


async def reprice(bistro: Restaurant, name: str, price: int) -> None:
    answer = await bistro.ask("manager", "PATCH", f"/admin/items/{bistro.items[name]}", {"price": price})
    assert answer.status_code == 200, answer.text


async def test_what_sold_out_is_named_and_the_rest_is_one_tap_away(tablet: Tablet) -> None:
    await deaf(tablet)
    await sell_out(tablet.bistro, "냉면")
    await tablet.choose("김치찌개", quantity=2)
    await tablet.choose("냉면")
    await tablet.confirm()
    await tablet.is_told("주문할 수 없는 메뉴가 있어요")
    refused = tablet.page.locator("dialog li", has_text="냉면")
    await expect(refused).to_contain_text("품절되었어요")
    assert await in_the_kitchen(tablet.bistro) == []
    await tablet.page.reload()  # the refusal is still there
    await tablet.press("나머지 주문하기")
    await tablet.is_told("접수되었어요")
    assert await in_the_kitchen(tablet.bistro) == [[("김치찌개", 2)]]


async def test_a_refused_order_can_go_back_to_the_cart(tablet: Tablet) -> None:
    await deaf(tablet)
    await sell_out(tablet.bistro, "냉면")
    await tablet.choose("냉면", note="많이")
    await tablet.confirm()
    await tablet.is_told("아직 아무것도 주문되지 않았어요")
    await expect(tablet.button("나머지 주문하기")).to_have_count(0)
    await tablet.press("담은 메뉴로 되돌리기")
    cart = tablet.page.locator("aside.cart")
    await expect(cart).to_contain_text("냉면")
    await expect(cart).to_contain_text("많이")
    assert await in_the_kitchen(tablet.bistro) == []


async def test_new_prices_are_shown_before_anything_is_ordered(tablet: Tablet) -> None:
    await deaf(tablet)
    await reprice(tablet.bistro, "김치찌개", 10500)
    await tablet.choose("김치찌개", quantity=2)
    await tablet.confirm()
    await tablet.is_told("가격이 바뀌었어요")
    for price in ("₩19,000", "₩21,000"):
        await tablet.is_told(price)
    assert await in_the_kitchen(tablet.bistro) == []
    await tablet.press("새 가격으로 주문하기")
    await tablet.is_told("접수되었어요")
    (order,) = (await tablet.bistro.ask("staff", "GET", "/admin/orders")).json()["items"]
    assert order["total"] == 21000


async def test_too_many_orders_say_when_and_go_by_themselves(tablet: Tablet, bistro: Restaurant) -> None:
    slow = update(Store).where(Store.id == bistro.store_id).values(seconds_between_orders=4)
    await bistro.services.work.run(lambda session: session.execute(slow))
    for name in ("김치찌개", "냉면"):
        await tablet.choose(name)
        await tablet.confirm()
        if name == "김치찌개":
            await tablet.is_told("접수되었어요")
            await tablet.press("확인")
    await tablet.is_told("초 뒤에 자동으로 다시 보낼게요")
    sent = counting(tablet.page)
    await tablet.is_told("접수되었어요")
    assert sent() == 1
    assert await in_the_kitchen(bistro) == [[("김치찌개", 1)], [("냉면", 1)]]


async def test_a_full_kitchen_lets_the_order_be_taken_back(tablet: Tablet, bistro: Restaurant) -> None:
    full = update(Store).where(Store.id == bistro.store_id).values(open_orders_per_table=1)
    await bistro.services.work.run(lambda session: session.execute(full))
    await bistro.ordered(1, "냉면", by="staff")
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.is_told("30초 뒤에")
    await tablet.press("담은 메뉴로 되돌리기")
    await expect(tablet.page.locator("aside.cart")).to_contain_text("김치찌개")
    assert await in_the_kitchen(bistro) == [[("냉면", 1)]]


@pytest.mark.parametrize("what", ["the dish", "an option"])
async def test_an_open_sheet_hears_at_once_what_sells_out(tablet: Tablet, what: str) -> None:
    await tablet.dish("떡볶이").click()
    await tablet.page.locator("dialog label", has_text="치즈").click()
    if what == "the dish":
        await sell_out(tablet.bistro, "떡볶이")
        await tablet.is_told("방금 품절되었어요")
        await expect(tablet.page.locator("[data-key=add]")).to_be_disabled()
    else:
        await tablet.bistro.ask("staff", "PUT", f"/admin/options/{tablet.bistro.options['치즈']}/sold-out")
        await tablet.is_told("고르신 치즈 옵션은 방금 품절되었어요")
        await expect(tablet.page.get_by_label("치즈")).not_to_be_checked()
        await tablet.page.locator("dialog label", has_text="순한맛").click()
        await expect(tablet.page.locator("[data-key=add]")).to_contain_text("₩12,000")


async def test_the_menu_follows_its_editors(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await reprice(tablet.bistro, "김치찌개", 9900)
    await expect(tablet.page.locator("aside.cart")).to_contain_text("₩9,900")
    await sell_out(tablet.bistro, "김치찌개")
    await expect(tablet.dish("김치찌개")).to_be_disabled()
    await tablet.press("주문할 수 없는 메뉴 빼기")
    await expect(tablet.page.locator("aside.cart")).to_contain_text("아직 담은 메뉴가 없어요")


async def test_a_wish_of_another_script_is_only_text(tablet: Tablet) -> None:
    wish = '<img src=x onerror="document.title=1"> & "따옴표"'
    await tablet.choose("김치찌개", note=wish)
    await tablet.sees(wish)
    await tablet.confirm()
    await tablet.is_told(wish)
    assert await tablet.page.locator("img").count() == 0
