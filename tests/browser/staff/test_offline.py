"""Where the server can't be reached: a page of ours says so, and goes on by itself."""

import re

import pytest
from playwright.async_api import Page, expect

from ordering.web.kit.languages import Language
from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.faults.service import Service

KEPT = "navigator.serviceWorker.ready.then(() => caches.keys())"
CHANGED = """() => navigator.serviceWorker.getRegistration("/admin")
  .then(({ active }) => active.state === "activated" && active.scriptURL.endsWith("=en"))"""


async def looked_after(page: Page) -> Page:
    """Once its service worker is there."""
    assert len(await page.evaluate(KEPT)) == 1
    return page


@pytest.mark.parametrize("language", Language)
async def test_a_link_that_leads_nowhere_now_opens_once_the_server_is_back(
    desk: Desk, service: Service, language: Language
) -> None:
    page = await looked_after(await desk("/admin/menu", "owner", language, service_workers="allow"))
    service.kill()
    await page.locator(".navigation a[href='/admin/history']").click()
    await expect(page.get_by_role("heading")).to_have_text(language.gettext("The server can't be reached."))
    await expect(page).to_have_url(re.compile("/admin/history$"))
    assert await complaints_of(page) == []
    await page.get_by_role("link").click()
    await expect(page.get_by_role("heading")).to_have_text(language.gettext("The server can't be reached."))
    await service.start()
    await expect(page.get_by_role("heading", level=1)).to_have_text(language.gettext("History"))


async def test_another_language_is_learned(desk: Desk, service: Service) -> None:
    page = await looked_after(await desk("/admin/store", "owner", "ko", service_workers="allow"))
    await page.locator("details.person > summary").click()
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    while not await page.evaluate(CHANGED):  # the old one still answers
        await page.wait_for_timeout(50)
    service.kill()
    await page.goto(page.url)
    await expect(page.get_by_role("heading")).to_have_text("The server can't be reached.")
    await service.start()
    await expect(page.locator("#f-name")).to_be_visible()


async def test_its_own_address_leads_to_the_board(desk: Desk) -> None:
    page = await desk("/admin/offline")
    await expect(page).to_have_url(re.compile("/admin$"))
