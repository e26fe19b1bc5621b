"""A dish is found: by its name, by what its syllables begin with, and in a list that shows that it goes on."""

import pytest
from playwright.async_api import expect

from tests.browser.accessible import settled
from tests.browser.conftest import Windows
from tests.browser.guest.tablet import Tablet
from tests.faults.service import Service
from tests.world import Restaurant


@pytest.mark.parametrize("words", ["김치", "ㄱㅊㅈㄱ", "찌개"])
async def test_a_dish_is_found_as_it_is_typed_and_goes_into_the_cart(tablet: Tablet, words: str) -> None:
    page = tablet.page
    await page.locator("[data-key=search]").click()
    await expect(page.locator("#search-words")).to_be_focused()
    await page.keyboard.type(words)
    await expect(page.locator("dialog .found li")).to_have_count(1)
    await page.locator("dialog .found button", has_text="김치찌개").click()
    await page.locator("dialog [data-do=add]").click()
    await expect(page.locator("aside.cart")).to_contain_text("김치찌개")
    await page.locator("[data-key=search]").click()
    await expect(page.locator("#search-words")).to_have_value(words)


async def test_what_is_not_there_is_said(tablet: Tablet) -> None:
    await tablet.page.locator("[data-key=search]").click()
    await tablet.page.fill("#search-words", "피자")
    await tablet.is_told("찾는 메뉴가 없어요")


async def many_categories(bistro: Restaurant) -> None:
    for i in range(12):
        made = await bistro.ask("manager", "POST", "/admin/categories", {"name": f"안주 {i}"})
        item = {"category_id": made.json()["id"], "name": f"북어 {i}", "price": 9000}
        assert (await bistro.ask("manager", "POST", "/admin/items", item)).status_code == 201


async def test_the_list_of_categories_shows_that_it_goes_on_and_where_one_is(
    windows: Windows, bistro: Restaurant, service: Service
) -> None:
    await many_categories(bistro)
    page = await windows.page(viewport={"width": 1024, "height": 600})
    await Tablet(page, bistro, f"http://tablet.test:{service.port}").pair()
    more = page.locator(".overflowing > .icon")
    await expect(more).to_be_visible()
    await page.locator("#menu").evaluate("(menu) => menu.scrollTo(0, menu.scrollHeight)")
    current = page.locator(".categories [aria-current=true]")
    await expect(current).not_to_have_text("식사")
    await expect(current).to_be_in_viewport(ratio=1)
    await page.locator(".categories").evaluate("(list) => list.scrollTo(0, list.scrollHeight)")
    await expect(more).to_be_hidden()
    await expect(page.locator(".tools button span").first).to_be_attached()
    icons = await page.locator(".tools button span").evaluate_all("(all) => all.map((one) => one.offsetWidth)")
    assert max(icons) <= 1, "a low screen shows tools as icons"


async def test_an_empty_cart_takes_little_room_until_the_first_dish(
    windows: Windows, bistro: Restaurant, service: Service
) -> None:
    await many_categories(bistro)
    page = await windows.page(viewport={"width": 1024, "height": 768})
    tablet = await Tablet(page, bistro, f"http://tablet.test:{service.port}").pair()
    cart = page.locator("aside.cart")

    async def is_wide(width: int) -> None:
        here = await cart.element_handle()
        await page.wait_for_function("([one, width]) => one.getBoundingClientRect().width === width", arg=[here, width])

    await is_wide(72)
    card = page.locator("[data-item]", has_text="북어 4")
    plus = card.locator(".plus")
    await plus.scroll_into_view_if_needed()
    await plus.click(trial=True)  # it stands still
    before = await plus.bounding_box()
    await plus.click()
    await expect(page.locator("aside.cart [data-line]")).to_be_visible()
    await is_wide(336)
    await settled(page)
    after = await card.locator(".step").bounding_box()
    assert before
    assert after
    assert before["y"] - 60 < after["y"] < before["y"] + 60, "the dish stays about where it was tapped"
    await page.locator("[data-key=settings]").click()
    await tablet.press("크게")
    await tablet.forgets_its_sheet()
    await expect(cart).to_be_hidden()
    await expect(page.locator(".cart-bar [data-do=order]")).to_be_visible()


async def test_who_reads_another_language_is_told_that_the_dishes_keep_theirs(tablet: Tablet) -> None:
    await expect(tablet.page.locator("[data-do=language]")).to_contain_text("names in Korean")
    await tablet.page.locator("[data-do=language]").click()
    await tablet.sees("The restaurant wrote the dishes’ names in Korean.")
    await expect(tablet.page.locator("[data-do=language]")).to_have_text("한국어")
