"""What holds for every page: everybody can use it, on a phone as on a wall, in both languages, by day and by night."""

import pytest
from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.conftest import Windows
from tests.browser.staff.conftest import Desk
from tests.faults.service import Service
from tests.printer_doors import a_job
from tests.world import PASSWORD, Restaurant

SCREENS = {
    "ko": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
    "en": {"viewport": {"width": 1920, "height": 1080}, "color_scheme": "dark"},
}
PLACES = [
    "/admin",
    "/admin/history",
    "/admin/menu",
    "/admin/menu/order",
    "/admin/menu/items/new",
    "/admin/tables",
    "/admin/tables/new",
    "/admin/tables/many",
    "/admin/tables/devices",
    "/admin/tables/sheet",
    "/admin/printers",
    "/admin/printers/new",
    "/admin/printers/agents/new",
    "/admin/staff",
    "/admin/staff/new",
    "/admin/store",
    "/admin/activity",
    "/admin/nothing-here",
    "/admin/orders/0",
]


async def addresses(bistro: Restaurant) -> list[str]:
    """Every page there is for an owner, with something on it."""
    order = await bistro.ordered(1, ("냉면", 2), "김치찌개", note="얼음 빼고")
    await bistro.ordered(2)
    await bistro.close(2, force=True)
    people = (await bistro.ask("owner", "GET", "/admin/staff")).json()["items"]
    paper = await a_job(bistro)
    [printer] = (await bistro.ask("staff", "GET", "/admin/printers")).json()["items"]
    table, item = bistro.tables[1], bistro.items["떡볶이"]
    return [
        *PLACES,
        f"/admin/orders/{order['id']}",
        f"/admin/tables/{table}",
        f"/admin/tables/{table}/orders/new",
        f"/admin/menu/items/{item}",
        f"/admin/menu/categories/{bistro.categories['식사']}",
        f"/admin/staff/{people[-1]['id']}",
        f"/admin/printers/{printer['id']}",
        f"/admin/print-jobs/{paper}",
        f"/admin/history?table={table}&from=2026-01-02&to=2026-01-01",
    ]


@pytest.mark.parametrize("language", SCREENS)
async def test_everybody_can_use_every_page(
    desk: Desk, bistro: Restaurant, service: Service, windows: Windows, language: str
) -> None:
    windows.expected += ("inline style", "preload assets")  # axe's own
    page = await desk("/admin", "owner", language, **SCREENS[language])
    faults = {}
    for address in await addresses(bistro):
        await page.goto(f"{service.url}{address}")
        faults[address] = await complaints_of(page)
    staff = await desk("/admin/store", "staff", language, **SCREENS[language])
    faults["403"] = await complaints_of(staff)
    stranger = await windows.page(**SCREENS[language])
    await stranger.goto(f"{service.url}/admin/login")
    faults["login"] = await complaints_of(stranger)
    assert {address: found for address, found in faults.items() if found} == {}


async def test_a_login_that_fails_keeps_the_names_and_one_that_ends_leads_back(
    windows: Windows, bistro: Restaurant, service: Service
) -> None:
    page = await windows.page(locale="en-US")
    await page.goto(f"{service.url}/admin/menu?q=x")
    for name, typed in {"store": bistro.slug, "username": "manager", "password": "wrong-password"}.items():
        await page.locator(f"[name={name}]").fill(typed)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Store, name or password is wrong.")
    await expect(page.locator("[name=store]")).to_have_value(bistro.slug)
    await expect(page.locator("[name=username]")).to_have_value("manager")
    await expect(page.locator("[name=password]")).to_be_focused()
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("#q")).to_have_value("x")
    await page.reload()
    await expect(page.locator("#q")).to_have_value("x")

    await page.locator("details.person > summary").click()
    await page.locator("form[action='/admin/logout'] button").click()
    await expect(page.locator("[name=store]")).to_have_value(bistro.slug)
    await expect(page.locator("[name=username]")).to_be_focused()


async def test_settings_of_the_store_are_refused_at_the_field_and_then_show_on_the_board(
    desk: Desk, bistro: Restaurant
) -> None:
    page, board = await desk("/admin/store", "manager", "en"), await desk("/admin", "staff", "en")
    await page.locator("[name='board_minutes[0]']").fill("20")
    await page.locator("[name=name]").fill("한술더 2호점")
    await page.get_by_role("button", name="Save").click()
    wrong = page.locator("[name='board_minutes[1]']")
    await expect(wrong).to_be_focused()
    await expect(wrong).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("[name=name]")).to_have_value("한술더 2호점")
    await wrong.fill("30")
    await page.keyboard.press("Enter")
    await expect(page.locator(".toast")).to_contain_text("settings are saved")
    await expect(board.locator("#board")).to_have_attribute("data-pending", "20 30")
