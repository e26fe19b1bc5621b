"""Somebody who tries the demo: one command, one tap, and they are in."""

from pathlib import Path

from playwright.async_api import expect

from tests.browser.conftest import Windows
from tests.cli.commands import served, sqlite


async def test_one_tap_each_opens_the_board_and_a_tables_tablet(windows: Windows, tmp_path: Path) -> None:
    with served(tmp_path, "demo", database_url=sqlite(tmp_path)) as demo:
        page = await windows.page()
        await page.goto(demo.url)
        await page.locator("form[action='/table'] button").click()
        await expect(page.locator(".dish").first).to_be_visible()
        await page.reload()
        await expect(page.locator(".dish").first).to_be_visible()
        assert page.url == f"{demo.url}/table", "neither the tap nor its password is sent again"
        await page.goto(f"{demo.url}/table?store=demo&table=7")
        await page.fill("#pair-password", "1234")
        await page.press("#pair-password", "Enter")
        await expect(page.locator(".seat")).to_contain_text("7")
        # A tablet of the demo stays where it is.
        await page.goto(demo.url)
        await page.locator("form[action='/table'] button").click()
        await expect(page.locator(".seat")).to_contain_text("7")

        await page.goto(demo.url)
        await page.locator("form[action='/admin/login'] button").click()
        await expect(page.locator("#table-1, [id^=table-]").first).to_be_visible()
        assert page.url == f"{demo.url}/admin"
        await page.context.close()  # its service workers would ask a server that is gone


async def test_a_restaurants_start_page_pairs_tablets_and_leads_staff_to_their_login(
    windows: Windows, tmp_path: Path, migrated_file: Path
) -> None:
    with served(tmp_path, "serve", database_url=sqlite(tmp_path, migrated_file)) as here:
        page = await windows.page()
        await page.goto(here.url)
        await expect(page.locator("#pair-store")).to_be_visible()
        await page.get_by_role("link", name="Staff").click()
        await expect(page.locator("input[name=username]")).to_be_visible()
        await page.context.close()
