"""How many taps it takes what staff do all evening: the design's table, walked."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.browser.staff.taps import Finger
from tests.browser.staff.test_board import card, line, live
from tests.browser.staff.test_haste import advance
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


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_party_moves_with_three_and_so_does_one_order(desk: Desk, bistro: Restaurant, width: int) -> None:
    """The party after a question that names both tables, the order at once; a fourth takes it back."""
    order = await bistro.ordered(1)
    page = await live(await desk(viewport={"width": width, "height": 800}))
    finger, drawer, sure = Finger(page), page.locator("#drawer"), page.locator("dialog[open][data-dialog=confirm]")
    await finger.tap(card(page, bistro, 1).locator("[data-do=move]"))
    await finger.tap(drawer.locator(f"[data-table='{bistro.tables[3]}']"))
    await expect(sure).to_contain_text("1번 테이블 ₩9,500 → 3번 테이블")
    await finger.tap(sure.locator("[data-do=confirm]"))
    await expect(card(page, bistro, 3)).to_have_attribute("data-total", "9500")
    assert finger.taps == 3
    await finger.tap(page.locator(".toast [data-do=undo-move]"))
    await expect(card(page, bistro, 1)).to_have_attribute("data-total", "9500")
    finger.taps = 0
    await finger.tap(line(page, order).locator("a"))
    await finger.tap(drawer.locator("[data-do=move-order]"))
    await finger.tap(drawer.locator(f"[data-table='{bistro.tables[2]}']"))
    await expect(card(page, bistro, 2)).to_have_attribute("data-total", "9500")
    await expect(page.locator(".toast")).to_contain_text("₩9,500: 1번 → 2번 테이블")
    assert finger.taps == 3
    await expect(page.locator("dialog[open]")).to_have_count(0)
    await finger.tap(page.locator(".toast [data-do=undo-move]"))
    await expect(card(page, bistro, 1)).to_have_attribute("data-total", "9500")


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


async def test_closing_takes_two_where_all_is_served(desk: Desk, bistro: Restaurant) -> None:
    await advance(bistro, await bistro.ordered(1), "completed")
    page = await live(await desk())
    finger = Finger(page)
    await finger.tap(card(page, bistro, 1).locator("[data-do=close]"))
    await finger.tap(page.locator("dialog[open][data-dialog=confirm] [data-do=confirm]"))
    await expect(card(page, bistro, 1)).to_have_attribute("data-state", "empty")
    assert finger.taps == 2


async def test_a_price_is_changed_with_three_from_the_board(desk: Desk, bistro: Restaurant) -> None:
    page = await live(await desk(who="manager"))
    finger, price = Finger(page), page.locator(f"#price-{bistro.items['냉면']}")
    await finger.tap(page.get_by_role("link", name="메뉴", exact=True))
    await finger.tap(price.locator("a"))
    await expect(price.locator("[name=price]")).to_be_focused()
    await page.keyboard.type("9900")
    await finger.tap(price.get_by_role("button", name="저장"))
    await expect(price).to_contain_text("₩9,900")
    assert finger.taps == 3


async def test_the_guests_page_of_a_table_is_one_away_in_its_drawer(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/tables")
    await page.locator(f"#table-{bistro.tables[2]}").click()
    finger = Finger(page)
    async with page.expect_popup() as opened:
        await finger.tap(page.locator("#drawer").get_by_role("link", name="손님 화면 열기"))
    guests = await opened.value
    await expect(guests.locator("#pair-table")).to_have_value("2")
    assert finger.taps == 1


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
    needed = form.locator("fieldset:has(input[type=radio])").last
    await expect(needed.locator("legend")).to_contain_text("필수")
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


async def test_what_the_table_ate_takes_one(desk: Desk, bistro: Restaurant) -> None:
    for _ in range(5):
        await bistro.ordered(1, "김치찌개", ("냉면", 2))
    page = await live(await desk())
    finger, drawer = Finger(page), page.locator("dialog[open][data-dialog=drawer]")
    await finger.tap(card(page, bistro, 1).locator("h2"))
    await expect(drawer.locator(".lines li")).to_have_count(3)
    ate = [re.sub(r"\s+", " ", text).strip() for text in await drawer.locator(".lines li").all_inner_texts()]
    assert ate == ["5 김치찌개 ₩47,500", "10 냉면 ₩110,000", "테이블 합계 ₩157,500"]
    assert finger.taps == 1
    assert await complaints_of(page) == []
    await bistro.ordered(1, "냉면")
    await expect(drawer.locator(".lines .sum")).to_contain_text("₩168,500")
    await expect(drawer.locator("[data-do=close]")).to_be_in_viewport(ratio=1)
    await expect(drawer.locator("[data-do=place]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("height", [500, 800])
async def test_cancelling_with_a_reason_takes_three(desk: Desk, bistro: Restaurant, height: int) -> None:
    order = await bistro.ordered(1, "냉면", "김치찌개", "냉면", "김치찌개")
    page = await live(await desk(viewport={"width": 1280, "height": height}))
    finger, drawer = Finger(page), page.locator("#drawer")
    await finger.tap(line(page, order).locator(".gist"))
    for step in (drawer.locator("[data-do=start]"), drawer.locator("[data-do=close]")):
        await expect(step).to_be_in_viewport(ratio=1)
    await finger.tap(drawer.locator("[data-do=cancel]"))
    assert await complaints_of(page) == []
    await finger.tap(drawer.get_by_role("button", name="손님 변심"))
    await expect(drawer.locator("h2 .pill")).to_contain_text("취소")
    await expect(drawer).to_contain_text("손님 변심")
    assert finger.taps == 3


async def test_a_dish_is_sold_out_with_two_where_it_is_seen(desk: Desk, bistro: Restaurant) -> None:
    await bistro.ordered(1, "냉면")
    page = await live(await desk())
    drawer = page.locator("#drawer")
    await card(page, bistro, 1).locator("li .gist").click()
    finger = Finger(page)
    await finger.tap(drawer.locator(".eighty-six summary"))
    assert await complaints_of(page) == []
    await finger.tap(drawer.locator("[data-do=sold-out]:visible"))
    await expect(drawer.locator(".lines .note")).to_have_text("품절")
    assert finger.taps == 2
    assert await sold_out(bistro, "냉면")
    await page.locator(".toast [data-do=sold-out]").click()
    await expect(drawer.locator(".lines .note")).to_have_count(0)
    assert not await sold_out(bistro, "냉면")


async def test_so_it_is_from_the_ticket(desk: Desk, bistro: Restaurant) -> None:
    page = await live(await desk(f"/admin/tables/{bistro.tables[1]}/orders/new"))
    form = page.locator("#new-order")
    dish = form.locator(f"[data-add='{bistro.items['냉면']}']")
    await dish.click()
    finger = Finger(page)
    await finger.tap(form.locator("[data-line] .eighty-six summary"))
    await finger.tap(form.locator("[data-line] [data-do=sold-out]:visible"))
    await expect(dish).to_have_attribute("data-gone", "")
    assert finger.taps == 2
    assert await sold_out(bistro, "냉면")
    await expect(form.locator("[data-line]")).to_have_count(1)


async def sold_out(bistro: Restaurant, name: str) -> bool:
    menu = (await bistro.ask(1, "GET", "/menu")).json()
    dishes = {item["name"]: item for part in menu["categories"] for item in part["items"]}
    return bool(dishes[name]["sold_out"])
