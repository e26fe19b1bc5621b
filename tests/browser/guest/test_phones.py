"""A guest's own phone: let in by the code at its table, for one party, and kindly sent away once that has left."""

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.browser.accessible import complaints_of
from tests.browser.conftest import Windows
from tests.browser.guest.tablet import Tablet, in_the_kitchen
from tests.faults.service import Service
from tests.world import Restaurant

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
Open = Callable[..., Awaitable[Tablet]]


@pytest.fixture
async def open_phone(windows: Windows, bistro: Restaurant, service: Service) -> Open:
    """Another phone, which scans the code of a table; or opens one that it has a picture of."""
    await bistro.open_to_phones()

    async def opened(code: str | None = None, *, table: int = 1, page: Page | None = None, **look: object) -> Tablet:
        phone = Tablet(
            page or await windows.page(**(PHONE | look)), bistro, f"http://tablet.test:{service.port}", table
        )
        await phone.page.goto(f"{phone.url}/t/{code or await bistro.code(table)}")
        return phone

    return opened


async def is_sent_away(phone: Tablet) -> None:
    await expect(phone.page.locator("body")).to_have_attribute("data-screen", "guest-over")
    await expect(phone.page.locator("input, textarea, select, [contenteditable]")).to_have_count(0)
    await expect(phone.page.get_by_role("button")).to_have_text(["English"])  # nothing to order with


async def test_a_phone_orders_without_pairing_and_the_party_sees_it_at_once(
    tablet: Tablet, open_phone: Open, bistro: Restaurant
) -> None:
    phone, other = await open_phone(), await open_phone()
    await phone.choose("김치찌개", quantity=2)
    await expect(other.page.locator("[data-line]")).to_have_count(0)
    await phone.press("담은 메뉴 2개")
    await phone.confirm()
    await phone.is_told("접수되었어요")
    await phone.press("확인")
    for guest in (tablet, other):
        await expect(guest.page.locator("[data-key=orders] .count")).to_have_text("1")
        await guest.press("주문 내역")
        await guest.is_told("휴대폰 주문")
        await expect(guest.page.locator("dialog [data-do=undo]")).to_have_count(0)
    await phone.press("주문 내역")
    await phone.page.locator("dialog [data-do=undo]").click()
    await phone.is_told("주문을 취소했어요")
    assert await in_the_kitchen(bistro) == []
    [order] = (await bistro.ask(1, "GET", "/orders")).json()["items"]
    assert (order["placed_by"], order["status"], order["total"]) == ("phone", "cancelled", 19000)


async def test_the_page_says_kindly_that_the_party_has_left_and_offers_nothing(
    open_phone: Open, bistro: Restaurant
) -> None:
    code = await bistro.code(1)
    phone = await open_phone(code)
    await phone.choose("김치찌개")
    await bistro.ordered(1)
    await phone.page.reload()
    await phone.sees("김치찌개")
    await expect(phone.page.locator("[data-key=cart]")).to_contain_text("1개")
    assert (await bistro.close(1, force=True)).status_code == 200
    await is_sent_away(phone)
    await phone.sees("감사합니다")
    photographed = await open_phone(code)
    await is_sent_away(photographed)
    await photographed.sees("이제 쓸 수 없어요")
    await phone.page.reload()
    await is_sent_away(phone)


async def test_two_visits_on_one_phone_are_two(open_phone: Open, bistro: Restaurant) -> None:
    phone = await open_phone()
    await phone.choose("김치찌개")
    assert (await bistro.ordered(1))["total"] == 9500
    await bistro.close(1, force=True)
    await is_sent_away(phone)
    again = await open_phone(page=phone.page)
    await again.sees("김치찌개")
    await expect(again.page.locator("[data-key=cart]")).to_have_count(0)
    await expect(again.page.locator("[data-key=orders] .count")).to_have_count(0)
    elsewhere = await open_phone(table=2, page=await phone.page.context.new_page())
    await elsewhere.sees("2번")
    await elsewhere.choose("냉면")
    await expect(again.page.locator("[data-line]")).to_have_count(0)
    await elsewhere.press("담은 메뉴 1개")
    await elsewhere.confirm()
    await elsewhere.is_told("접수되었어요")
    assert (await bistro.ask(1, "GET", "/orders")).json()["items"] == []
    assert len((await bistro.ask(2, "GET", "/orders")).json()["items"]) == 1


async def test_an_order_without_a_network_waits_and_arrives_once(open_phone: Open, bistro: Restaurant) -> None:
    phone = await open_phone()
    await phone.choose("김치찌개")
    await phone.page.context.set_offline(True)
    await phone.press("담은 메뉴 1개")
    await phone.confirm()
    await phone.is_told("연결되면 바로 보낼게요")
    await phone.page.context.set_offline(False)
    await phone.is_told("접수되었어요")
    assert await in_the_kitchen(bistro) == [[("김치찌개", 1)]]


async def test_the_tablet_shows_the_code_of_who_sits_there(
    tablet: Tablet, open_phone: Open, bistro: Restaurant
) -> None:
    button, drawing = tablet.page.locator("[data-do=code]"), tablet.page.locator("dialog .qr")
    await expect(button).to_be_visible()
    await button.click()
    first = await bistro.code(1)
    await expect(drawing).to_have_attribute("data-url", re.compile(rf"/t/{first}$"))
    await bistro.ask("staff", "POST", f"/admin/tables/{bistro.tables[1]}/code")
    renewed = await bistro.code(1)
    await expect(drawing).to_have_attribute("data-url", re.compile(rf"/t/{renewed}$"))
    await bistro.ordered(1)
    await bistro.close(1, force=True)
    await tablet.press("확인")
    await expect(tablet.page.locator(".welcome-code .qr")).to_have_attribute(
        "data-url", re.compile(rf"/t/{await bistro.code(1)}$")
    )
    await bistro.ask("manager", "PATCH", "/admin/store", {"phones": False})
    await expect(tablet.page.locator(".welcome-code .qr")).to_have_count(0)


async def test_a_tablet_asks_for_no_code_where_there_is_none(tablet: Tablet, bistro: Restaurant) -> None:
    """It knows from its login, from what it is told, and from what it reads at a start."""
    asked: list[str] = []
    tablet.page.on("request", lambda request: asked.append(request.url))
    button = tablet.page.locator("[data-key=code]")
    await tablet.page.reload()
    await expect(tablet.page.locator("[data-item]").first).to_be_visible()
    await tablet.page.wait_for_timeout(1_000)
    await expect(button).to_be_hidden()
    assert [url for url in asked if url.endswith("/me")]
    assert not [url for url in asked if url.endswith("/code")]
    await bistro.open_to_phones()
    await expect(button).to_be_visible()
    await tablet.page.reload()
    await expect(button).to_be_visible()
    await tablet.page.goto("about:blank")
    await bistro.ask("manager", "PATCH", "/admin/store", {"phones": False})
    await tablet.page.goto(f"{tablet.url}/table")
    await expect(button).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (390, "dark")])
async def test_a_phones_screens_are_for_everybody(
    open_phone: Open, bistro: Restaurant, width: int, scheme: str
) -> None:
    look = {"viewport": {"width": width, "height": 740}, "color_scheme": scheme}
    phone = await open_phone(**look)
    await phone.sees("김치찌개")
    assert await complaints_of(phone.page) == []
    photographed = await open_phone("a-code-of-nobody", **look)
    await is_sent_away(photographed)
    assert await complaints_of(photographed.page) == []
