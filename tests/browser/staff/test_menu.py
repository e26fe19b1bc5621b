"""The menu's pages in a real browser: two taps, live, by drag and by key, and a form that loses nothing."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.accessible import complaints_of
from tests.browser.conftest import Windows
from tests.browser.staff.conftest import Desk
from tests.faults.service import Service
from tests.images.studio import drawn
from tests.world import Restaurant

PATIENCE = """document.body.dataset.patience = ""; document.body.addEventListener("htmx:beforeSend", ({ detail }) => {
  document.body.dataset.patience += `:${detail.requestConfig.timeout}`;
})"""


async def names_of(page: Page, rows: str) -> list[str]:
    found: list[str] = await page.locator(rows).evaluate_all("(rows) => rows.map((row) => row.dataset.name)")
    return found


async def test_sold_out_takes_two_taps_and_everybody_sees_it(desk: Desk, bistro: Restaurant) -> None:
    mine, theirs = await desk("/admin/menu", "staff"), await desk("/admin/menu", "manager", "en")
    naengmyeon = f"#stock-{bistro.items['냉면']}"
    await mine.locator(naengmyeon).evaluate("(button) => (button.click(), button.click())")  # a bounce
    await expect(mine.locator(naengmyeon)).to_contain_text("한 번 더 누르면 품절")
    await mine.keyboard.press("Escape")
    await expect(mine.locator(naengmyeon)).to_contain_text("판매 중")
    await mine.click(naengmyeon)
    await mine.wait_for_timeout(250)
    await mine.click(naengmyeon)
    await expect(mine.locator(naengmyeon)).to_have_text("냉면: 품절", use_inner_text=True)
    await expect(mine.locator(".toast")).to_contain_text("냉면, 품절로 바꿨습니다.")
    await expect(mine.locator('[data-count="sold-out"]')).to_have_text("2")
    await expect(theirs.locator(naengmyeon)).to_contain_text("Sold out")
    await bistro.ask("manager", "PATCH", f"/admin/items/{bistro.items['냉면']}", {"price": 9_900})
    await expect(mine.locator(f"#price-{bistro.items['냉면']}")).to_contain_text("₩9,900")
    await expect(theirs.locator(f"#price-{bistro.items['냉면']}")).to_contain_text("₩9,900")


async def test_a_change_by_somebody_else_never_takes_what_is_being_typed(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/menu", "manager")
    await page.click(f"#price-{bistro.items['떡볶이']} a")
    typed = page.locator(f"#typed-price-{bistro.items['떡볶이']}")
    await expect(typed).to_be_focused()
    await typed.fill("12,300")
    await bistro.ask("manager", "PATCH", f"/admin/items/{bistro.items['냉면']}", {"name": "회냉면"})
    await page.wait_for_timeout(3500)
    await expect(typed).to_have_value("12,300")
    await page.keyboard.press("Enter")
    await expect(page.locator(f"#price-{bistro.items['떡볶이']} a")).to_contain_text("₩12,300")
    await expect(page.get_by_role("link", name="회냉면", exact=True)).to_be_visible()


async def test_a_search_filters_as_one_types_and_stays_on_reload(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/menu", "staff")
    await page.fill("#q", "치 즈")
    await expect(page.locator(".dish:visible")).to_have_count(1)
    assert "q=" in page.url
    await page.reload()
    await expect(page.locator(".dish:visible")).to_have_count(1)
    await page.fill("#q", "없는 메뉴")
    await expect(page.locator("#nothing")).to_be_visible()
    await page.click("#show-all")
    await expect(page.locator(".dish:visible")).to_have_count(5)
    await page.click("[data-show=hidden]")
    await expect(page.locator(".dish:visible")).to_have_count(1)
    assert page.url.endswith("?show=hidden")


async def test_a_search_finds_what_is_typed_with_every_key(desk: Desk) -> None:
    page = await desk("/admin/menu", "staff")
    shown = page.locator(".dish:visible")
    for typed in ("김", "김ㅊ", "김치", "김치ㅉ", "김치찍", "ㄱㅊㅉㄱ"):
        await page.fill("#q", typed)
        await expect(shown).to_have_count(1)
        await expect(shown).to_contain_text("김치찌개")
        await expect(page.locator("#nothing")).to_be_hidden()


async def test_with_the_first_category_comes_the_way_to_a_first_dish(desk: Desk, bistro: Restaurant) -> None:
    for item_id in bistro.items.values():
        await bistro.ask("owner", "DELETE", f"/admin/items/{item_id}")
    for category_id in bistro.categories.values():
        await bistro.ask("owner", "DELETE", f"/admin/categories/{category_id}")
    page = await desk("/admin/menu", "manager", "en")
    new = page.locator(".page-head").get_by_role("link", name="New item")
    await expect(new).to_be_hidden()
    await page.fill("#new-category-name", "음료")
    await page.keyboard.press("Enter")
    await expect(new).to_be_visible()
    await expect(page.locator("#q")).to_be_hidden()
    category = (await bistro.ask("owner", "GET", "/admin/categories")).json()["items"][0]["id"]
    made = {"category_id": category, "name": "식혜", "price": 3000}
    await bistro.ask("owner", "POST", "/admin/items", made)
    await expect(page.locator("#q")).to_be_visible()
    await page.fill("#q", "없음")
    await expect(page.locator("#nothing")).to_be_visible()


async def test_rows_are_put_in_order_by_hand_by_key_and_by_button(
    desk: Desk, bistro: Restaurant, windows: Windows
) -> None:
    windows.expected += ("htmx:",)
    page = await desk("/admin/menu/order", "manager")
    rows = f"[id^=arrange-items-{bistro.categories['식사']}-][data-name]"
    grip = page.locator(f"{rows} .grip")
    start, end = await grip.nth(0).bounding_box(), await grip.nth(2).bounding_box()
    assert start is not None
    assert end is not None
    await page.mouse.move(start["x"] + 20, start["y"] + 20)
    await page.mouse.down()
    await page.mouse.move(end["x"] + 20, end["y"] + 40, steps=8)
    async with page.expect_response("**/admin/menu/order"):
        await page.mouse.up()
    assert await names_of(page, rows) == ["떡볶이", "냉면", "김치찌개"]
    await grip.nth(2).focus()
    async with page.expect_response("**/admin/menu/order"):
        await page.keyboard.press("ArrowUp")
    await expect(grip.nth(1)).to_be_focused()
    assert await page.locator("#menu-says").text_content() == "김치찌개: 3개 중 2번째"
    async with page.expect_response("**/admin/menu/order"):
        await page.locator(rows).nth(2).locator("[name=up]").click()
    wanted = ["떡볶이", "냉면", "김치찌개"]
    assert await names_of(page, rows) == wanted
    listed = (await bistro.ask("owner", "GET", "/admin/items")).json()["items"]
    assert [one["name"] for one in listed][:3] == wanted
    await page.route("**/admin/menu/order", lambda route: route.abort())
    await grip.nth(0).press("ArrowDown")
    await expect(page.locator(".toast[data-kind=late]")).to_be_visible()
    await expect(page.locator(rows).first).to_have_attribute("data-name", "떡볶이")
    assert await names_of(page, rows) == wanted, "what can't be saved goes back"


async def test_a_dish_with_a_picture_and_options_survives_mistakes_and_a_lost_server(
    desk: Desk, bistro: Restaurant, windows: Windows, service: Service, tmp_path: Path
) -> None:
    windows.expected += ("htmx:",)  # it tells the console of what it could not send
    page = await desk("/admin/menu", "manager")
    await page.get_by_role("link", name="메뉴 추가").first.click()
    await page.fill("#f-name", "돌솥비빔밥")
    await page.fill("#f-price", "만이천원")
    photo, large = tmp_path / "photo.jpg", tmp_path / "large.jpg"
    photo.write_bytes(drawn(1600, 1200))
    large.write_bytes(b"\xff\xd8\xff" + bytes(6 * 1024 * 1024))
    await page.set_input_files("#file", large)
    await expect(page.locator("#file-error")).to_contain_text("5MB")
    await page.set_input_files("#file", photo)
    await expect(page.locator("#picture img[src^='/media/']")).to_be_visible()
    await page.click("#add")
    await expect(page.locator("[id='f-option_groups[0].name']")).to_be_focused()
    await page.keyboard.type("크기")
    await page.fill("[id='f-option_groups[0].options[0].name']", "보통")
    await page.fill("[id='f-option_groups[0].options[1].name']", "곱빼기")
    await page.fill("[id='f-option_groups[0].options[1].price_delta']", "2000")
    await page.keyboard.press("Enter")
    await expect(page.locator("[id='f-price']")).to_be_focused()
    await expect(page.locator("[id='f-price-error']")).to_contain_text("12,000")
    await page.fill("#f-price", "12,000")
    service.kill()
    await page.get_by_role("button", name="저장").click()
    await expect(page.locator(".toast[data-kind=late]")).to_be_visible()
    await service.start()
    await expect(page.locator("#f-name")).to_have_value("돌솥비빔밥")
    lost = asyncio.Event()

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()
        lost.set()

    await page.route("**/admin/menu/items/new", lose)
    await page.get_by_role("button", name="저장").click()
    await lost.wait()
    await expect(page.locator("#item-form.htmx-request")).to_have_count(0)
    await page.unroute("**/admin/menu/items/new")
    await page.get_by_role("button", name="저장").click()
    row = page.locator(".dish", has_text="돌솥비빔밥")
    await expect(row.locator(".thumb img")).to_be_visible()
    await expect(page.locator(".toast")).to_contain_text("돌솥비빔밥, 저장했습니다.")
    stored = (await bistro.ask("owner", "GET", "/admin/items")).json()["items"]
    [made] = [one for one in stored if one["name"] == "돌솥비빔밥"]
    assert [one["price_delta"] for one in made["option_groups"][0]["options"]] == [0, 2000]
    await row.locator("a.name").click()
    await page.get_by_role("button", name="삭제", exact=True).click()
    await expect(page.locator("#confirm")).to_contain_text("돌솥비빔밥 — 삭제할까요?")
    await page.locator("#confirm [value=yes]").click()
    await page.wait_for_url("**/admin/menu")
    await expect(page.locator(".dish", has_text="돌솥비빔밥")).to_have_count(0)


async def test_a_picture_over_a_slow_wifi_has_time_and_does_not_keep_the_dish_waiting(
    desk: Desk, bistro: Restaurant, windows: Windows, tmp_path: Path
) -> None:
    windows.expected += ("htmx:",)  # it notes what was broken off
    page = await desk(f"/admin/menu/items/{bistro.items['냉면']}", "manager", "en")
    await page.evaluate(PATIENCE)
    slow = await page.context.new_cdp_session(page)
    wifi = {"offline": False, "latency": 5, "downloadThroughput": 10**7, "uploadThroughput": 40_000}
    await slow.send("Network.emulateNetworkConditions", wifi)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(drawn(1600, 1200) + bytes(400_000))
    await page.set_input_files("#file", photo)
    sent = page.locator("#picture .sending")
    await expect(sent).to_be_visible()
    await expect(sent).to_contain_text("%")
    bar = await sent.locator("progress").element_handle()
    await page.wait_for_function("(bar) => bar.value > 0 && bar.value < 1", arg=bar)
    await page.fill("#f-name", "물냉면")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".item-form > .actions .sending")).to_be_visible()
    await expect(sent).to_be_hidden()
    await expect(page.locator("body")).to_have_attribute("data-patience", ":180000:180000")
    await slow.send("Network.emulateNetworkConditions", {**wifi, "uploadThroughput": -1})
    row = page.locator(".dish", has_text="물냉면")
    await expect(row.locator(".thumb img")).to_be_visible()


async def test_a_category_is_made_renamed_and_deleted(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/menu", "manager", "en")
    await page.fill("#new-category-name", "음료")
    await page.keyboard.press("Enter")
    section = page.locator(".section").nth(2)
    await expect(section).to_contain_text("음료")
    await expect(page.locator("#new-category-name")).to_have_value("")
    await section.locator("details.dropdown > summary").click()
    await section.get_by_text("Rename").click()
    await section.locator("input[name=name]").fill("주류")
    await page.keyboard.press("Enter")
    await expect(page.locator(".section").nth(2).locator("h2")).to_have_text("주류")
    await page.locator(".section").nth(2).locator("details.dropdown > summary").click()
    await page.locator(".section").nth(2).get_by_role("button", name="Delete").click()
    await page.locator("#confirm [value=yes]").click()
    await expect(page.locator(".section")).to_have_count(2)


@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "light", "ko"), (1280, "dark", "en")])
async def test_everybody_can_use_it(
    desk: Desk, bistro: Restaurant, windows: Windows, width: int, scheme: str, language: str
) -> None:
    windows.expected += ("inline style", "preload assets")  # axe's own
    screen = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page = await desk("/admin/menu", "owner", language, **screen)
    origin = page.url.removesuffix("/admin/menu")
    await bistro.ask("owner", "PATCH", f"/admin/items/{bistro.items['냉면']}", {"name": "긴 이름" * 25})
    item = f"/admin/menu/items/{bistro.items['떡볶이']}"
    for path in ("/admin/menu", "/admin/menu/order", item, "/admin/menu/items/new"):
        await page.goto(f"{origin}{path}")
        assert await complaints_of(page) == [], path
    await page.goto(f"{origin}/admin/menu")
    await page.locator(".choices summary").first.click()
    await page.click(f"#price-{bistro.items['냉면']} a")
    await page.wait_for_selector(".pricing")
    assert await complaints_of(page) == []
