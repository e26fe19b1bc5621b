"""Calls in a browser of the staff: there by themselves, gone by a tap."""

import re

from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.browser.staff.test_board import card, live
from tests.browser.staff.test_crowded import HAND, NO_HAND
from tests.world import Restaurant


async def test_a_call_is_there_by_itself_and_taken_and_ended_by_a_tap_each(desk: Desk, bistro: Restaurant) -> None:
    page = await live(await desk())
    await bistro.ask(2, "POST", "/calls", {"kind": "water", "note": "얼음"})
    mine = card(page, bistro, 2).locator(".calls")
    await expect(mine).to_contain_text("물")
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
    await expect(bell).to_be_visible()


async def test_a_strip_names_who_calls_the_oldest_first_and_rings_until_they_are_seen_to(
    desk: Desk, bistro: Restaurant
) -> None:
    for table in (1, 3):
        await bistro.ordered(table)
    page = await live(await desk())
    await page.locator("#sound").click()
    await bistro.ask(2, "POST", "/calls", {"kind": "cutlery", "count": 3})
    strip = page.locator("#calls li")
    await expect(strip).to_contain_text("2번 수저 3")
    await expect(page.locator("#sound")).to_have_attribute("data-rings", re.compile(r"\bcall\b"))
    await bistro.ask(1, "POST", "/calls", {"kind": "water"})
    await expect(strip).to_have_count(2)
    await expect(strip.nth(1)).to_contain_text("1번 물")
    assert await complaints_of(page) == []
    await expect(page.locator(".table").first).to_have_attribute("data-number", "1")
    await strip.first.get_by_role("button", name="받기").click()
    await expect(strip.first).to_have_attribute("data-status", "taken")
    await page.wait_for_timeout(600)  # sooner it would be one finger's bounce
    await strip.first.get_by_role("button", name="완료").click()
    await expect(strip).to_have_count(1)
    statuses = {
        one["kind"]: one["status"] for one in (await bistro.ask("staff", "GET", "/admin/calls")).json()["items"]
    }
    assert statuses == {"water": "open", "cutlery": "done"}


async def test_the_strip_moves_nothing_while_a_hand_is_over_the_board(desk: Desk, bistro: Restaurant) -> None:
    """It lies over the figures until then, and what it leaves stays empty."""
    await bistro.ordered(1)
    page = await live(await desk("/admin?sort=table"))
    strip, button = page.locator("#strip"), card(page, bistro, 1).locator("[data-do=start]")

    async def top() -> float:
        box = await button.bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + 5, box["y"] + 5)
        await page.mouse.move(box["x"] + 6, box["y"] + 6)
        return float(box["y"])

    before = await top()
    await page.evaluate(HAND)
    await bistro.ask(2, "POST", "/calls", {"kind": "water"})
    await expect(strip).to_have_attribute("data-room", "over")
    await expect(strip.get_by_role("button", name="받기")).to_be_in_viewport()
    assert await top() == before
    await page.evaluate(NO_HAND)
    await expect(strip).to_have_attribute("data-room", "own")
    lower = await top()
    assert lower > before
    await strip.get_by_role("button", name="받기").click()
    await page.wait_for_timeout(600)  # sooner it would be one finger's bounce
    await page.evaluate(HAND)
    await strip.get_by_role("button", name="완료").click()
    await expect(strip).to_have_attribute("data-room", "empty")
    assert await top() == lower
    await page.evaluate(NO_HAND)
    await expect(strip).to_have_attribute("hidden", "")
    assert await top() == before


async def test_a_call_that_nobody_takes_turns_red_in_the_stores_time(desk: Desk, bistro: Restaurant) -> None:
    await bistro.ask(2, "POST", "/calls", {"kind": "water"})
    page = await live(await desk())
    line, board = page.locator("#calls li"), page.locator("#board")
    await expect(board).to_have_attribute("data-call", "2 5")
    await expect(line).to_have_attribute("data-age", "")
    for limits, age in (("0 5", "warn"), ("0 0", "late")):
        await board.evaluate(
            "(board, limits) => { board.dataset.call = limits }", limits
        )  # as if that long had gone by
        await expect(line).to_have_attribute("data-age", age)
        assert await complaints_of(page) == []
    await expect(card(page, bistro, 2).locator(".calls li")).to_have_attribute("data-age", "late")
