"""An evening at a restaurant, in real browsers: a board, a tablet at each table, and guests' own phones."""

import asyncio
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import House, Windows
from tests.browser.guest.tablet import Tablet
from tests.browser.staff.test_board import card, live
from tests.faults.service import Service
from tests.invariants import check
from tests.world import Restaurant

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
BEER, STEW, NOODLES = 5_000, 9_500, 11_000


async def test_an_evening(windows: Windows, bistro: Restaurant, service: Service, house: House) -> None:
    await bistro.open_to_phones()
    beer = {"category_id": bistro.categories["식사"], "name": "생맥주", "price": BEER}
    made = await bistro.ask("manager", "POST", "/admin/items", beer)
    assert made.status_code == 201, made.text
    bistro.items["생맥주"] = made.json()["id"]
    url = f"http://tablet.test:{service.port}"
    tablets = {number: await _tablet(windows, bistro, url, number) for number in (1, 2, 3)}
    board = await _board(windows, bistro, service)

    # Two friends sit down at table 1, and call for water before they order.
    ada = await _scans(windows, bistro, tablets[1])
    await ada.press("직원 호출")
    await ada.page.locator("dialog [data-key=call-water]").click()
    await ada.is_told("불렀어요")
    await ada.page.keyboard.press("Escape")
    water = card(board, bistro, 1).locator(".calls")
    await water.get_by_role("button", name="받기").click()
    await ada.press("직원 호출")
    await ada.is_told("가는 중이에요")
    await ada.page.keyboard.press("Escape")
    await board.wait_for_timeout(600)  # sooner it would be one finger's bounce
    await water.get_by_role("button", name="완료").click()
    await expect(water).to_have_count(0)
    beers = await _orders(ada, bistro, ("생맥주", 3))
    assert (beers["total"], beers["placed_by"]) == (3 * BEER, "phone")

    # Others sit at table 2; they know each other, and the first ones join them.
    ben = await _scans(windows, bistro, tablets[2])
    stew = await _orders(ben, bistro, ("김치찌개", 1))
    assert stew["table_session_id"] != beers["table_session_id"]
    await _goes(board, bistro, 1, 2, "join", 3 * BEER + STEW)
    await _is_sent_away(ada)
    await expect(ben.page.locator("[data-key=orders] .count")).to_have_text("2")
    ada = await _scans(windows, bistro, tablets[2])
    await expect(ada.page.locator("[data-key=orders] .count")).to_have_text("2")

    # A table at the window becomes free.
    await _goes(board, bistro, 2, 3, "move", 3 * BEER + STEW)
    for phone in (ada, ben):
        await expect(phone.page.locator(".seat b")).to_have_text("3번")
        await expect(phone.page.locator("[data-key=orders] .count")).to_have_text("2")

    # One of the three beers goes back.
    await _takes_one_back(board, bistro, beers)
    await ada.press("주문 내역")
    await expect(ada.page.locator(f"dialog [data-order='{beers['id']}']")).to_contain_text("₩10,000")
    await ada.page.keyboard.press("Escape")

    # They order from two phones at once.
    rounds = await asyncio.gather(_orders(ada, bistro, ("냉면", 1)), _orders(ben, bistro, ("생맥주", 1)))
    assert {one["table"]["number"] for one in rounds} == {3}
    total = 2 * BEER + STEW + NOODLES + BEER
    await expect(card(board, bistro, 3)).to_have_attribute("data-total", str(total))

    # They divide the bill by dish, and leave.
    await _divide(board, bistro, 3, total)
    code = await bistro.code(3)
    await board.goto(board.url.partition("/admin")[0] + "/admin?sort=table")
    await live(board)
    await card(board, bistro, 3).locator("[data-do=close]").click()
    await board.locator("dialog[open]").get_by_role("button", name="이용 완료").click()
    await expect(card(board, bistro, 3)).to_have_attribute("data-state", "empty")
    for phone in (ada, ben):
        await _is_sent_away(phone)

    # Somebody has photographed the code: it orders nothing.
    late = await _opens(windows, bistro, f"{url}/t/{code}")
    await _is_sent_away(late)
    refused = await bistro.ask(None, "POST", "/auth/phone", {"code": code})
    assert (refused.status_code, refused.json()["code"]) == (401, "visit_over")

    # And the books agree, to the won.
    closed = (await bistro.ask("staff", "GET", "/admin/history")).json()["items"]
    assert sorted(one["total"] for one in closed) == [0, total]
    assert sum(order["total"] for one in closed for order in one["orders"]) == total
    summary = (await bistro.ask("staff", "GET", "/admin/summary")).json()
    assert (summary["sales"], summary["orders"]) == (total, 4)
    sold = {one["name"]: (one["quantity"], one["sales"]) for one in summary["by_item"]}
    assert sold == {"생맥주": (3, 3 * BEER), "김치찌개": (1, STEW), "냉면": (1, NOODLES)}
    inside = house.inside.app.state.services
    await check(inside, bistro.store_id)


