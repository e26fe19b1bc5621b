"""The store's settings in a real browser."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.accessible import complaints_of
from tests.browser.conftest import House, Windows
from tests.browser.staff.conftest import Desk
from tests.faults.service import Service, a_client
from tests.world import Restaurant


@pytest.fixture
async def rival(house: House, service: Service) -> AsyncIterator[Restaurant]:
    async with a_client(service.url) as client:
        yield await house.restaurant(client)


async def test_a_new_name_stands_at_once_wherever_the_page_has_it(desk: Desk) -> None:
    page = await desk("/admin/store", "owner", "en")
    await page.locator("[name=name]").fill("Chez Minji & Co.")
    await page.keyboard.press("Enter")
    await expect(page.locator("#toasts")).to_contain_text("The store's settings are saved.")
    await expect(page.locator(".top .store")).to_have_text("Chez Minji & Co.")
    await expect(page).to_have_title("Store · Chez Minji & Co.")
    await expect(page.locator(".person .who")).to_contain_text("Owner · Chez Minji & Co.")
    await expect(page.locator("form.settings")).to_have_count(1)
    assert await complaints_of(page) == []
    await page.locator("[name=retention_days]").fill("90")
    async with page.expect_response("**/admin/store"):
        await page.keyboard.press("Enter")
    await page.reload()
    await expect(page.locator("[name=retention_days]")).to_have_value("90")
    await expect(page.locator("[name=name]")).to_have_value("Chez Minji & Co.")


async def test_the_stores_code_is_copied_also_over_plain_http(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/store", "owner", "en")
    await page.get_by_role("button", name="Copy").click()
    await expect(page.locator(".toast")).to_contain_text(f"Copied: {bistro.slug}")
    await page.locator("[name=name]").fill("")
    await page.locator("[name=name]").press("Control+V")
    await expect(page.locator("[name=name]")).to_have_value(bistro.slug)


async def log_in_elsewhere(page: Page, at: Restaurant) -> None:
    """In another tab of the same browser."""
    origin = page.url.partition("/admin")[0]
    await page.context.add_cookies([{"name": "staff", "value": at.token("owner"), "url": origin}])


async def test_a_page_of_one_store_leads_to_the_board_of_the_one_that_somebody_has_logged_in_at(
    desk: Desk, rival: Restaurant
) -> None:
    page = await desk("/admin/store", "owner", "en")
    await log_in_elsewhere(page, rival)
    await page.locator("[name=name]").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin")
    theirs = (await rival.ask("owner", "GET", "/admin/store")).json()["name"]
    await expect(page.locator(".top .store")).to_have_text(theirs)


@pytest.mark.parametrize("path", ["/admin/store", "/admin/menu/items/new", "/admin/tables/new", "/admin/staff/new"])
async def test_what_is_typed_for_one_store_survives_a_login_at_another_and_is_not_written_there(
    desk: Desk, bistro: Restaurant, rival: Restaurant, windows: Windows, path: str
) -> None:
    windows.expected += ("Response Status Error Code 404",)

    async def written(here: Restaurant) -> list[str]:
        told = [(await here.ask("owner", "GET", one)).text for one in ("/admin/store", "/admin/items", "/admin/staff")]
        return [*told, (await here.ask("owner", "GET", "/admin/tables")).text]

    places = {"/admin/tables/new": "/admin/tables", "/admin/staff/new": "/admin/staff"}
    page = await desk(places.get(path, path), "owner", "en")
    if path in places:
        await page.locator(f"a[href='{path}']").first.click()
    typed = {
        "/admin/store": {"name": "typed once"},
        "/admin/menu/items/new": {"name": "typed once", "price": "9000"},
        "/admin/tables/new": {"label": "typed once", "password": "123456"},
        "/admin/staff/new": {"username": "typedonce", "password": "correct-horse-9"},
    }[path]
    form = page.locator("form[hx-post]", has=page.locator(f"[name={next(iter(typed))}]"))
    for name, text in typed.items():
        await form.locator(f"[name={name}]").fill(text)
    if path == "/admin/menu/items/new":
        await form.locator("[name=category_id]").select_option(index=1)
    before = await written(bistro), await written(rival)
    await log_in_elsewhere(page, rival)
    for _ in range(2):
        async with page.expect_response(lambda answer: answer.request.method == "POST"):
            await form.locator("button[type=submit], button:not([type])").last.click()
        await expect(page.locator(".toast[data-kind=late]")).to_contain_text("logged in at another store")
    for name, text in typed.items():
        await expect(form.locator(f"[name={name}]")).to_have_value(text)
    assert (await written(bistro), await written(rival)) == before
    await log_in_elsewhere(page, bistro)
    sent = form.locator("button[type=submit], button:not([type])").last
    async with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        await sent.click()
    assert next(iter(typed.values())) in "".join(await written(bistro))
    assert await written(rival) == before[1]


async def test_what_is_told_is_in_the_words_of_the_page(desk: Desk, bistro: Restaurant) -> None:
    """In another tab somebody has chosen another language meanwhile."""
    page = await desk("/admin/store", "owner", "en")
    origin = page.url.partition("/admin")[0]
    await page.context.add_cookies([{"name": "language", "value": "ko", "url": origin}])
    await page.locator("[name=name]").fill("Chez Minji")
    await page.keyboard.press("Enter")
    await expect(page.locator(".toast")).to_have_text(re.compile("The store's settings are saved."))
    await expect(page.locator("form.settings label").first).to_have_text(re.compile("Name"))
    await page.goto(f"{origin}/admin")
    await page.context.add_cookies([{"name": "language", "value": "en", "url": origin}])
    order = await bistro.ordered(1)
    step = page.locator(f"li[data-order='{order['id']}']").get_by_role("button", name="준비 시작")
    await step.click()
    await expect(step).to_have_count(0)
    await expect(page.locator(f"li[data-order='{order['id']}'] .pill")).to_contain_text("준비중")


async def test_two_owners_at_one_person_meet_and_the_second_may_insist(desk: Desk) -> None:
    one, other = await desk("/admin/staff", "owner", "en"), await desk("/admin/staff", "owner", "en")
    for page in (one, other):
        await page.locator("#people li", has_text="manager").locator("a").click()
        await expect(page.locator("#drawer [name=username]")).to_have_value("manager")
    for page, name in ((one, "minji"), (other, "minho")):
        await page.locator("#drawer [name=username]").fill(name)
    await one.locator("#drawer [name=username]").press("Enter")
    await expect(one.locator("#people li", has_text="minji")).to_be_visible()
    await other.locator("#drawer [name=username]").press("Enter")
    await expect(other.locator("#f-username-error")).to_contain_text("Somebody else has changed this meanwhile.")
    await expect(other.locator("#drawer [name=username]")).to_have_value("minho")
    assert await complaints_of(other) == []
    await other.locator("#drawer [name=username]").press("Enter")
    await expect(other.locator("#people li", has_text="minho")).to_be_visible()
