"""At a station's screen: what comes, what is tapped, and what somebody else has done meanwhile."""

from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.conftest import Windows
from tests.browser.kitchen.conftest import ScreenOf, live
from tests.browser.staff.conftest import Desk
from tests.faults.service import Service
from tests.world import Restaurant


async def test_a_screen_is_paired_by_a_code_and_stays(
    desk: Desk, windows: Windows, bistro: Restaurant, service: Service, kitchen: int
) -> None:
    office = await desk("/admin/stations", "manager")
    await office.click("[data-do=station-code]")
    code = await office.inner_text(".kitchen-digits")

    page = await windows.page()
    await page.goto(f"{service.url}/kitchen?store={bistro.slug}")
    await page.fill("[name=code]", "000 000")
    await page.press("[name=code]", "Enter")
    await expect(page.locator("[role=alert]")).to_be_visible()
    assert await page.input_value("[name=store]") == bistro.slug, "what was typed stays"
    assert await page.input_value("[name=code]") == ""
    await page.fill("[name=code]", code.replace(" ", ""))
    await page.press("[name=code]", "Enter")
    await live(page)
    assert await page.get_attribute("body", "data-screen") == "kitchen"

    await page.context.clear_cookies(name="kitchen")  # its access has expired
    await page.reload()
    await live(page)
    [device] = [one for one in (await bistro.ask("staff", "GET", "/admin/devices")).json()["items"] if one["station"]]
    assert (await bistro.ask("manager", "DELETE", f"/admin/devices/{device['id']}")).status_code == 204
    await page.wait_for_selector("[data-screen=kitchen-pairing]")


async def test_what_does_not_fit_is_counted(screen: ScreenOf, bistro: Restaurant, kitchen: int) -> None:
    page = await screen(kitchen, viewport={"width": 1024, "height": 768})
    for n in range(24):
        await bistro.ordered(n % 3 + 1, "냉면", "김치찌개")
    await expect(page.locator("article")).to_have_count(24)
    seen = await page.evaluate(
        """() => {
          const { right } = document.getElementById("dockets").getBoundingClientRect();
          const lefts = [...document.querySelectorAll("article")].map((one) => one.getBoundingClientRect().left);
          return lefts.filter((left) => left < right - 8).length;
        }"""
    )
    await expect(page.locator("#further b")).to_contain_text(str(24 - seen))
    assert seen < 24
    assert await complaints_of(page) == []
