"""The board in a rush: late answers, second taps, and what changes under a finger."""

import asyncio
import re
import time
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from ordering.security.callers import Role
from tests.browser.conftest import Windows
from tests.browser.staff.conftest import Desk
from tests.browser.staff.test_board import card, line, live
from tests.faults.service import Service
from tests.world import Restaurant

APART_MS = 600
"""So far apart are two taps that are meant."""


async def tap(page: Page, spot: tuple[float, float], at_ms: float) -> None:
    """A tap that the page takes as made at that moment (since 1970), however long it takes to reach the page."""
    x, y = spot
    devtools = await page.context.new_cdp_session(page)
    for kind in ("mousePressed", "mouseReleased"):
        await devtools.send(
            "Input.dispatchMouseEvent",
            {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1, "timestamp": at_ms / 1000},
        )
    await devtools.detach()


async def middle(button: Locator) -> tuple[float, float]:
    await button.click(trial=True)  # it stands still
    box = await button.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def tap_twice(page: Page, button: Locator) -> None:
    spot, at = await middle(button), time.time() * 1000
    for pause in (0, 120):
        await tap(page, spot, at + pause)


async def status_of(bistro: Restaurant, order: dict[str, Any]) -> str:
    status: str = (await bistro.ask("staff", "GET", f"/admin/orders/{order['id']}")).json()["status"]
    return status


async def advance(bistro: Restaurant, order: dict[str, Any], status: str, version: int = 1) -> None:
    moved = await bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", {"status": status, "version": version})
    assert moved.status_code == 200


async def test_a_late_answer_takes_no_newer_order_off_the_board(desk: Desk, bistro: Restaurant) -> None:
    page = await live(await desk())
    first, later = await bistro.ordered(1), list[dict[str, Any]]()
    await advance(bistro, first, "preparing")

    async def late(route: Route) -> None:
        answer = await route.fetch()
        later.append(await bistro.ordered(1))
        await line(page, later[0]).wait_for()
        await route.fulfill(response=answer)

    await page.context.route("**/status", late)
    await line(page, first).get_by_role("button", name="나감").click()
    await expect(page.locator(".toast")).to_contain_text("나감")
    assert len(later) == 1
    await expect(card(page, bistro, 1).locator("li[data-order]")).to_have_count(2)
    await expect(card(page, bistro, 1).locator(".total")).to_have_text("₩19,000")
    await expect(page.locator("[data-figure=waiting]")).to_have_attribute("data-value", "1")


@pytest.mark.parametrize("pause", [0, 120, 300])
async def test_a_double_tap_is_one_step(desk: Desk, bistro: Restaurant, pause: int) -> None:
    page = await live(await desk())
    order = await bistro.ordered(1)
    spot, at = await middle(line(page, order).get_by_role("button", name="준비 시작")), time.time() * 1000
    await tap(page, spot, at)
    await page.wait_for_timeout(pause)
    await tap(page, spot, at + pause)
    await expect(line(page, order).locator(".pill")).to_have_text("준비중")
    await tap(page, spot, at + 499)
    await page.wait_for_timeout(300)
    assert await status_of(bistro, order) == "preparing"
    await expect(page.locator("#drawer")).to_be_hidden()
    await tap(page, spot, at + APART_MS)
    await expect(line(page, order)).to_have_attribute("data-status", "completed")
    await expect(page.locator("#drawer")).to_be_hidden()


async def test_how_it_ended_is_told_also_where_the_button_is_gone_by_then(
    desk: Desk, bistro: Restaurant, windows: Windows
) -> None:
    windows.expected += ("Response Status Error Code 409",)  # htmx notes it
    order = await bistro.ordered(1)
    await advance(bistro, order, "preparing")
    mine, theirs = await live(await desk()), await live(await desk(who="manager", language="en"))

    async def once_it_is_redrawn(route: Route) -> None:
        answer = await route.fetch()
        await expect(line(mine, order)).to_have_attribute("data-status", "completed")
        await route.fulfill(response=answer)

    async def once_they_were_quicker(route: Route) -> None:
        await line(mine, order).get_by_role("button", name="나감").click()
        await expect(line(theirs, order)).to_have_attribute("data-status", "completed")
        await route.continue_()

    await mine.context.route("**/status", once_it_is_redrawn)
    await theirs.context.route("**/status", once_they_were_quicker)
    await line(theirs, order).get_by_role("button", name="Served").click()
    await expect(mine.locator(".toast")).to_contain_text("나감")
    await expect(theirs.locator(".toast[data-kind=late]")).to_contain_text("staff moved order")

    await mine.context.route("**/closing", lambda route: after(route, mine, bistro))
    await card(mine, bistro, 1).get_by_role("button", name="이용 완료").click()
    await mine.locator("#confirm [value=yes]").click()
    await expect(mine.locator(".toast")).to_contain_text("1번 테이블 이용 완료")


