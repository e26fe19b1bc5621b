"""A guest who has never seen the page orders, watches, and changes their mind."""

from playwright.async_api import Route, expect

from tests.browser.guest.tablet import Tablet, counting, in_the_kitchen


async def test_three_dishes_with_options_are_ordered_as_they_were_chosen(tablet: Tablet) -> None:
    await tablet.choose("떡볶이", "매운맛", "치즈", "떡사리", note="파는 빼 주세요")
    await tablet.choose("김치찌개", quantity=2)
    await tablet.choose("냉면")
    await tablet.press("주문하기")
    await tablet.is_told("₩46,000")
    await tablet.page.fill("#order-note", "앞접시 두 개 주세요")
    await tablet.press("주문 보내기")
    await tablet.is_told("접수되었어요 #0001")
    answer = await tablet.bistro.ask("staff", "GET", "/admin/orders")
    (order,) = answer.json()["items"]
    assert await in_the_kitchen(tablet.bistro) == [[("떡볶이", 1), ("김치찌개", 2), ("냉면", 1)]]
    assert [one["name"] for one in order["lines"][0]["options"]] == ["매운맛", "치즈", "떡사리"]
    assert order["lines"][0]["note"] == "파는 빼 주세요"
    assert (order["note"], order["total"]) == ("앞접시 두 개 주세요", 46000)


async def test_a_required_choice_is_asked_for_and_a_full_group_takes_no_more(tablet: Tablet) -> None:
    await tablet.dish("떡볶이").click()
    await tablet.press("담기")
    await tablet.is_told("맵기: 아직 고르지 않았어요.")
    for option in ("치즈", "떡사리"):
        await tablet.page.locator("dialog label", has_text=option).click()
    await expect(tablet.page.get_by_label("밥 빼기")).to_be_disabled()
    await tablet.page.locator("dialog label", has_text="순한맛").click()
    await tablet.page.locator("dialog label", has_text="보통맛").click()
    await tablet.press("담기")
    await tablet.sees("보통맛 · 치즈 +₩2,000 · 떡사리 +₩1,500")


async def test_the_cart_can_be_changed_and_emptied(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.choose("냉면")
    cart = tablet.page.locator("aside.cart")
    await cart.get_by_role("button", name="김치찌개: 하나 더").click()
    await expect(cart).to_contain_text("₩30,000")
    await cart.get_by_role("button", name="냉면: 하나 빼기").click()
    await expect(cart).not_to_contain_text("냉면")
    await tablet.press("모두 비우기")
    await tablet.press("정말 비울까요?")
    await expect(cart).to_contain_text("아직 담은 메뉴가 없어요")


async def test_a_double_tap_is_one_order(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.press("주문하기")
    await tablet.page.evaluate("[1, 2, 3].forEach(() => document.querySelector('[data-key=send]').click())")
    await tablet.is_told("접수되었어요")
    assert await in_the_kitchen(tablet.bistro) == [[("김치찌개", 1)]]


async def test_the_kitchens_progress_and_the_waiters_orders_are_seen_at_once(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    await tablet.press("확인")
    await tablet.press("주문 내역")
    await tablet.is_told("대기중")
    order = (await tablet.bistro.ask("staff", "GET", "/admin/orders")).json()["items"][0]
    await tablet.bistro.ask(
        "staff", "PATCH", f"/admin/orders/{order['id']}", {"status": "preparing", "version": order["version"]}
    )
    await tablet.is_told("준비중")
    await tablet.bistro.ordered(1, "냉면", by="staff")
    await tablet.is_told("직원이 넣은 주문")
    await tablet.is_told("₩20,500")


async def test_a_short_change_of_mind(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.press("주문 취소")
    await tablet.is_told("주문을 취소했어요.")
    assert await in_the_kitchen(tablet.bistro) == []


async def test_too_late_to_change_ones_mind_is_said(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    await tablet.page.route("**/events", lambda route: route.abort())  # it does not hear that the kitchen has begun
    await tablet.page.evaluate("dispatchEvent(new Event('offline'))")
    await tablet.page.route("**/cancellation", lambda route: _begin_cooking(tablet, route))
    await tablet.press("주문 취소")
    await tablet.is_told("이제 취소할 수 없어요")
    assert len(await in_the_kitchen(tablet.bistro)) == 1


async def _begin_cooking(tablet: Tablet, route: Route) -> None:
    order = (await tablet.bistro.ask("staff", "GET", "/admin/orders")).json()["items"][0]
    await tablet.bistro.ask(
        "staff", "PATCH", f"/admin/orders/{order['id']}", {"status": "completed", "version": order["version"]}
    )
    await route.continue_()


async def test_a_clock_that_is_wrong_by_an_hour_changes_nothing(tablet: Tablet) -> None:
    for hours in (1, -1):
        await tablet.page.add_init_script(
            f"const now = Date.now; Date.now = () => now() + {hours} * 3600000;"
            f"const Real = Date; globalThis.Date = class extends Real {{"
            f"  constructor(...all) {{ if (all.length) super(...all); else super(Date.now()); }} }};"
        )
        await tablet.page.reload()
        sent = counting(tablet.page)
        await tablet.choose("김치찌개")
        await tablet.confirm()
        await tablet.is_told("접수되었어요")
        words = await tablet.button("주문 취소").inner_text()
        assert 0 < int("".join(filter(str.isdigit, words))) <= 61  # of a minute, not of an hour and a minute
        await tablet.press("주문 취소")
        await tablet.is_told("주문을 취소했어요.")
        await tablet.forgets_its_sheet()
        assert sent() == 1
