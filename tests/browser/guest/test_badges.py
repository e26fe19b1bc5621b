"""What a dish says of itself at a glance, and what is chosen already."""

from typing import Any

from playwright.async_api import Route, expect

from tests.browser.accessible import complaints_of
from tests.browser.guest.tablet import Tablet, in_the_kitchen
from tests.browser.guest.test_taps import plus
from tests.world import Restaurant


async def change(bistro: Restaurant, dish: str, **changed: Any) -> dict[str, Any]:
    answer = await bistro.ask("manager", "PATCH", f"/admin/items/{bistro.items[dish]}", changed)
    assert answer.status_code == 200, answer.text
    item: dict[str, Any] = answer.json()
    return item


async def with_a_default(bistro: Restaurant, default: int = 1) -> dict[str, Any]:
    """냉면 in a size, one of which is chosen already."""
    options = [{"name": "보통", "price_delta": 0}, {"name": "곱빼기", "price_delta": 2000}]
    options[default]["default"] = True
    sizes = {"name": "크기", "min_choices": 1, "max_choices": 1, "options": options}
    return await change(bistro, "냉면", option_groups=[sizes])


async def test_badges_and_peppers_are_on_the_card_and_in_the_sheet(tablet: Tablet) -> None:
    await change(tablet.bistro, "냉면", badges=["recommended", "new"], spice=2)
    card = tablet.dish("냉면")
    await expect(card.locator(".badges")).to_have_text("신메뉴추천매움")
    await expect(card.locator(".badge-spicy .icon")).to_have_count(2)
    await card.click()
    await expect(tablet.page.locator("dialog .badges")).to_contain_text("추천")
    assert await complaints_of(tablet.page) == []


async def test_what_many_order_comes_first_and_opens_the_same_dish(unpaired: Tablet) -> None:
    page, items = unpaired.page, unpaired.bistro.items

    async def with_favourites(route: Route) -> None:
        """The service looks at its sales every ten minutes only."""
        menu = (await unpaired.bistro.ask(1, "GET", "/menu")).json()
        await route.fulfill(json={**menu, "popular": [items["김치찌개"], items["냉면"], 0]})

    await page.route("**/api/v1/menu", with_favourites)
    await unpaired.pair()
    liked = page.locator(".popular button")
    await expect(liked.locator("strong")).to_have_text(["김치찌개", "냉면"])
    await expect(page.locator(".categories button").first).to_have_text("많이 찾는 메뉴")
    await expect(unpaired.dish("냉면").locator(".badges")).to_have_text("인기")
    await expect(page.locator(f"[data-item='{items['냉면']}']")).to_have_count(1)
    assert await complaints_of(page) == []
    await liked.last.click()
    await expect(page.locator("dialog[open] #sheet-title")).to_have_text("냉면")


async def test_a_plus_takes_the_default_with_its_price(tablet: Tablet) -> None:
    await with_a_default(tablet.bistro)
    await expect(tablet.dish("냉면").locator(".price")).to_have_text("₩13,000")
    await plus(tablet, "냉면")
    await expect(tablet.page.locator("aside.cart")).to_contain_text("곱빼기")
    await expect(tablet.page.locator("aside.cart")).to_have_attribute("data-total", "13000")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    assert await in_the_kitchen(tablet.bistro) == [[("냉면", 1)]]


async def test_a_sheet_opens_with_the_default_and_another_may_be_chosen(tablet: Tablet) -> None:
    await with_a_default(tablet.bistro)
    await expect(tablet.dish("냉면").locator(".price")).to_have_text("₩13,000")
    await tablet.dish("냉면").click()
    sheet = tablet.page.locator("dialog[open]")
    await expect(sheet.get_by_label("곱빼기")).to_be_checked()
    await sheet.locator("label", has_text="보통").click()
    await sheet.locator("[data-do=add]").click()
    await expect(tablet.page.locator("aside.cart")).to_have_attribute("data-total", "11000")


async def test_a_default_that_is_sold_out_is_chosen_for_nobody(tablet: Tablet) -> None:
    item = await with_a_default(tablet.bistro)
    card = tablet.page.locator(f"[data-item='{item['id']}']")
    await expect(card.locator(".plus")).to_have_count(1)
    option = item["option_groups"][0]["options"][1]["id"]
    assert (await tablet.bistro.ask("staff", "PUT", f"/admin/options/{option}/sold-out")).status_code == 200
    await expect(card.locator(".plus")).to_have_count(0)
    await tablet.dish("냉면").click()
    await expect(tablet.page.locator("dialog input:checked")).to_have_count(0)