async def after(route: Route, page: Page, bistro: Restaurant) -> None:
    answer = await route.fetch()
    await expect(card(page, bistro, 1)).to_have_attribute("data-state", "empty")
    await route.fulfill(response=answer)


async def test_nobody_closes_the_next_party_by_a_question_about_the_last(desk: Desk, bistro: Restaurant) -> None:
    page = await live(await desk())
    await advance(bistro, await bistro.ordered(1), "completed")
    await card(page, bistro, 1).get_by_role("button", name="이용 완료").click()
    sure = page.locator("#confirm")
    await expect(sure).to_contain_text("₩9,500")
    await advance(bistro, await bistro.ordered(1, "냉면"), "completed")
    await expect(card(page, bistro, 1).locator(".total")).to_have_text("₩20,500")
    await sure.locator("[value=yes]").click()
    await expect(sure).to_contain_text("₩20,500")  # they have ordered more since: asked again

    await bistro.close(1)
    following = await bistro.ordered(1, ("냉면", 3))
    await expect(line(page, following)).to_be_visible()
    await page.wait_for_timeout(APART_MS)
    await sure.locator("[value=yes]").click()
    await expect(page.locator(".toast[data-kind=late]")).to_contain_text("그사이 바뀌었습니다")
    await expect(sure).to_be_hidden()
    assert (await bistro.ask(1, "GET", "/orders")).json()["table_session"]["total"] == 33_000


async def test_a_filter_says_what_it_hides(desk: Desk, bistro: Restaurant) -> None:
    page = await live(await desk("/admin?status=served"))
    told = page.locator("#unseen")
    await expect(told).to_have_text("해당하는 테이블이 없습니다.")
    order = await bistro.ordered(2)
    await expect(told).to_have_text("필터에 가려진 대기 주문: 1건")
    await advance(bistro, order, "completed")
    await expect(told).to_be_hidden()
    await expect(card(page, bistro, 2)).to_be_visible()
    table = (await bistro.ask("manager", "POST", "/admin/tables", {"number": 44, "password": "1234"})).json()
    chips = page.locator(".by-area label")
    for area in ("테라스", "홀"):
        await bistro.ask("manager", "PATCH", f"/admin/tables/{table['id']}", {"area": area})
        await expect(chips).to_have_text([re.compile("전체"), re.compile(area)])
    placed = await bistro.order(1, "냉면", by=Role.STAFF)
    assert placed.status_code == 201
    await bistro.ask("manager", "PATCH", f"/admin/tables/{bistro.tables[1]}", {"area": "홀"})
    await expect(chips.last).to_have_text("홀 1")


async def test_a_drawer_that_was_opened_by_its_address_closes_to_the_board(desk: Desk, bistro: Restaurant) -> None:
    first, second = await bistro.ordered(1), await bistro.ordered(1)
    page = await live(await desk(f"/admin/orders/{first['id']}"))
    drawer = page.locator("#drawer")
    await drawer.locator(".party a", has_text=f"#{second['number'][-4:]}").click()
    await expect(page).to_have_url(re.compile(f"/admin/orders/{second['id']}$"))
    await page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()
    await expect(page).to_have_url(re.compile("/admin$"))
    await page.reload()
    await live(page)
    await expect(drawer).to_be_hidden()


async def test_a_slow_answer_opens_nothing_over_what_was_opened_since(
    desk: Desk, bistro: Restaurant, windows: Windows
) -> None:
    windows.expected += ("htmx:",)  # it notes what it gives up
    first, second = await bistro.ordered(1), await bistro.ordered(2)
    page = await live(await desk())
    let_go = asyncio.Event()

    async def slow(route: Route) -> None:
        await let_go.wait()
        await route.continue_()

    await page.context.route(f"**/admin/orders/{first['id']}", slow)
    await line(page, first).locator(".gist").click()
    await line(page, second).locator(".gist").click()
    await expect(page.locator("#drawer h2")).to_contain_text(f"#{second['number'][-4:]}")
    let_go.set()
    await page.wait_for_timeout(300)
    await expect(page.locator("#drawer h2")).to_contain_text(f"#{second['number'][-4:]}")


