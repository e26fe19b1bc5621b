"""The tables' pages in a real browser: whole flows, by mouse and by key."""

import pytest
from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.conftest import Windows
from tests.browser.staff.conftest import Desk
from tests.faults.service import Service
from tests.world import TABLE_PASSWORD, Restaurant

PHONE = {"viewport": {"width": 360, "height": 740}}
WORDS = {
    "ko": {"many": "여러 개 추가", "added": "테이블 2개를 추가했습니다.", "deleted": "41번 테이블을 삭제했습니다."},
    "en": {"many": "Add many", "added": "2 tables are added.", "deleted": "Table 41 is deleted."},
}


@pytest.mark.parametrize("language", WORDS)
async def test_tables_with_pins_are_added_printed_and_one_is_deleted(
    desk: Desk, service: Service, language: str
) -> None:
    words = WORDS[language]
    page = await desk("/admin/tables", "owner", language)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    await page.get_by_role("link", name=words["many"]).click()
    drawer = page.locator("#drawer")
    await drawer.locator("[name=first]").fill("40")
    await drawer.locator("[name=last]").fill("41")
    assert await complaints_of(page) == []
    await page.keyboard.press("Enter")
    await expect(drawer).to_contain_text(words["added"])
    pins = await drawer.locator("td code").all_text_contents()
    assert len(set(pins)) == 2
    await drawer.locator("[data-pins]").click()
    await expect(page.locator(".pairing .secret")).to_have_text(pins)
    assert await complaints_of(page) == []
    await page.locator("#password").fill("for paper")
    await expect(page.locator(".pairing .secret").first).to_have_text("for paper")
    assert not [one for one in sent if any(secret in one for secret in (*pins, "for paper"))]
    await page.reload()
    await expect(page.locator(".pairing .secret")).to_have_text(pins)

    await page.goto(f"{service.url}/admin/tables")
    await page.locator("a.seat", has_text="41").click()
    await drawer.locator("[data-confirm]", has=page.locator(".danger")).locator("button").click()
    await expect(page.locator("#confirm")).to_contain_text("41")
    await page.locator("#confirm [value=yes]").click()
    await expect(page.locator("#toasts")).to_contain_text(words["deleted"])
    await expect(drawer).to_be_hidden()
    await expect(page.locator("a.seat", has_text="41")).to_have_count(0)


async def test_a_refused_change_stays_in_the_drawer_and_focus_comes_back_to_the_table(
    desk: Desk, bistro: Restaurant
) -> None:
    page = await desk("/admin/tables", "owner", **PHONE)
    seat, drawer = page.locator(f"#table-{bistro.tables[1]}"), page.locator("#drawer")
    await seat.focus()
    await page.keyboard.press("Enter")
    await drawer.locator("[name=number]").fill("2")
    await drawer.locator("[name=label]").fill("<img src=x onerror=alert(1)>")
    await page.keyboard.press("Enter")
    await expect(drawer.locator("#f-number-error")).to_be_visible()
    await expect(drawer.locator("[name=number]")).to_be_focused()
    assert await complaints_of(page) == []
    await drawer.locator("[name=number]").fill("11")
    await page.keyboard.press("Enter")
    await expect(drawer).to_be_hidden()
    await expect(seat).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(seat).to_be_focused()
    assert await complaints_of(page) == []


async def test_a_new_password_asks_first_and_a_tablet_is_unpaired(
    desk: Desk, bistro: Restaurant, service: Service
) -> None:
    page = await desk("/admin/tables", "manager", "en")
    drawer, sure = page.locator("#drawer"), page.locator("#confirm")
    await page.locator(f"#table-{bistro.tables[1]}").click()
    await drawer.get_by_role("button", name="Unpair").click()
    await sure.locator("[value=yes]").click()
    await expect(drawer).to_contain_text("No tablet is paired yet.")
    await expect(page.locator(f"#table-{bistro.tables[1]}")).to_contain_text("No tablet yet")
    await page.keyboard.press("Escape")
    await page.locator(f"#table-{bistro.tables[2]}").click()
    await drawer.locator("[name=password]").fill("another one")
    await drawer.get_by_role("button", name="Save").click()
    await expect(sure).to_contain_text("1 tablet is unpaired")
    await page.keyboard.press("Escape")
    await expect(drawer.locator("[name=password]")).to_have_value("another one")
    await page.goto(f"{service.url}/admin/tables/devices")
    assert await complaints_of(page) == []
    await page.get_by_role("button", name="Unpair").first.click()
    await sure.locator("[value=yes]").click()
    await expect(page.locator("#devices li")).to_have_count(1)


async def test_a_form_outlives_the_server(desk: Desk, windows: Windows, bistro: Restaurant, service: Service) -> None:
    windows.expected += ("htmx:",)  # it tells the console of what it could not send
    page = await desk("/admin/tables", "owner")
    await page.locator(f"#table-{bistro.tables[3]}").click()
    label = page.locator("#drawer [name=label]")
    await label.fill("창가")
    service.kill()
    await page.keyboard.press("Enter")
    await expect(page.locator(".toast")).to_contain_text("서버에 연결할 수 없습니다")
    await expect(label).to_have_value("창가")
    await service.start()
    await label.press("Enter")
    await expect(page.locator(f"#table-{bistro.tables[3]}")).to_contain_text("창가")


async def test_tablets_that_are_paired_at_opening_take_two_lines_of_the_board(desk: Desk, bistro: Restaurant) -> None:
    for number in (*range(901, 910), 950, 999):
        table = {"number": number, "password": TABLE_PASSWORD}
        assert (await bistro.ask("manager", "POST", "/admin/tables", table)).status_code == 201
        given = {"store": bistro.slug, "table_number": number, "password": TABLE_PASSWORD}
        assert (await bistro.ask(None, "POST", "/auth/table", given)).status_code == 200
    for language, said in (("ko", "태블릿 11대"), ("en", "11 tablets")):
        page = await desk(language=language, **PHONE)
        await expect(page.locator("#paired")).to_contain_text(said)
        await expect(page.locator("#paired")).to_contain_text("901–909 …")
        lines = await page.locator("#paired .notice span").evaluate("""(told) => {
          told.firstChild.data = told.firstChild.data.replace(/[0-9]+:[0-9]+/, "12:58"); // no time is longer
          return told.getBoundingClientRect().height / parseFloat(getComputedStyle(told).lineHeight);
        }""")
        assert round(lines) <= 2, language
