"""For those who listen, have no pointer, choose their own colours, or need letters twice as large."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.accessible import OVERHANG
from tests.browser.conftest import Windows
from tests.browser.guest.tablet import Tablet
from tests.faults.service import Service
from tests.world import Restaurant

LARGE = 32
# Whatever may be scrolled hangs over in one direction only; the row of categories is meant to.
SIDEWAYS = """() => [...document.querySelectorAll("*")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && !one.matches(".categories"))
  .filter((one) => /auto|scroll/.test(getComputedStyle(one).overflowX))
  .map((one) => `${one.className}: ${one.scrollWidth} > ${one.clientWidth}`)"""


async def test_what_is_added_is_said_when_the_sheet_is_gone(tablet: Tablet) -> None:
    await tablet.choose("김치찌개", quantity=2)
    await expect(tablet.page.locator("body > [role=status]")).to_have_text("김치찌개 2개를 담았어요.")


@pytest.mark.parametrize("width", [390, 1280])
async def test_after_ordering_the_focus_is_at_the_orders(tablet: Tablet, width: int) -> None:
    page = tablet.page
    await page.set_viewport_size({"width": width, "height": 800})
    await tablet.choose("김치찌개")
    await expect(tablet.dish("김치찌개")).to_be_focused()
    if width < 600:
        await page.locator("[data-key=cart]").click()
    await page.locator(f"{'dialog' if width < 600 else 'aside'} [data-key=order]").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#sheet-title")).to_be_focused()
    await page.locator("[data-key=send]").focus()
    await page.keyboard.press("Enter")
    await tablet.is_told("접수되었어요")
    await page.locator("dialog [data-key=ok]").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-key=orders]")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
async def test_from_the_top_it_is_one_step_to_the_order(tablet: Tablet, width: int) -> None:
    page = tablet.page
    await page.set_viewport_size({"width": width, "height": 800})
    await tablet.choose("김치찌개")
    await page.reload()
    await tablet.sees("1개 담음" if width < 600 else "주문하기")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="담은 메뉴로 건너뛰기")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-key=cart]" if width < 600 else "aside [data-key=order]")).to_be_focused()
    assert page.url.endswith("/table"), "no entry of the history is made of it"


async def test_forced_colours_show_the_current_category_and_where_a_dialog_ends(
    windows: Windows, bistro: Restaurant, service: Service
) -> None:
    page = await windows.page(forced_colors="active")
    tablet = await Tablet(page, bistro, f"http://tablet.test:{service.port}").pair()
    colour = "(one) => getComputedStyle(one).backgroundColor"
    current = page.locator(".categories [aria-current=true]")
    assert await current.evaluate(colour) != await page.locator(".categories [aria-current=false]").first.evaluate(
        colour
    )
    await tablet.dish("김치찌개").click()
    edge = await page.locator("dialog[open]").evaluate("(one) => getComputedStyle(one).borderTopWidth")
    assert edge == "2px"


async def large_letters(page: Page) -> None:
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Page.setFontSizes", {"fontSizes": {"standard": LARGE, "fixed": LARGE}})


async def test_letters_of_twice_the_size_fit_on_a_phone(windows: Windows, bistro: Restaurant, service: Service) -> None:
    page = await windows.page(viewport={"width": 360, "height": 740})
    await large_letters(page)
    tablet = Tablet(page, bistro, f"http://tablet.test:{service.port}")
    found: dict[str, object] = {}

    async def look(screen: str) -> None:
        faults = [await page.evaluate(OVERHANG) or None, *await page.evaluate(SIDEWAYS)]
        if any(faults):
            found[screen] = faults

    await page.goto(f"{tablet.url}/table")
    assert await page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == LARGE
    await look("pairing")
    await tablet.pair()
    await look("menu")
    await tablet.dish("떡볶이").click()
    await tablet.press("담기")
    await look("dish")
    await page.locator("dialog label", has_text="순한맛").click()
    await tablet.press("담기")
    await expect(page.locator("dialog[open]")).to_have_count(0)
    await look("menu with a cart")
    await page.locator("[data-key=cart]").click()
    await look("cart")
    await tablet.press("주문하기")
    await look("confirm")
    await tablet.press("주문 보내기")
    await tablet.is_told("접수되었어요")
    await look("received")
    await tablet.press("확인")
    await page.locator("[data-key=orders]").click()
    await look("orders")
    await tablet.forgets_its_sheet()
    await page.locator("[data-key=settings]").click()
    await look("settings")
    await tablet.forgets_its_sheet()
    await bistro.close(1, force=True)
    await tablet.sees("감사합니다")
    await look("thanks")
    await tablet.press("확인")
    await look("welcome")
    assert found == {}
