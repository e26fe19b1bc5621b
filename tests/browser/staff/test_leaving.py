"""A page that is left, by a link, a reload or the end of a login, asks about what was typed and keeps it."""

import re

import pytest
from playwright.async_api import Dialog, Page, expect

from tests.browser.conftest import Windows
from tests.browser.staff.conftest import Desk
from tests.browser.staff.drawers import opened
from tests.faults.service import Service
from tests.world import Restaurant


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
    for no in (sure.get_by_role("button", name="Go back").click, page.go_back):
        await page.go_back()
        await expect(sure).to_contain_text("The dishes you took down are not ordered yet.")
        await no()
        await expect(sure).to_be_hidden()
        await expect(taken).to_have_count(1)
        await expect(page).to_have_url(re.compile("/orders/new$"))
    await page.evaluate("location.reload()")
    await asked.once()
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
    await asked.once()
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
        self.times, self.leaves, self._page = 0, False, page
        page.on("dialog", self._answer)

    async def once(self) -> None:
        """It has asked, and but once so far."""
        while not self.times:
            await self._page.wait_for_timeout(20)
        assert self.times == 1

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
    await asked.once()
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
    await page.locator("#confirm").get_by_role("button", name="Go back").click()
    await page.locator(".navigation a").nth(1).click()
    await asked.once()
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
    await asked.once()
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
