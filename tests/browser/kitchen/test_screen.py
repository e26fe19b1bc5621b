"""At a station's screen: what comes, what is tapped, and what somebody else has done meanwhile."""

from playwright.async_api import Page, expect

from tests.browser.accessible import complaints_of
from tests.browser.conftest import Windows
from tests.browser.kitchen.conftest import ScreenOf, cut_off, live, tickets
from tests.browser.staff.conftest import Desk
from tests.faults.service import Service
from tests.world import Restaurant


async def statuses(here: Restaurant) -> list[str]:
    return [one["status"] for one in await tickets(here)]


async def until(page: Page, here: Restaurant, wanted: list[str], status: str = "open") -> None:
    """Until the store's tickets stand so."""
    for _ in range(600):
        if [one["status"] for one in await tickets(here, status)] == wanted:
            return
        await page.wait_for_timeout(50)
    raise AssertionError(await tickets(here, status))


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


async def test_a_ticket_comes_rings_and_is_seen(screen: ScreenOf, bistro: Restaurant, kitchen: int) -> None:
    page = await screen(kitchen)
    await page.click("#sound")
    await bistro.ordered(2, ("냉면", 2), note="아이가 먹어요")
    docket = page.locator("article.kitchen-docket")
    await expect(docket).to_have_count(1)
    await expect(docket.locator("h2")).to_contain_text("2")
    await expect(docket.locator(".kitchen-line")).to_contain_text("냉면")
    await expect(docket.locator(".note")).to_have_text("아이가 먹어요")
    await expect(page.locator("#sound")).to_have_attribute("data-rings", "order")
    await page.wait_for_selector("article:not([data-unseen])")
    assert (await tickets(bistro))[0]["seen_at"] is not None
    await expect(page).to_have_title("(1) 주방 · 골목식당")


async def test_lines_and_tickets_are_done_and_come_back(screen: ScreenOf, bistro: Restaurant, kitchen: int) -> None:
    await bistro.ordered(1, "냉면", "김치찌개")
    page = await screen(kitchen)
    first = page.locator(".kitchen-line").first
    await first.click()
    await expect(first).to_have_attribute("data-done", "true")
    await until(page, bistro, ["started"])
    await page.wait_for_selector('article[data-status="started"]')
    await page.click("[data-do=bump]")
    await until(page, bistro, [])
    await expect(page.locator("article")).to_have_count(0)
    await page.click("[data-opens=recalls]")
    await page.click("[data-do=recall]")
    await expect(page.locator('article[data-status="started"]')).to_have_count(1)
    await until(page, bistro, ["started"])


async def test_what_is_tapped_in_a_gap_stays_and_is_sent(screen: ScreenOf, bistro: Restaurant, kitchen: int) -> None:
    await bistro.ordered(1, "냉면", "김치찌개")
    page = await screen(kitchen)
    await cut_off(page.context)
    await page.locator(".kitchen-line").first.click()
    await page.click("[data-do=bump]")
    await page.wait_for_selector("article[data-untold][data-pending=done]")
    await expect(page.locator("#untold")).to_be_visible()
    assert await statuses(bistro) == ["new"]
    await page.reload()
    await page.wait_for_selector("article[data-untold][data-pending=done]")
    await page.context.unroute_all(behavior="wait")
    await until(page, bistro, [])
    await expect(page.locator("article")).to_have_count(0)
    await expect(page.locator("#untold")).to_be_hidden()


async def test_who_was_slower_is_told(screen: ScreenOf, bistro: Restaurant, kitchen: int) -> None:
    await bistro.ordered(1, "냉면")
    page = await screen(kitchen)
    await cut_off(page.context)
    await page.click("[data-do=start]")
    await page.wait_for_selector("article[data-untold]")
    [ticket] = await tickets(bistro)
    done = {"status": "done", "version": ticket["version"]}
    assert (await bistro.ask("staff", "PATCH", f"/kitchen/tickets/{ticket['id']}", done)).status_code == 200
    await page.context.unroute_all(behavior="wait")
    await page.wait_for_selector('.toast[data-kind="late"]')
    assert [one["status"] for one in await tickets(bistro, "done")] == ["done"]


