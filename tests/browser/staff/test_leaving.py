"""What was typed, taken down or shown only once is not lost by a tap that meant something else."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from playwright.async_api import Dialog, Locator, Page, Route, expect

from tests.browser.accessible import complaints_of
from tests.browser.conftest import Windows
from tests.browser.staff.conftest import Desk
from tests.faults.service import Service
from tests.world import Restaurant

BESIDE = (200, 400)
SETTLED_MS = 700  # after what opened the drawer no tap beside it is a second one of that


async def tap_beside(page: Page) -> None:
    await page.mouse.click(*BESIDE)


async def opened(page: Page, bistro: Restaurant, number: int = 1) -> Locator:
    """A table's drawer."""
    await page.locator(f"#table-{bistro.tables[number]}").click()
    drawer = page.locator("#drawer")
    await expect(drawer).to_be_visible()
    await page.wait_for_timeout(SETTLED_MS)
    return drawer


async def test_a_drawer_closes_by_a_press_beside_it_and_by_no_other(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/tables", "owner", viewport={"width": 1280, "height": 1600})
    drawer = await opened(page, bistro)
    box = await drawer.bounding_box()
    assert box is not None
    await page.mouse.click(box["x"] + 40, box["y"] + box["height"] - 40)  # its own empty part
    await expect(drawer).to_be_visible()
    field = await drawer.locator("[name=label]").bounding_box()
    assert field is not None
    await page.mouse.move(field["x"] + 60, field["y"] + 20)
    await page.mouse.down()
    await page.mouse.move(*BESIDE, steps=5)
    await page.mouse.up()
    await expect(drawer).to_be_visible()
    await page.mouse.move(*BESIDE)
    await page.mouse.down()
    await page.mouse.move(field["x"] + 60, field["y"] + 20, steps=5)
    await page.mouse.up()
    await expect(drawer).to_be_visible()
    await tap_beside(page)
    await expect(drawer).to_be_hidden()


async def test_a_second_tap_on_what_opens_it_does_not_close_it(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/tables", "owner")
    await page.locator(f"#table-{bistro.tables[1]}").click()
    await page.locator("#drawer[open]").wait_for()
    await tap_beside(page)
    await expect(page.locator("#drawer")).to_be_visible()


async def test_what_is_typed_in_a_drawer_is_asked_about_and_what_is_saved_is_not(
    desk: Desk, bistro: Restaurant
) -> None:
    page = await desk("/admin/tables", "owner", "en")
    sure = page.locator("#confirm")
    drawer = await opened(page, bistro)
    label = drawer.locator("[name=label]")
    await label.fill("by the window")
    ways: list[Callable[[], Awaitable[None]]] = [
        partial(page.keyboard.press, "Escape"),
        partial(tap_beside, page),
        drawer.locator(".close").click,
    ]
    for way in ways:
        await way()
        await expect(sure).to_contain_text("What you typed here is not saved.")
        assert await complaints_of(page) == []
        await page.keyboard.press("Escape")
        await expect(sure).to_be_hidden()
        await expect(label).to_have_value("by the window")
    await drawer.locator("[name=number]").fill("2")
    await page.keyboard.press("Enter")
    await expect(drawer.locator("#f-number-error")).to_be_visible()
    await page.keyboard.press("Escape")  # refused is not saved
    await sure.get_by_role("button", name="Cancel").click()
    await drawer.locator("[name=number]").fill("1")
    await page.keyboard.press("Enter")
    await expect(drawer).to_be_hidden()
    await opened(page, bistro)
    await expect(label).to_have_value("by the window")
    await page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()
    await opened(page, bistro)
    await label.fill("in the garden")
    await page.keyboard.press("Escape")
    await sure.get_by_role("button", name="Close without saving").click()
    await expect(drawer).to_be_hidden()
    await opened(page, bistro)
    await tap_beside(page)
    await expect(drawer).to_be_hidden()


async def test_nothing_closes_over_a_form_that_is_being_sent(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/tables", "owner")
    answering = asyncio.Event()

    async def slowly(route: Route) -> None:
        await answering.wait()
        await route.continue_()

    drawer = await opened(page, bistro)
    await page.route(f"**/admin/tables/{bistro.tables[1]}", slowly)
    await drawer.locator("[name=number]").fill("2")
    await page.keyboard.press("Enter")
    await expect(drawer.locator("form.htmx-request")).to_have_count(1)
    await page.keyboard.press("Escape")
    await tap_beside(page)
    await drawer.locator(".close").click()
    await expect(page.locator("#confirm")).to_be_hidden()
    await expect(drawer).to_be_visible()
    answering.set()
    await expect(drawer.locator("#f-number-error")).to_be_visible()


async def test_pins_that_nobody_noted_are_asked_about(desk: Desk) -> None:
    page = await desk("/admin/tables", "owner", "en")
    drawer, sure = page.locator("#drawer"), page.locator("#confirm")
    await page.get_by_role("link", name="Add many").click()
    await drawer.get_by_role("button", name="Add").click()
    await expect(drawer.locator(".pins")).to_be_visible()
    await page.wait_for_timeout(SETTLED_MS)
    await tap_beside(page)
    await expect(sure).to_contain_text("They are shown only now.")
    await page.keyboard.press("Escape")
    await expect(drawer.locator(".pins")).to_be_visible()
    await drawer.get_by_role("button", name="Done with it").click()
    await expect(drawer).to_be_hidden()


async def test_an_order_that_is_being_taken_is_asked_about(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin", "staff", "en")
    drawer, sure = page.locator("#drawer"), page.locator("#confirm")
    await page.get_by_role("link", name="Order for table 1").click()
    await expect(drawer).to_be_visible()
    await page.wait_for_timeout(SETTLED_MS)
    await drawer.get_by_placeholder("Search the menu").fill("냉")
    await tap_beside(page)
    await expect(drawer).to_be_hidden()
    await page.get_by_role("link", name="Order for table 1").click()
    await drawer.locator("button.pick", has_text="냉면").click()
    await page.keyboard.press("Escape")
    await expect(sure).to_contain_text("The dishes you took down are not ordered yet.")
    await sure.get_by_role("button", name="Cancel").click()
    await drawer.get_by_role("button", name="Place the order").click()
    await expect(drawer).to_be_hidden()
    await expect(sure).to_be_hidden()
    assert len((await bistro.ask("staff", "GET", "/admin/orders")).json()["items"]) == 1


async def test_back_and_reload_ask_about_an_order_that_is_being_taken(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin?sort=table", "staff", "en")
    asked, drawer, sure = Asked(page), page.locator("#drawer"), page.locator("#confirm")
    await page.get_by_role("link", name="Order for table 1").click()
    await expect(drawer).to_be_visible()
    await page.go_back()
    await expect(drawer).to_be_hidden()
    await page.get_by_role("link", name="Order for table 1").click()
    taken = drawer.locator(".taken")
    await drawer.locator("button.pick", has_text="냉면").click()
    for no in (sure.get_by_role("button", name="Cancel").click, page.go_back):
        await page.go_back()
        await expect(sure).to_contain_text("The dishes you took down are not ordered yet.")
        await no()
        await expect(sure).to_be_hidden()
        await expect(taken).to_have_count(1)
        await expect(page).to_have_url(re.compile("/orders/new$"))
    await page.evaluate("location.reload()")
    await page.wait_for_timeout(300)
    assert asked.times == 1
    await expect(taken).to_have_count(1)
    await page.go_back()
    await sure.locator("[value=yes]").click()
    await expect(drawer).to_be_hidden()
    await expect(page).to_have_url(re.compile(r"/admin\?sort=table$"))
    await page.reload()
    assert asked.times == 1


async def test_a_reload_asks_about_what_is_typed_in_a_drawer(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/tables", "owner", "en")
    asked, label = Asked(page), (await opened(page, bistro)).locator("[name=label]")
    await label.fill("by the window")
    await page.evaluate("location.reload()")
    await page.wait_for_timeout(300)
    assert asked.times == 1
    await expect(label).to_have_value("by the window")
    await page.keyboard.press("Enter")
    await expect(page.locator("#drawer")).to_be_hidden()
    await page.reload()
    assert asked.times == 1, "what is saved is not asked about"


async def test_a_login_that_ended_is_renewed_in_another_tab_and_the_form_sent_once_more(
    desk: Desk, service: Service, windows: Windows
) -> None:
    windows.expected += ("Error Code 401",)
    page = await desk("/admin/menu/items/new", "manager", "en")
    cookies = await page.context.cookies()
    await page.locator("#f-name").fill("비빔밥")
    await page.locator("#f-price").fill("9500")
    await page.context.clear_cookies(name="staff")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".toast[data-kind=late]")).to_contain_text("You are logged out.")
    await expect(page.locator("#f-name")).to_have_value("비빔밥")
    assert page.url.endswith("/new")
    await page.context.add_cookies([{"name": one["name"], "value": one["value"], "url": service.url} for one in cookies
                                    if one["name"] == "staff"])  # fmt: skip
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".dish", has_text="비빔밥")).to_be_visible()


class Asked:
    """How often a page asked before it was left; it stays, until ``leaves``."""

    def __init__(self, page: Page) -> None:
        self.times, self.leaves = 0, False
        page.on("dialog", self._answer)

    async def _answer(self, dialog: Dialog) -> None:
        self.times += 1
        await (dialog.accept() if self.leaves else dialog.dismiss())


@pytest.mark.parametrize("way", ["language", "logout", "link"])
@pytest.mark.parametrize("form", ["item", "store"])
async def test_a_page_with_something_typed_is_not_left_unasked(
    desk: Desk, bistro: Restaurant, form: str, way: str
) -> None:
    path = f"/admin/menu/items/{bistro.items['떡볶이']}" if form == "item" else "/admin/store"
    page = await desk(path, "owner")
    asked, name = Asked(page), page.locator("#f-name")
    await name.fill("typed and not saved")
    if way == "link":
        await page.locator(".navigation a").nth(1).click()
    else:
        await page.locator("details.person > summary").click()
        button = "[name=language][value=en]" if way == "language" else "form[action='/admin/logout'] button"
        await page.locator(button).click()
    await page.wait_for_timeout(300)
    assert asked.times == 1
    await expect(name).to_have_value("typed and not saved")
    asked.leaves = True
    await page.locator("form.settings .actions .brand").click()
    await (page.wait_for_url("**/admin/menu?*") if form == "item" else page.locator(".toast").wait_for())
    await page.goto(page.url.partition("/admin")[0] + "/admin/tables")
    assert asked.times == 1, "what is saved is not asked about"


async def test_deleting_that_was_thought_better_of_leaves_what_was_typed_guarded(
    desk: Desk, bistro: Restaurant
) -> None:
    page = await desk(f"/admin/menu/items/{bistro.items['떡볶이']}", "owner", "en")
    asked = Asked(page)
    await page.locator("#f-name").fill("not saved yet")
    await page.get_by_role("button", name="Delete").click()
    await page.locator("#confirm").get_by_role("button", name="Cancel").click()
    await page.locator(".navigation a").nth(1).click()
    await page.wait_for_timeout(300)
    assert asked.times == 1
    await page.get_by_role("button", name="Delete").click()
    await page.locator("#confirm [value=yes]").click()
    await page.wait_for_url("**/admin/menu")
    assert asked.times == 1, "it was asked about already"


async def test_a_row_that_was_taken_out_is_not_left_behind_unasked(desk: Desk, bistro: Restaurant) -> None:
    page = await desk(f"/admin/menu/items/{bistro.items['떡볶이']}", "owner", "en")
    asked = Asked(page)
    await page.get_by_role("button", name="Remove 치즈").click()
    await expect(page.get_by_role("button", name="Remove 치즈")).to_have_count(0)
    await page.locator(".navigation a").nth(1).click()
    await page.wait_for_timeout(300)
    assert asked.times == 1
    asked.leaves = True
    await page.locator(".navigation a").nth(1).click()
    await page.wait_for_url("**/admin/history")


async def test_pins_of_this_tab_stay_with_the_pairing_sheet_until_somebody_logs_out(
    desk: Desk, service: Service
) -> None:
    page = await desk("/admin/tables", "owner", "en")
    drawer = page.locator("#drawer")
    pins: dict[int, str] = {}
    for first in (40, 50):
        await page.goto(f"{service.url}/admin/tables")
        await page.get_by_role("link", name="Add many").click()
        await drawer.locator("[name=first]").fill(str(first))
        await drawer.locator("[name=last]").fill(str(first + 1))
        await page.keyboard.press("Enter")
        await drawer.locator("[data-pins]").wait_for()
        made = await drawer.locator("td code").all_text_contents()
        pins |= {first: made[0], first + 1: made[1]}
        await drawer.locator("[data-pins]").click()
        await expect(page.locator(".pairing .secret")).to_have_text(made)
    await page.reload()
    await expect(page.locator(".pairing .secret")).to_have_text([pins[50], pins[51]])
    await page.get_by_role("link", name="Show all").click()
    shown = page.locator(".pairing .secret:visible")
    await expect(shown).to_have_text(list(pins.values()))
    await page.locator("details.person > summary").click()
    await page.locator("[name=language][value=ko]").click()
    await expect(page.locator("html")).to_have_attribute("lang", "ko")
    await expect(shown).to_have_text(list(pins.values()))

    await page.goto(f"{service.url}/admin/tables")
    await page.locator("a.seat", has_text="41").click()
    await drawer.locator("[name=password]").fill("a new one")
    await page.keyboard.press("Enter")
    await expect(drawer).to_be_hidden()
    await page.goto(f"{service.url}/admin/tables/sheet")
    await expect(shown).to_have_text([pins[40], pins[50], pins[51]])
    kept = "Object.keys(sessionStorage).filter((key) => key.startsWith('ordering.pins'))"
    assert len(await page.evaluate(kept)) == 1
    await page.locator("details.person > summary").click()
    await page.locator("form[action='/admin/logout'] button").click()
    await page.wait_for_url("**/admin/login")
    assert await page.evaluate(kept) == []
