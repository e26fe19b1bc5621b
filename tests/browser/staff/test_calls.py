"""Calls in a browser of the staff: there by themselves, gone by a tap."""

from playwright.async_api import expect

from tests.browser.staff.conftest import Desk
from tests.browser.staff.test_board import card, live
from tests.world import Restaurant


async def test_a_call_is_there_by_itself_and_taken_and_ended_by_a_tap_each(desk: Desk, bistro: Restaurant) -> None:
    page = await live(await desk())
    await bistro.ask(2, "POST", "/calls", {"kind": "water", "note": "얼음"})
    mine = card(page, bistro, 2).locator(".calls")
    await expect(mine).to_contain_text("물", timeout=1000)
    await mine.get_by_role("button", name="받기").click()
    await expect(mine).to_contain_text("staff")
    await page.wait_for_timeout(600)  # sooner it would be one finger's bounce
    await mine.get_by_role("button", name="완료").click()
    await expect(mine).to_have_count(0)
    items = (await bistro.ask("staff", "GET", "/admin/calls")).json()["items"]
    assert [one["status"] for one in items] == ["done"]


async def test_at_a_glance_a_tile_shows_that_somebody_calls(desk: Desk, bistro: Restaurant) -> None:
    page = await live(await desk("/admin?sort=overview"))
    bell = card(page, bistro, 2).locator(".calling")
    await expect(bell).to_have_count(0)
    await bistro.ask(2, "POST", "/calls", {"kind": "water"})
    await expect(bell).to_be_visible(timeout=1000)