async def test_a_bump_bar_chooses_bumps_and_recalls(screen: ScreenOf, bistro: Restaurant, kitchen: int) -> None:
    for table in (1, 2, 3):
        await bistro.ordered(table, "냉면")
    page = await screen(kitchen)
    await page.keyboard.press("2")
    await expect(page.locator("article[data-chosen] h2")).to_contain_text("2")
    await page.keyboard.press("Enter")
    await until(page, bistro, ["new", "new"])
    await expect(page.locator("article")).to_have_count(2)
    await page.keyboard.press("r")
    await until(page, bistro, ["new", "started", "new"])
    await expect(page.locator("article")).to_have_count(3)
    for place, shown in enumerate("123"):  # it stands where it stood
        await expect(page.locator("article").nth(place)).to_have_attribute("data-table", shown)


async def test_what_is_taken_back_is_struck_through_until_noticed(
    screen: ScreenOf, bistro: Restaurant, kitchen: int
) -> None:
    order = await bistro.ordered(1, ("냉면", 3), "김치찌개")
    page = await screen(kitchen)
    await page.click("#sound")
    line = order["lines"][0]["id"]
    void = {"quantity": 1, "reason": "품절", "version": 1}
    path = f"/admin/orders/{order['id']}/lines/{line}/cancellation"
    assert (await bistro.ask("staff", "POST", path, void)).status_code == 200
    await expect(page.locator(".kitchen-bands .voided")).to_be_visible()
    await expect(page.locator(".kitchen-taken-back")).to_contain_text("냉면")
    await page.wait_for_selector('#sound[data-rings="taken"]')
    await page.click("[data-do=acknowledge]")
    await expect(page.locator(".kitchen-bands .voided")).to_have_count(0)
    await expect(page.locator("[data-do=bump]")).to_be_visible()

    version = (await bistro.ask("staff", "GET", f"/admin/orders/{order['id']}")).json()["version"]
    cancel = {"reason": "손님 변심", "version": version}
    await bistro.ask("manager", "POST", f"/admin/orders/{order['id']}/cancellation", cancel)
    await page.wait_for_selector('article[data-status="void"]')
    await page.wait_for_timeout(500)  # the same finger's second tap would be none
    await page.click("[data-do=acknowledge]")
    await expect(page.locator("article")).to_have_count(0)


async def test_a_party_that_left_is_struck_through_and_goes_at_a_tap(
    screen: ScreenOf, bistro: Restaurant, kitchen: int
) -> None:
    await bistro.ordered(1, "냉면")
    page = await screen(kitchen)
    assert (await bistro.close(1, force=True)).status_code == 200
    await expect(page.locator("article[data-left] .kitchen-bands")).to_contain_text("이용 완료")
    await page.click("[data-do=let-go]")
    await expect(page.locator("article")).to_have_count(0)


async def test_a_line_that_is_held_sells_its_dish_out(screen: ScreenOf, bistro: Restaurant, kitchen: int) -> None:
    await bistro.ordered(1, "냉면")
    page = await screen(kitchen)
    line = page.locator(".kitchen-line")
    await line.hover()
    await page.mouse.down()
    await page.wait_for_selector("dialog[open]")
    await page.mouse.up()
    await page.click("dialog[open] [data-do=confirm]")
    for _ in range(600):
        item = (await bistro.ask("staff", "GET", f"/admin/items/{bistro.items['냉면']}")).json()
        if item["sold_out"]:
            break
        await page.wait_for_timeout(50)
    assert item["sold_out"]
    assert await line.get_attribute("data-done") == "false", "the finger that held it is no tap"


async def test_what_does_not_fit_is_counted(screen: ScreenOf, bistro: Restaurant, kitchen: int) -> None:
    page = await screen(kitchen, viewport={"width": 1024, "height": 768})
    for n in range(24):
        await bistro.ordered(n % 3 + 1, "냉면", "김치찌개")
    await expect(page.locator("article")).to_have_count(24)
    await page.wait_for_function(
        """() => {
          const { right } = document.getElementById("dockets").getBoundingClientRect();
          const lefts = [...document.querySelectorAll("article")].map((one) => one.getBoundingClientRect().left);
          const hidden = lefts.filter((left) => left >= right - 8).length;
          return hidden > 0 && document.querySelector("#further b").textContent.includes(hidden);
        }"""
    )
    assert await complaints_of(page) == []