async def test_a_cancellation_goes_on_from_the_order_as_others_left_it(desk: Desk, bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    page = await live(await desk(f"/admin/orders/{order['id']}", "manager"))
    drawer = page.locator("#drawer")
    await advance(bistro, order, "preparing")
    await expect(drawer.locator("h2 .pill")).to_contain_text("준비중")
    await drawer.get_by_text("주문 취소 …").click()
    await drawer.get_by_text("직접 입력").click()
    await drawer.get_by_label("취소 사유").fill("재료 없음")
    await page.keyboard.press("Enter")
    await expect(drawer.locator("h2 .pill")).to_contain_text("취소")


async def test_by_keyboard_one_goes_on_where_one_was(desk: Desk, bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    page = await live(await desk(language="en"))
    await line(page, order).get_by_role("button").focus()
    await page.keyboard.press("Enter")
    await expect(line(page, order)).to_have_attribute("data-status", "preparing")
    await expect(line(page, order).get_by_role("button", name="Served")).to_be_focused()
    await page.wait_for_timeout(APART_MS)
    await page.keyboard.press("Enter")
    await expect(line(page, order)).to_have_attribute("data-status", "completed")
    await expect(card(page, bistro, 1).locator(".finished > summary")).to_be_focused()
    await card(page, bistro, 1).get_by_role("button", name="Close table").focus()
    await page.keyboard.press("Enter")
    await page.locator("#confirm [value=yes]").press("Enter")
    await expect(card(page, bistro, 1)).to_have_attribute("data-state", "empty")
    await expect(card(page, bistro, 1).get_by_role("link").first).to_be_focused()


async def test_without_locks_and_shared_workers_a_tab_listens_while_it_is_looked_at(
    desk: Desk, windows: Windows, bistro: Restaurant, service: Service
) -> None:
    context = await windows.open()
    await context.add_init_script(
        """delete window.SharedWorker;
        Object.defineProperty(navigator, "locks", { value: undefined });
        window.seen = true;
        Object.defineProperty(document, "hidden", { get: () => !window.seen });"""
    )
    await context.add_cookies([{"name": "staff", "value": bistro.token("staff"), "url": service.url}])
    page = await context.new_page()
    await page.goto(f"{service.url}/admin")
    await live(page)

    async def look(seen: bool) -> None:
        await page.evaluate(
            "(seen) => (window.seen = seen, document.dispatchEvent(new Event('visibilitychange')))", seen
        )

    await look(False)
    missed = await bistro.ordered(1)
    await page.wait_for_timeout(500)
    await expect(line(page, missed)).to_have_count(0)
    await look(True)
    await expect(line(page, missed)).to_be_visible()
    await expect(line(page, await bistro.ordered(2))).to_be_visible()


async def test_an_order_that_is_being_taken_survives_the_end_of_the_login(
    desk: Desk, bistro: Restaurant, windows: Windows
) -> None:
    windows.expected += ("Response Status Error Code 401",)
    page = await live(await desk(f"/admin/tables/{bistro.tables[1]}/orders/new"))
    await page.locator("button.pick", has_text="냉면").click()
    await bistro.ask("staff", "POST", "/auth/logout")
    await expect(page.locator(".toast[data-kind=late]")).to_contain_text("로그아웃")
    origin = page.url.partition("/admin")[0]
    await page.context.add_cookies([{"name": "staff", "value": bistro.token("manager"), "url": origin}])
    await (await page.context.new_page()).goto(f"{origin}/admin/menu")  # the tab in which they have logged in
    await live(page)
    await page.get_by_role("button", name="주문하기").click()
    await expect(card(page, bistro, 1)).to_contain_text("1 냉면")


async def test_a_second_tap_is_not_for_the_order_that_has_moved_there(desk: Desk, bistro: Restaurant) -> None:
    older, newer = await bistro.ordered(1), await bistro.ordered(1, "냉면", "김치찌개", note="빨리")
    for order in (older, newer):
        await advance(bistro, order, "preparing")
    page = await live(await desk())
    done = line(page, older).get_by_role("button", name="나감")
    spot, at = await middle(line(page, newer).get_by_role("button", name="나감")), time.time() * 1000
    await tap(page, spot, at)
    await expect(line(page, newer)).to_have_attribute("data-status", "completed")
    _, y = await middle(done)
    await page.evaluate("(by) => document.getElementById('board').style.marginTop = `${by}px`", spot[1] - y)
    assert await done.evaluate("(button, spot) => button.contains(document.elementFromPoint(...spot))", spot)
    await tap(page, spot, at + 499)
    await page.wait_for_timeout(300)
    assert await status_of(bistro, older) == "preparing"
    await tap(page, spot, at + APART_MS)
    await expect(line(page, older)).to_have_attribute("data-status", "completed")
