"""The store's settings in a real browser."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.conftest import House
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


async def test_a_page_of_one_store_leads_to_the_board_of_the_one_that_somebody_has_logged_in_at(
    desk: Desk, bistro: Restaurant, rival: Restaurant
) -> None:
    page = await desk("/admin/store", "owner", "en")
    await page.context.add_cookies(
        [{"name": "staff", "value": rival.token("owner"), "url": page.url.removesuffix("/admin/store")}]
    )
    await page.locator("[name=name]").fill("written nowhere")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin")
    theirs = (await rival.ask("owner", "GET", "/admin/store")).json()["name"]
    await expect(page.locator(".top .store")).to_have_text(theirs)
    for here in (bistro, rival):
        assert (await here.ask("owner", "GET", "/admin/store")).json()["name"] != "written nowhere"


async def test_two_owners_at_one_person_meet_and_the_second_may_insist(desk: Desk) -> None:
    one, other = await desk("/admin/staff", "owner", "en"), await desk("/admin/staff", "owner", "en")
    for page in (one, other):
        await page.locator("#people li", has_text="manager").locator("a").click()
        await expect(page.locator("#drawer [name=username]")).to_have_value("manager")
    for page, name in ((one, "minji"), (other, "minho")):
        await page.locator("#drawer [name=username]").fill(name)
        await page.keyboard.press("Enter")
    await expect(other.locator("#f-username-error")).to_contain_text("Somebody else has changed this meanwhile.")
    await expect(other.locator("#drawer [name=username]")).to_have_value("minho")
    assert await complaints_of(other) == []
    await other.locator("#drawer [name=username]").press("Enter")
    await expect(other.locator("#people li", has_text="minho")).to_be_visible()
