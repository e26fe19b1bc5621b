"""How many taps it takes what staff do all evening: the design's table, walked."""

import pytest
from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.browser.staff.taps import Finger
from tests.browser.staff.test_board import card, line, live
from tests.world import Restaurant


async def test_new_start_served_and_taken_back(desk: Desk, bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    page = await live(await desk())
    finger, its = Finger(page), line(page, order)
    await finger.tap(its.locator("[data-do=start]"))
    await finger.tap(its.locator("[data-do=serve]"))
    assert finger.taps == 2
    await finger.tap(page.locator(".toast [data-do=recall]"))
    await expect(its).to_have_attribute("data-status", "preparing")
    assert finger.taps == 3


async def test_closing_takes_two_also_where_something_is_not_served(desk: Desk, bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    page = await live(await desk())
    finger = Finger(page)
    await finger.tap(card(page, bistro, 1).locator("[data-do=close]"))
    sure = page.locator("dialog[open][data-dialog=unfinished]")
    await expect(sure).to_contain_text(f"#{order['number'][-4:]} 1 김치찌개")
    assert await complaints_of(page) == []
    last = sure.locator("button").last
    await expect(last).to_have_text("이용 완료")
    await finger.tap(last)
    await expect(card(page, bistro, 1)).to_have_attribute("data-state", "empty")
    assert finger.taps == 2


@pytest.mark.parametrize("width", [768, 1280])
async def test_three_dishes_with_five_options_take_ten(desk: Desk, bistro: Restaurant, width: int) -> None:
    page = await live(await desk(viewport={"width": width, "height": 800}))
    finger, form = Finger(page), page.locator("#new-order")
    await finger.tap(card(page, bistro, 1).locator("a[href$='/orders/new']"))
    search = form.get_by_placeholder("메뉴 검색")
    for dish, choices in (("떡볶이", ("매운맛", "치즈", "떡사리")), ("냉면", ()), ("떡볶이", ("순한맛", "치즈"))):
        await finger.tap(form.locator(f"[data-add='{bistro.items[dish]}']"))
        await expect(search).to_be_focused()
        for name in choices:
            await finger.tap(form.locator(f"label:visible:has(input[value='{bistro.options[name]}'])"))
    await expect(form.locator(f"[data-add='{bistro.items['떡볶이']}'] .count")).to_have_text("2")
    assert await complaints_of(page) == []
    await finger.tap(form.locator("[data-do=send]"))
    await expect(card(page, bistro, 1)).to_contain_text("냉면")
    assert finger.taps == 10
    placed = (await bistro.ask("staff", "GET", "/admin/orders")).json()["items"][0]
    chosen = [[option["name"] for option in one["options"]] for one in placed["lines"]]
    assert chosen == [["매운맛", "치즈", "떡사리"], [], ["순한맛", "치즈"]]


async def test_on_a_phone_the_ticket_is_a_bar_that_opens(desk: Desk, bistro: Restaurant) -> None:
    page = await live(await desk(viewport={"width": 390, "height": 760}))
    await card(page, bistro, 1).locator("a[href$='/orders/new']").click()
    form = page.locator("#new-order")
    dish = form.locator(f"[data-add='{bistro.items['냉면']}']")
    for _ in range(3):
        await dish.click()
        await expect(dish).to_be_in_viewport(ratio=1)
    its = form.locator("[data-line]")
    await expect(its).to_be_hidden()
    await form.locator("[data-ticket-opens]").click()
    await expect(its).to_be_visible()
    await expect(its).to_have_attribute("data-quantity", "3")
    assert await complaints_of(page) == []
