"""The board in a browser: what happens elsewhere is there by itself, and nothing is missed."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.accessible import complaints_of
from tests.browser.conftest import Windows
from tests.browser.staff.conftest import Desk
from tests.faults.service import Service
from tests.world import Restaurant

SCRIPT = '<img src=x onerror=alert(1)>" hx-get="/x'


async def live(page: Page) -> Page:
    await expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    return page


def card(page: Page, bistro: Restaurant, number: int) -> Any:
    return page.locator(f"#table-{bistro.tables[number]}")


def line(page: Page, order: dict[str, Any]) -> Any:
    return page.locator(f"li[data-order='{order['id']}']")


async def test_an_order_is_there_by_itself_and_stands_out(desk: Desk, bistro: Restaurant) -> None:
    page = await live(await desk())
    order = await bistro.ordered(2, ("김치찌개", 2), note="덜 맵게")
    await expect(card(page, bistro, 2)).to_contain_text("2 김치찌개")
    await expect(card(page, bistro, 2)).to_have_class(re.compile(r"\bnew\b"))
    await expect(page).to_have_title(re.compile(r"^\(1\) "))
    await expect(page.locator("#announced")).to_contain_text(f"#{order['number'][-4:]}")
    await expect(page.locator("#news")).to_have_text(re.compile("새 주문 2번"))
    first = page.locator("#board .table").first
    await expect(first).to_have_attribute("data-number", "1")
    await page.locator("[data-do=sort]").click()
    await expect(first).to_have_attribute("data-number", "2")
    await line(page, order).locator(".gist").click()
    await expect(page.locator("#drawer")).to_be_visible()
    await expect(card(page, bistro, 2)).not_to_have_class(re.compile(r"\bnew\b"))
    await page.go_back()
    await expect(page.locator("#drawer")).to_be_hidden()
    await expect(page).to_have_url(re.compile("/admin$"))


async def test_two_see_what_each_other_does_and_who_was_first(desk: Desk, bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    korean, english = await asyncio.gather(desk(who="manager"), desk(who="staff", language="en"))
    await asyncio.gather(live(korean), live(english))
    # The second one's page has not heard yet when it is pressed.
    await english.context.route("**/status", lambda route: held(route, korean, order))
    await line(english, order).get_by_role("button", name="Start").click()
    toast = english.locator(".toast")
    await expect(toast).to_contain_text("manager moved order")
    await expect(line(english, order).locator(".pill")).to_contain_text("Preparing")
    await english.wait_for_timeout(600)  # sooner it would be one finger's bounce
    await line(english, order).get_by_role("button", name="Served").click()
    await expect(line(korean, order).locator(".pill")).to_contain_text("완료")


async def held(route: Any, other: Page, order: dict[str, Any]) -> None:
    start = line(other, order).get_by_role("button", name="준비 시작")
    if await start.count():
        await start.click()
        await expect(line(other, order).locator(".pill")).to_contain_text("준비중")
    await route.continue_()


async def test_recalled_cancelled_and_closed_from_the_drawer(desk: Desk, bistro: Restaurant) -> None:
    order, other = await bistro.ordered(1), await bistro.ordered(1, "냉면")
    page = await live(await desk(f"/admin/orders/{order['id']}", "manager"))
    drawer = page.locator("#drawer")
    await drawer.get_by_role("button", name="준비 시작").click()
    await drawer.get_by_role("button", name="대기중으로 되돌리기").click()
    await expect(drawer.locator(".trail")).to_contain_text("manager")
    await drawer.get_by_text("주문 취소 …").click()
    await drawer.get_by_text("직접 입력").click()
    await drawer.get_by_label("취소 사유").fill("손님이 바꿈")
    await bistro.ordered(1)  # what is typed survives what happens meanwhile
    await expect(drawer.locator(".party li a")).to_have_count(3)
    await expect(drawer.get_by_label("취소 사유")).to_have_value("손님이 바꿈")
    await drawer.get_by_role("button", name=re.compile("주문 #.* 취소")).click()
    await expect(drawer.locator("h2 .pill")).to_contain_text("취소")
    await expect(drawer).to_contain_text("손님이 바꿈")
    await drawer.get_by_role("button", name="이용 완료").click()
    sure = page.locator("dialog[open][data-dialog=unfinished]")
    await expect(sure.locator("h2")).to_contain_text("1번 테이블, ₩20,500")
    await expect(sure).to_contain_text(f"#{other['number'][-4:]} 1 냉면")
    await sure.get_by_role("button", name="이용 완료").click()
    await expect(card(page, bistro, 1)).to_have_attribute("data-state", "empty")
    await expect(drawer).to_be_hidden()
    await expect(page).to_have_url(re.compile("/admin$"))


async def test_killed_and_back_it_is_live_and_shows_what_it_missed(
    desk: Desk, bistro: Restaurant, service: Service
) -> None:
    page = await live(await desk())
    service.kill()
    await expect(page.locator("#connection")).to_have_attribute("data-state", "lost")
    await expect(page.locator("#connection .pill:visible")).to_contain_text("다시 연결 중")
    await service.start()
    missed = await bistro.ordered(3, "냉면")
    await live(page)
    await expect(line(page, missed)).to_be_visible()
    await page.context.route("**/admin/stream*", lambda route: route.fulfill(status=503))
    service.kill()
    await service.start()
    await asyncio.sleep(1.5)
    again = await bistro.ordered(2)
    await page.context.unroute("**/admin/stream*")
    await live(page)
    await expect(line(page, again)).to_be_visible()


async def tabs_share(pages: list[Page], bistro: Restaurant, service: Service) -> None:
    for page in pages:
        await live(page)
    order = await bistro.ordered(1)
    for page in pages:
        await expect(line(page, order)).to_have_count(1)
    await pages.pop(0).close()  # whoever had the stream is gone
    later = await bistro.ordered(2)
    for page in pages:
        await expect(line(page, later)).to_have_count(1)
    assert (await pages[-1].request.get(f"{service.url}/health")).ok


async def ten(desk: Desk, **options: Any) -> list[Page]:
    first = await live(await desk(**options))

    async def another() -> Page:
        page = await first.context.new_page()
        await page.goto(first.url)
        return page

    return [first, *[await another() for _ in range(9)]]


async def test_ten_tabs_share_one_stream(desk: Desk, bistro: Restaurant, service: Service) -> None:
    await tabs_share(await ten(desk), bistro, service)


async def test_ten_tabs_share_one_stream_without_locks_too(desk: Desk, bistro: Restaurant, service: Service) -> None:
    await tabs_share(await ten(desk, host="tablet.test"), bistro, service)


async def test_sorted_and_filtered_it_stays_so(desk: Desk, bistro: Restaurant) -> None:
    await bistro.ask("manager", "PATCH", f"/admin/tables/{bistro.tables[3]}", {"area": "테라스"})
    await bistro.ordered(2)
    page = await live(await desk())
    shown = page.locator("#board .table:visible")
    await page.get_by_text("테이블순").click()
    await expect(shown.first).to_have_attribute("data-number", "1")
    await page.locator(".by-area label", has_text="테라스").click()
    await expect(shown).to_have_count(1)
    await page.reload()
    await live(page)
    await expect(shown).to_have_count(1)
    await expect(page).to_have_url(re.compile("sort=table"))
    await bistro.ordered(1)
    await expect(page.locator("[data-figure=waiting]")).to_have_attribute("data-value", "2")
    await expect(shown).to_have_count(1)
    await page.get_by_role("link", name="전체 보기").click()
    await expect(shown).to_have_count(3)


async def test_taken_by_word_of_mouth(desk: Desk, bistro: Restaurant, service: Service, windows: Windows) -> None:
    page = await live(await desk(language="en"))
    await card(page, bistro, 1).get_by_role("link", name="Order for table 1").click()
    form = page.locator("#new-order")
    await form.get_by_placeholder("Search the menu").fill("찌개")
    await form.get_by_placeholder("Search the menu").press("Enter")
    await form.get_by_placeholder("Search the menu").fill("")
    await form.locator("button.pick", has_text="떡볶이").click()
    await form.get_by_role("button", name="One more of 김치찌개").click()
    await form.get_by_role("button", name="Place the order").click()
    await expect(form.locator(".taken .error")).to_contain_text("Choose more here")
    await form.locator("label", has_text="매운맛").click()
    await expect(form.locator("output")).to_have_text("₩31,500")
    await form.get_by_label("Note for the kitchen").fill("quickly")
    windows.expected += ("htmx:",)  # it notes what could not be sent
    service.kill()
    await form.get_by_role("button", name="Place the order").click()
    await expect(page.locator(".toast")).to_contain_text("can't be reached")
    await service.start()
    await form.get_by_role("button", name="Place the order").click()
    await expect(card(page, bistro, 1)).to_contain_text("quickly")
    await expect(page.locator("#drawer")).to_be_hidden()
    assert len((await bistro.ask("staff", "GET", "/admin/orders")).json()["items"]) == 1


async def test_the_chime_rings_until_the_order_was_opened(desk: Desk, bistro: Restaurant) -> None:
    page = await live(await desk(language="en"))
    sound = page.locator("#sound")
    await expect(sound).to_have_text(re.compile("Turn sound on"))
    await sound.click()
    await expect(sound).to_have_attribute("data-state", "on")
    await expect(sound).to_have_attribute("data-rung", "1")  # to be heard once
    await bistro.ordered(1)
    await expect(sound).to_have_attribute("data-rung", re.compile(r"^([2-9]|\d\d+)$"))
    await sound.click()
    await expect(sound).to_have_attribute("data-state", "muted")
    await page.reload()
    await expect(sound).to_have_attribute("data-state", "muted")


async def test_an_order_that_is_opened_on_one_device_rings_on_none(
    desk: Desk, bistro: Restaurant, service: Service
) -> None:
    """Nor on one that comes later; and what the server could not be told at once is told again."""
    here, there = await live(await desk(language="en")), await live(await desk(language="en"))
    order, other = await bistro.ordered(1), await bistro.ordered(2)
    for page in (here, there):
        await expect(page.locator("li.unopened")).to_have_count(2)
    await here.context.route("**/opening", lambda route: route.abort())
    await line(here, order).locator(".gist").click()
    await expect(line(here, order)).not_to_have_class(re.compile("unopened"))
    await expect(here.locator("#drawer .facts")).to_be_visible()
    await expect(line(there, order)).to_have_class(re.compile("unopened"))
    await here.context.unroute("**/opening")
    later = await bistro.ordered(3)
    await expect(line(there, order)).not_to_have_class(re.compile("unopened"))
    third = await live(await desk())
    for page in (there, third):
        for one, new in ((order, False), (other, True), (later, True)):
            await expect(line(page, one).and_(page.locator("li.unopened"))).to_have_count(int(new))
    await line(third, order).locator(".gist").click()
    await expect(third.locator("#drawer .trail")).to_contain_text("확인했습니다")
    told = (await bistro.ask(1, "GET", "/orders")).text
    assert "opened" not in told.replace("opened_at", ""), "that is no business of the guests"


async def test_a_sound_that_the_system_has_stopped_says_so_and_another_tab_rings(
    desk: Desk, bistro: Restaurant, windows: Windows
) -> None:
    """Any touch brings it back."""
    windows.expected += ("AudioContext was not allowed to start",)  # in the second tab, until it is touched

    async def contexts(page: Page) -> None:
        await page.context.add_init_script("""
          const Real = AudioContext;
          window.AudioContext = class extends Real { constructor() { super(); window.sounding = this; } };
        """)

    page = await live(await desk(language="en", prepare=contexts))
    sound = page.locator("#sound")
    await sound.click()
    await expect(sound).to_have_attribute("data-state", "on")
    beside = await page.context.new_page()
    await beside.goto(page.url)
    await live(beside)
    await beside.mouse.click(5, 5)
    await expect(beside.locator("#sound")).to_have_attribute("data-state", "on")
    await page.evaluate("sounding.suspend()")
    await expect(sound).to_have_attribute("data-state", "stopped")
    await expect(sound).to_have_text(re.compile("Sound stopped"))
    await expect(page.locator(".toast")).to_contain_text("has stopped the sound")
    assert await complaints_of(page) == []
    await bistro.ordered(1)
    await expect(beside.locator("#sound")).to_have_attribute("data-rung", re.compile(r"\d+"))
    await page.mouse.click(5, 5)
    await expect(sound).to_have_attribute("data-state", "on")


async def test_logged_out_elsewhere_it_goes_to_the_login_and_back(desk: Desk, bistro: Restaurant) -> None:
    page = await live(await desk("/admin?sort=table", who="staff"))
    await bistro.ask("staff", "POST", "/auth/logout")
    await expect(page).to_have_url(re.compile(r"/admin/login\?next=/admin%3Fsort%3Dtable"))


async def test_names_show_as_text_and_everybody_can_use_it(desk: Desk, bistro: Restaurant, windows: Windows) -> None:
    await bistro.ask("manager", "PATCH", f"/admin/tables/{bistro.tables[1]}", {"label": SCRIPT, "area": SCRIPT})
    item = {"category_id": bistro.categories["식사"], "name": SCRIPT, "price": 100}
    bistro.items["x"] = (await bistro.ask("manager", "POST", "/admin/items", item)).json()["id"]
    pages = [await live(await desk(viewport={"width": width, "height": 800}, language=language))
             for width, language in ((360, "ko"), (1024, "en"))]  # fmt: skip
    order = await bistro.ordered(1, "x", note=f"{SCRIPT}\nevent: beat\n\ndata: x")
    await bistro.ordered(2)
    opens: list[Callable[[Page], Awaitable[Any]]] = [
        lambda page: page.wait_for_timeout(50),
        lambda page: line(page, order).locator(".gist").click(),
        lambda page: page.goto(page.url.partition("/admin")[0] + f"/admin/tables/{bistro.tables[3]}/orders/new"),
    ]
    for page in pages:
        await expect(line(page, order)).to_contain_text("<img src=x")
        for step in opens:
            await step(page)
            if step is not opens[0]:
                await expect(page.locator("#drawer")).to_contain_text("<img src=x")
            assert await page.locator("img").count() == 0
            assert await complaints_of(page) == []
