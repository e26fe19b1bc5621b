"""Several dishes picked and changed at once, and a dish's card beside its form, in a real browser."""

from typing import Any

from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.images.uploads import of_menu
from tests.world import Restaurant


def box(page: Any, bistro: Restaurant, name: str) -> Any:
    return page.locator(f"#item-{bistro.items[name]} .dish-pick input")


async def test_dishes_are_picked_and_cost_more_and_what_is_hidden_is_not_picked(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/menu", "manager", "en")
    await page.get_by_role("button", name="Several at once").click()
    change = page.locator(".bulk [value=price]")
    await expect(change).to_be_disabled()
    for name in ("김치찌개", "냉면"):
        await box(page, bistro, name).check()
    await expect(page.locator(".bulk-count")).to_have_text("2 picked")
    assert await complaints_of(page) == []
    await page.fill("#q", "냉면")
    await expect(page.locator(".bulk-count")).to_have_text("1 picked")
    await page.fill("#q", "")
    await page.fill("#bulk-amount", "+500")
    await page.keyboard.press("Enter")
    await expect(page.locator("#toasts")).to_contain_text("1 dish is changed.")
    await expect(page.locator(f"#price-{bistro.items['냉면']}")).to_contain_text("₩11,500")
    await expect(page.locator(".bulk-count")).to_have_text("0 picked")
    assert (await of_menu(bistro, "김치찌개"))["price"] == 9500

    await box(page, bistro, "냉면").check()
    await page.fill("#bulk-amount", "-20,000")
    await change.click()
    await expect(page.locator(".toast[data-kind=late]")).to_contain_text("냉면")
    await expect(box(page, bistro, "냉면")).to_be_checked()
    await page.keyboard.press("Escape")
    await expect(page.locator("#bulk")).to_be_hidden()
    assert (await of_menu(bistro, "냉면"))["price"] == 11500


async def test_a_change_of_somebody_else_waits_while_dishes_are_picked(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/menu", "manager", "en")
    await page.get_by_role("button", name="Several at once").click()
    await box(page, bistro, "냉면").check()
    await bistro.ask("owner", "PATCH", f"/admin/items/{bistro.items['김치찌개']}", {"price": 777})
    await page.wait_for_timeout(3500)
    await expect(box(page, bistro, "냉면")).to_be_checked()
    await page.locator(".bulk [value=sold-out]").click()
    await expect(page.locator(f"#item-{bistro.items['김치찌개']}")).to_contain_text("₩777")
    assert (await of_menu(bistro, "냉면"))["sold_out"] is True


async def test_the_card_beside_the_form_shows_what_is_typed(desk: Desk, bistro: Restaurant) -> None:
    page = await desk(
        f"/admin/menu/items/{bistro.items['떡볶이']}", "manager", "en", viewport={"width": 1280, "height": 900}
    )
    card = page.locator(".preview-card")
    await expect(card).to_contain_text("떡볶이")
    await page.fill("[name=name]", "국물떡볶이")
    await page.locator("label", has_text="Very hot").click()
    await expect(card.locator(".preview-name")).to_have_text("국물떡볶이")
    await expect(card.locator(".preview-badges")).to_have_text("Very hot")
    first, second = [page.locator(f"[name='option_groups[0].options[{i}].default']") for i in range(2)]
    await first.check()
    await second.check()
    await expect(first).not_to_be_checked()
    assert await complaints_of(page) == []
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.wait_for_url("**/admin/menu?saved=*")
    dish = await of_menu(bistro, "떡볶이")
    assert (dish["name"], dish["spice"]) == ("국물떡볶이", 3)
    assert [one["default"] for one in dish["option_groups"][0]["options"]] == [False, True, False]


async def test_staff_find_the_default_chosen(desk: Desk, bistro: Restaurant) -> None:
    options = [{"name": "보통"}, {"name": "곱빼기", "price_delta": 2000, "default": True}]
    group = {"name": "크기", "min_choices": 1, "max_choices": 1, "options": options}
    path = f"/admin/items/{bistro.items['냉면']}"
    assert (await bistro.ask("manager", "PATCH", path, {"option_groups": [group]})).status_code == 200
    page = await desk(f"/admin/tables/{bistro.tables[1]}/orders/new", "staff", "ko")
    await page.locator(f"[data-add='{bistro.items['냉면']}']").click()
    line = page.locator(f"[data-line][data-item='{bistro.items['냉면']}']")
    await expect(line.locator("input:checked")).to_have_count(1)
    await expect(line.locator(".chosen")).to_contain_text("13,000")
