"""Quick fingers and tired databases: a second tap on the same spot does nothing that was not meant."""

from playwright.async_api import expect

from tests.browser.accessible import settled
from tests.browser.guest.tablet import Tablet, in_the_kitchen

TWICE = "(name) => [1, 2].forEach(() => document.querySelector(name).click())"

# As Safari does when a tablet has slept: connections that were open are dead, new ones work.
CLOSED_BEHIND_ITS_BACK = """() => {
  const alive = new WeakSet();
  const { open } = IDBFactory.prototype;
  const { transaction } = IDBDatabase.prototype;
  IDBFactory.prototype.open = function (...all) {
    const request = open.apply(this, all);
    request.addEventListener("success", () => alive.add(request.result));
    return request;
  };
  IDBDatabase.prototype.transaction = function (...all) {
    if (!alive.has(this)) throw new DOMException("Connection to Indexed Database server lost", "InvalidStateError");
    return transaction.apply(this, all);
  };
}"""
GONE_FOR_GOOD = """() => {
  IDBDatabase.prototype.transaction = () => { throw new DOMException("lost", "InvalidStateError"); };
  IDBFactory.prototype.open = () => { throw new DOMException("lost", "UnknownError"); };
}"""


async def test_a_double_tap_on_add_is_one_portion(tablet: Tablet) -> None:
    await tablet.dish("김치찌개").click()
    await tablet.page.evaluate(TWICE, "[data-key=add]")
    await expect(tablet.page.locator("dialog[open]")).to_have_count(0)
    await expect(tablet.page.locator("aside.cart output")).to_have_text("1")


async def test_a_double_tap_on_one_less_leaves_the_next_dish_alone(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.choose("냉면")
    await tablet.page.evaluate(TWICE, "[data-key=line-0-minus]")
    cart = tablet.page.locator("aside.cart")
    await expect(cart).not_to_contain_text("김치찌개")
    await tablet.page.reload()
    await expect(cart).to_contain_text("냉면")


async def test_a_double_tap_on_empty_cart_is_still_asked_about(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.button("모두 비우기").dblclick(position={"x": 12, "y": 22})
    await tablet.sees("정말 비울까요?")
    await expect(tablet.page.locator("aside.cart")).to_contain_text("김치찌개")
    await tablet.press("정말 비울까요?")
    await expect(tablet.page.locator("aside.cart")).to_contain_text("아직 담은 메뉴가 없어요")


async def test_a_database_that_was_closed_behind_its_back_is_opened_again(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.page.evaluate(CLOSED_BEHIND_ITS_BACK)
    await tablet.choose("냉면")
    await expect(tablet.page.locator(".banner")).to_have_count(0)
    await tablet.page.reload()
    for name in ("김치찌개", "냉면"):
        await expect(tablet.page.locator("aside.cart")).to_contain_text(name)


async def test_a_database_that_is_gone_for_good_takes_no_order_with_it(tablet: Tablet) -> None:
    await tablet.page.route("**/api/v1/orders", lambda route: route.abort())
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.is_told("연결되면 바로 보낼게요")
    await tablet.press("확인")
    await tablet.choose("냉면")
    await tablet.page.evaluate(GONE_FOR_GOOD)
    await tablet.choose("떡볶이", "순한맛")
    await expect(tablet.page.locator("aside.cart")).to_contain_text("냉면")
    await tablet.page.unroute("**/api/v1/orders")
    await tablet.has_sent_everything()
    await tablet.page.reload()
    await expect(tablet.page.locator("aside.cart")).to_contain_text("떡볶이")
    assert await in_the_kitchen(tablet.bistro) == [[("김치찌개", 1)]]


async def test_taps_on_one_spot_send_no_order_that_nobody_has_looked_at(tablet: Tablet) -> None:
    await tablet.page.set_viewport_size({"width": 390, "height": 844})
    await tablet.choose("김치찌개")
    await tablet.page.locator("[data-key=cart]").click(trial=True)  # it stands still
    box = await tablet.page.locator("[data-key=cart]").bounding_box()
    assert box is not None
    spot = box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2
    for count in (1, 2, 3):
        await tablet.page.mouse.move(*spot)
        await tablet.page.mouse.down(click_count=count)
        await tablet.page.mouse.up(click_count=count)
        await tablet.page.wait_for_timeout(100)
    await tablet.is_told("담은 메뉴")
    assert await in_the_kitchen(tablet.bistro) == []
    await tablet.confirm()
    await tablet.is_told("접수되었어요")


async def test_a_note_that_was_just_typed_takes_no_button_from_under_the_finger(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.press("주문하기")
    await tablet.page.fill("#order-note", "덜 맵게")
    await settled(tablet.page)
    box = await tablet.button("주문 보내기").bounding_box()
    assert box is not None
    await tablet.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await tablet.page.mouse.down()
    await tablet.page.wait_for_timeout(150)  # as long as a finger stays
    await tablet.page.mouse.up()
    await tablet.is_told("접수되었어요")
    orders = (await tablet.bistro.ask("staff", "GET", "/admin/orders")).json()["items"]
    assert [order["note"] for order in orders] == ["덜 맵게"]
