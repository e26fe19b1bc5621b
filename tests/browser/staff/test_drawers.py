"""What was typed in a drawer, taken down or shown there only once is not lost by a tap that meant something else."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial

from playwright.async_api import Route, expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.browser.staff.drawers import BESIDE, SETTLED_MS, opened, tap_beside
from tests.browser.staff.test_haste import APART_MS, middle, tap
from tests.world import Restaurant

A_LINK_BEHIND = """() => {
  const link = document.body.appendChild(document.createElement("a"));
  link.href = "/admin/menu";
  Object.assign(link.style, { position: "fixed", inset: 0, zIndex: 999 });
}"""
"""Wherever a drawer's button is."""


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


async def test_a_second_tap_on_what_closes_it_hits_nothing_behind_it(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/tables", "owner")
    drawer = await opened(page, bistro)
    await page.evaluate(A_LINK_BEHIND)
    spot, at = await middle(drawer.get_by_role("button", name="저장")), time.time() * 1000
    await tap(page, spot, at)
    await expect(drawer).to_be_hidden()
    await tap(page, spot, at + 250)
    await page.wait_for_timeout(300)
    assert page.url.endswith("/admin/tables")
    await tap(page, spot, at + 300 + APART_MS)  # meant
    await page.wait_for_url("**/admin/menu")


async def test_a_key_that_is_pressed_at_once_after_one_that_closed_it_counts(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/tables", "owner")
    drawer = await opened(page, bistro)
    await drawer.locator(".close").focus()
    await page.keyboard.press("Enter")
    await expect(drawer).to_be_hidden()
    await page.keyboard.press("Enter")  # on what had opened it
    await expect(drawer).to_be_visible()


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
    await sure.get_by_role("button", name="Go back").click()
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
    await drawer.get_by_placeholder("Search the menu").fill("냉")
    await drawer.locator(".close").click()
    await expect(drawer).to_be_hidden()
    await page.get_by_role("link", name="Order for table 1").click()
    await drawer.locator("button.pick", has_text="냉면").click()
    await page.keyboard.press("Escape")
    await expect(sure).to_contain_text("The dishes you took down are not ordered yet.")
    await sure.get_by_role("button", name="Go back").click()
    await drawer.get_by_role("button", name="Place the order").click()
    await expect(drawer).to_be_hidden()
    await expect(sure).to_be_hidden()
    assert len((await bistro.ask("staff", "GET", "/admin/orders")).json()["items"]) == 1