async def _tablet(windows: Windows, bistro: Restaurant, url: str, number: int) -> Tablet:
    return await Tablet(await windows.page(service_workers="block"), bistro, url).pair(number)


async def _board(windows: Windows, bistro: Restaurant, service: Service) -> Page:
    context = await windows.open(service_workers="block", viewport={"width": 1280, "height": 900})
    origin = f"http://127.0.0.1:{service.port}"
    cookies = {"staff": bistro.token("manager"), "language": "ko"}
    await context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in cookies.items()])
    page = await context.new_page()
    await page.goto(f"{origin}/admin?sort=table")
    return await live(page)


async def _scans(windows: Windows, bistro: Restaurant, tablet: Tablet) -> Tablet:
    """Another phone, with the code that the tablet shows."""
    if await tablet.page.locator("dialog[open]").count() == 0:
        await tablet.page.locator("[data-do=code]").click()
    address = await tablet.page.locator("dialog .qr").get_attribute("data-url")
    assert address is not None
    phone = await _opens(windows, bistro, address)
    await phone.sees("김치찌개")
    return phone


async def _opens(windows: Windows, bistro: Restaurant, address: str) -> Tablet:
    phone = Tablet(await windows.page(**PHONE), bistro, address)
    await phone.page.goto(address)
    return phone


async def _orders(phone: Tablet, bistro: Restaurant, dish: tuple[str, int]) -> dict[str, Any]:
    name, quantity = dish
    await phone.choose(name, quantity=quantity)
    await phone.press(f"담은 메뉴 {quantity}개")
    await phone.confirm()
    await phone.is_told("접수되었어요")
    placed = phone.page.locator("dialog [data-order]")
    order_id = await placed.get_attribute("data-order")
    await phone.press("확인")
    order: dict[str, Any] = (await bistro.ask("staff", "GET", f"/admin/orders/{order_id}")).json()
    return order


async def _is_sent_away(phone: Tablet) -> None:
    await expect(phone.page.locator("body")).to_have_attribute("data-screen", "guest-over")
    await expect(phone.page.locator("input, textarea, [data-item]")).to_have_count(0)


async def _goes(board: Page, bistro: Restaurant, here: int, there: int, deed: str, owed: int) -> None:
    """A party leaves its table for another, by the tiles of its card; what is owed there then."""
    await card(board, bistro, here).locator("[data-do=move]").click()
    tile = board.locator(f"#drawer [data-table='{bistro.tables[there]}']")
    await expect(tile).to_have_attribute("data-do", f"{deed}-here")
    await tile.click()
    question = board.locator("dialog[open][data-dialog=confirm]")
    await expect(question.locator("h2")).to_contain_text(f"{here}번 테이블 ")
    await expect(question.locator("h2")).to_contain_text(f"→ {there}번 테이블")
    await question.locator("[data-do=confirm]").click()
    await expect(card(board, bistro, here)).to_have_attribute("data-state", "empty")
    await expect(card(board, bistro, there)).to_have_attribute("data-total", str(owed))
    await expect(board.locator("dialog[open]")).to_have_count(0)


async def _takes_one_back(board: Page, bistro: Restaurant, order: dict[str, Any]) -> None:
    await card(board, bistro, 3).locator(f"[data-order='{order['id']}'] a").first.click()
    drawer = board.locator("dialog[open]")
    await drawer.locator("[data-do=void]").click()
    part: Locator = drawer.locator("details[data-line]").first
    await part.locator("summary").first.click()
    if await part.locator("select").count():
        await part.locator("select").first.select_option("1")
    await part.get_by_role("button", name="잘못 주문").first.click()
    await expect(card(board, bistro, 3)).to_have_attribute("data-total", str(2 * BEER + STEW))
    await board.keyboard.press("Escape")


async def _divide(board: Page, bistro: Restaurant, table: int, total: int) -> None:
    """Each dish tapped to a person; together they pay the total."""
    await board.goto(board.url.partition("/admin")[0] + f"/admin/tables/{bistro.tables[table]}/bill")
    await board.locator("[data-divide=dish]").click()
    dishes = board.locator(".divider-dishes button")
    await expect(dishes.first).to_be_visible()
    for rank in range(await dishes.count()):
        await board.locator(f"[data-divide=person-{rank % 2}]").click()
        await dishes.nth(rank).click()
    await expect(board.locator(".divider-even")).to_be_visible()
    told = [await board.locator(f"[data-divide=person-{n}]").inner_text() for n in (0, 1)]
    assert sum(int("".join(filter(str.isdigit, one.partition("₩")[2]))) for one in told) == total
