"""Between two parties: thanks with what they had, a welcome that the whole screen answers; what scripts hold on to."""

import pytest
from playwright.async_api import expect

from tests.browser.accessible import settled
from tests.browser.guest.tablet import Tablet
from tests.browser.guest.test_parties import unpair


async def test_who_leaves_is_thanked_with_sum_and_rounds_and_the_next_tap_anywhere(tablet: Tablet) -> None:
    page = tablet.page
    body = page.locator("body")
    await expect(body).to_have_attribute("data-screen", "guest-menu")
    for dish in ("김치찌개", "냉면"):
        await tablet.choose(dish)
        await tablet.confirm()
        await tablet.is_told("접수되었어요")
        await tablet.press("확인")
    await tablet.bistro.ordered(1, "냉면", by="staff")
    await expect(page.locator("[data-key=orders] .count")).to_have_text("3")
    assert (await tablet.bistro.close(1, force=True)).status_code == 200
    await expect(body).to_have_attribute("data-screen", "guest-thanks")
    await tablet.sees("주문 3회")
    await tablet.sees("₩31,500")
    await tablet.press("확인")
    await expect(body).to_have_attribute("data-screen", "guest-welcome")
    await expect(page.locator("[data-do=start]")).to_be_enabled()
    assert "31,500" not in await page.content()
    number = page.get_by_text("1번 테이블")
    assert await number.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)") >= 48
    await settled(page)
    stage = await page.locator(".stage").bounding_box()
    assert stage == {"x": 0, "y": 0, "width": 1280, "height": 800}
    await page.wait_for_timeout(400)
    await page.mouse.click(30, 770)
    await expect(body).to_have_attribute("data-screen", "guest-menu")
    await expect(page.locator("html")).to_have_attribute("lang", "ko")


async def test_a_double_tap_on_the_thanks_leaves_the_welcome_for_the_next(tablet: Tablet) -> None:
    page = tablet.page
    await tablet.bistro.ordered(1, "냉면", by="staff")
    assert (await tablet.bistro.close(1, force=True)).status_code == 200
    await tablet.button("확인").dblclick(delay=60)
    await expect(page.locator("body")).to_have_attribute("data-screen", "guest-welcome")
    await page.wait_for_timeout(500)
    await expect(page.locator("body")).to_have_attribute("data-screen", "guest-welcome")


async def test_losing_the_network_is_known_at_once(tablet: Tablet) -> None:
    connection = tablet.page.locator("#connection")
    await expect(connection).to_have_attribute("data-state", "live")
    await tablet.page.context.set_offline(True)
    await expect(connection).to_have_attribute("data-state", "lost")
    await expect(connection).to_contain_text("연결이 끊겼어요")
    await tablet.page.context.set_offline(False)
    await expect(connection).to_have_attribute("data-state", "live")


async def test_a_tablet_without_a_table_says_so_to_scripts(tablet: Tablet) -> None:
    await unpair(tablet.bistro)
    await expect(tablet.page.locator("body")).to_have_attribute("data-screen", "guest-pairing")


@pytest.mark.parametrize("key", ["orders", "search", "settings"])
async def test_every_sheet_has_a_name_and_one_way_to_dismiss_it(tablet: Tablet, key: str) -> None:
    await tablet.page.locator(f"[data-key={key}]").click()
    sheet = tablet.page.locator(f"dialog[open][data-dialog={key}]")
    await sheet.locator("[data-do=dismiss]").click()
    await expect(sheet).to_have_count(0)
