"""The staff's pages by single keys."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.browser.staff.test_board import live
from tests.world import Restaurant

FOCUS = "document.activeElement.closest('li[data-order], .table, .dish')?.id"
# Two keys as quick as fingers are, however long each takes to reach the page; what has the focus after each.
TYPED = f"""(keys) => keys.map((key) => {{
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {{ key, code: `Digit${{key}}`, bubbles: true }}));
  return {FOCUS};
}})"""


async def is_at(page: Page, place: str) -> None:
    """There is the focus."""
    await page.wait_for_function(f"(place) => {FOCUS} === place", arg=place)


async def focused(page: Page) -> str | None:
    said: str | None = await page.evaluate(FOCUS)
    return said


async def test_an_evening_by_keyboard(desk: Desk, bistro: Restaurant) -> None:
    first, second = await bistro.ordered(1), await bistro.ordered(2)
    page = await live(await desk())
    await page.keyboard.press("j")
    await is_at(page, f"order-{second['id']}")
    await page.keyboard.press("j")
    await page.keyboard.press("j")  # there is no third
    await is_at(page, f"order-{first['id']}")
    await page.keyboard.press("k")
    await page.keyboard.press("s")
    line = page.locator(f"#order-{second['id']}")
    await expect(line).to_have_attribute("data-status", "preparing")
    await is_at(page, f"order-{second['id']}")
    await page.wait_for_timeout(600)  # one tap, one step
    await page.keyboard.press("d")
    await expect(line).to_have_attribute("data-status", "completed")
    await page.keyboard.press("1")
    await is_at(page, f"table-{bistro.tables[1]}")
    await page.keyboard.press("Enter")
    await expect(page.locator("#table-drawer")).to_have_attribute("data-of-table", str(bistro.tables[1]))
    await page.keyboard.press("Escape")
    await expect(page.locator("#drawer")).to_be_hidden()
    await page.wait_for_timeout(700)
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.locator("#drawer [data-do=start]")).to_be_visible()
    await page.keyboard.press("s")
    await expect(page.locator("#drawer [data-do=serve]")).to_be_visible()


async def test_two_digits_lead_to_table_12_also_where_a_filter_hides_it(desk: Desk, bistro: Restaurant) -> None:
    await bistro.ask("manager", "PATCH", f"/admin/tables/{bistro.tables[2]}", {"number": 12, "area": "홀"})
    await bistro.ordered(1)
    page = await live(await desk("/admin?status=ordering"))
    await expect(page.locator(f"#table-{bistro.tables[2]}")).to_be_hidden()
    assert await page.evaluate(TYPED, ["1", "2"]) == [f"table-{bistro.tables[number]}" for number in (1, 2)]
    await page.wait_for_timeout(800)
    await page.keyboard.press("3")
    await is_at(page, f"table-{bistro.tables[3]}")


async def test_on_a_korean_keyboard_the_same_keys_do_it(desk: Desk, bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    page = await live(await desk())
    typed = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ㅓ', code: 'KeyJ', bubbles: true}))"
    await page.evaluate(typed)
    await is_at(page, f"order-{order['id']}")


async def test_no_key_is_taken_from_who_types_or_holds_another_or_has_turned_them_off(
    desk: Desk, bistro: Restaurant
) -> None:
    await bistro.ordered(1)
    page = await live(await desk())
    for held in ("Control", "Alt", "Meta", "Shift"):
        await page.keyboard.press(f"{held}+j")
    assert await focused(page) is None
    await page.locator(f"#table-{bistro.tables[1]} [data-do=place]").click()
    search = page.get_by_placeholder("메뉴 검색")
    await expect(search).to_be_focused()
    await page.keyboard.type("js1?")
    await expect(search).to_have_value("js1?")
    await expect(page.locator("dialog[open]")).to_have_count(1)
    await page.locator("#drawer [data-do=dismiss]").click()
    await expect(page.locator("#drawer")).to_be_hidden()
    await page.keyboard.press("?")
    listed = page.locator("dialog[open][data-dialog=shortcuts]")
    await expect(listed.locator("kbd")).to_have_text(["/", "1", "9", "j", "k", "Enter", "s", "d", "?"])
    assert await complaints_of(page) == []
    await page.keyboard.press("j")
    assert await focused(page) is None, "a dialog wants an answer"
    await listed.get_by_role("checkbox").uncheck()
    await page.keyboard.press("Escape")
    await expect(listed).to_have_count(0)
    await page.keyboard.press("j")
    await is_at(page, f"table-{bistro.tables[1]}")  # where the order was begun to be taken
    await page.reload()
    await page.keyboard.press("j")
    assert await focused(page) is None
    await page.locator(".person > summary").click()
    await page.locator(".person [data-do=shortcuts]").click()
    await listed.get_by_role("checkbox").check()
    await page.keyboard.press("Escape")
    await expect(listed).to_have_count(0)
    await page.keyboard.press("j")
    await page.wait_for_function(f"{FOCUS}?.startsWith('order-')")


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_slash_finds_orders_and_dishes(desk: Desk, bistro: Restaurant, language: str) -> None:
    page = await live(await desk(language=language))
    await page.keyboard.press("/")
    await page.wait_for_url("**/admin/history**")
    await expect(page.locator("#f-number")).to_be_focused()
    page = await desk("/admin/menu", "manager", language)
    await page.keyboard.press("/")
    await expect(page.locator("#q")).to_be_focused()
    await page.keyboard.type("냉면")
    await page.keyboard.press("Enter")  # the search is left
    await page.keyboard.press("j")
    await is_at(page, f"item-{bistro.items['냉면']}")
