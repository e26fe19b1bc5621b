"""How a store shows itself to those who sit there: at once, after a reload, and where it has only its dishes."""

import asyncio
import struct
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.guest.tablet import Tablet
from tests.images.studio import drawn
from tests.images.uploads import show, uploaded

GREEN = "#0f766e"


async def looks(tablet: Tablet, **changed: Any) -> None:
    answer = await tablet.bistro.ask("owner", "PATCH", "/admin/store", changed)
    assert answer.status_code == 200, answer.text


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*struct.unpack("BBB", bytes.fromhex(colour[1:])))


async def test_logo_cover_and_colour_are_on_the_menu_as_soon_as_they_are_saved(tablet: Tablet) -> None:
    logo, cover = [(await uploaded(tablet.bistro, drawn(700, side)))["id"] for side in (700, 400)]
    await tablet.dish("냉면").click()
    await tablet.page.fill("#item-note", "얼음 많이")
    await looks(tablet, logo_id=logo, cover_id=cover, accent=GREEN, name="새 골목식당")
    await expect(tablet.page.locator(".seat img.logo")).to_have_count(1)
    await expect(tablet.page.locator(".menu > img.cover")).to_have_count(1)
    await expect(tablet.page.locator("#item-note")).to_have_value("얼음 많이")
    await expect(tablet.page).to_have_title("새 골목식당")
    await tablet.page.keyboard.press("Escape")
    await expect(tablet.page.locator("[aria-current=true]")).to_have_css("background-color", rgb(GREEN))
    assert await complaints_of(tablet.page) == []
    await tablet.page.reload()
    await expect(tablet.page.locator(".seat img.logo")).to_have_count(1)
    await expect(tablet.page.locator("[aria-current=true]")).to_have_css("background-color", rgb(GREEN))
    await looks(tablet, logo_id=None, cover_id=None, accent=None)
    await expect(tablet.page.locator("img.logo, img.cover")).to_have_count(0)
    await expect(tablet.page.locator("[aria-current=true]")).not_to_have_css("background-color", rgb(GREEN))


async def test_what_changed_while_the_tablet_was_away_is_there_when_it_is_back(tablet: Tablet) -> None:
    """Also past a closing, from before which a tablet is told nothing."""
    await tablet.bistro.ordered(1, "냉면")
    await tablet.page.context.set_offline(True)
    await looks(tablet, accent=GREEN)
    assert (await tablet.bistro.close(1, force=True)).status_code == 200
    await tablet.page.context.set_offline(False)
    await tablet.page.locator("[data-do=confirm]").click()
    await expect(tablet.page.locator("html")).to_have_css("--accent", GREEN)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_any_colour_that_is_taken_can_be_read_by_day_and_in_the_dark(tablet: Tablet, scheme: Any) -> None:
    await tablet.page.emulate_media(color_scheme=scheme)
    for colour in ("#000080", "#7a0019", "#0f766e"):
        await looks(tablet, accent=colour)
        await expect(tablet.page.locator("html")).to_have_css("--accent", colour)
        assert await complaints_of(tablet.page) == []


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
async def test_without_a_cover_the_dishes_take_turns_unless_nobody_wants_motion(tablet: Tablet, motion: Any) -> None:
    page, bistro = tablet.page, tablet.bistro
    for dish in ("김치찌개", "냉면"):
        await show(bistro, dish, (await uploaded(bistro))["id"])
    await page.emulate_media(reduced_motion=motion)
    await expect(page.locator(".dish img")).to_have_count(2)
    await bistro.ordered(1, "냉면")
    await expect(page.locator("[data-key=orders] .count")).to_have_text("1")
    await page.clock.install()
    assert (await bistro.close(1, force=True)).status_code == 200
    await page.locator("[data-do=confirm]").click()
    slides = page.locator(".slides img.seen")
    await expect(slides).to_have_count(1)
    first = await slides.first.get_attribute("src")
    await page.clock.run_for(9000)
    if motion == "reduce":
        await asyncio.sleep(0.5)
        await expect(slides).to_have_count(1)
    else:
        await expect(slides).to_have_count(2)
        assert await slides.last.get_attribute("src") != first
