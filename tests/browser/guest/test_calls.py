"""A guest calls for water: on the board at once, and back on the tablet that somebody is on the way."""

from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.guest.tablet import Tablet, counting
from tests.world import Restaurant


async def calls(bistro: Restaurant) -> list[tuple[str, int | None, str]]:
    """Oldest first."""
    items = (await bistro.ask("staff", "GET", "/admin/calls")).json()["items"]
    return [(one["kind"], one["count"], one["status"]) for one in reversed(items)]


async def take(bistro: Restaurant) -> None:
    [call] = (await bistro.ask("staff", "GET", "/admin/calls", status="open")).json()["items"]
    body = {"status": "taken", "version": call["version"]}
    assert (await bistro.ask("staff", "PATCH", f"/admin/calls/{call['id']}", body)).status_code == 200


async def test_a_call_is_placed_once_and_says_that_somebody_is_on_the_way(tablet: Tablet) -> None:
    sent = counting(tablet.page, "/calls")
    await tablet.press("직원 호출")
    await tablet.page.locator("[data-key=call-cutlery-plus]").click()
    await tablet.page.locator("[data-key=call-cutlery]").dblclick()
    await tablet.is_told("수저 2")
    await tablet.is_told("불렀어요")
    assert await calls(tablet.bistro) == [("cutlery", 2, "open")]
    assert sent() == 1
    await take(tablet.bistro)
    await tablet.is_told("가는 중")
    await tablet.page.reload()
    await tablet.is_told("가는 중")
    await tablet.page.keyboard.press("Escape")
    await expect(tablet.page.locator("[data-key=calls] .count")).to_have_text("1")


async def test_a_call_is_withdrawn_and_gone_with_its_party(tablet: Tablet) -> None:
    await tablet.press("직원 호출")
    await tablet.page.locator("[data-key=call-water]").click()
    await tablet.press("물: 부르기 취소")
    await expect(tablet.page.locator("[data-key=call-water]")).to_be_visible()
    assert await calls(tablet.bistro) == [("water", None, "withdrawn")]
    await tablet.page.locator("[data-key=call-bill]").click()
    await tablet.is_told("불렀어요")
    await tablet.bistro.ordered(1, "냉면", by="staff")
    assert (await tablet.bistro.close(1, force=True)).status_code == 200
    await tablet.press("확인")
    await tablet.press("시작하기")
    await expect(tablet.page.locator("[data-key=calls]")).to_be_visible()
    await expect(tablet.page.locator("[data-key=calls] .count")).to_have_count(0)


async def test_without_a_connection_it_says_that_nobody_was_called(tablet: Tablet) -> None:
    await tablet.press("직원 호출")
    await tablet.page.context.set_offline(True)
    await tablet.page.locator("[data-key=call-water]").click()
    await tablet.is_told("부르지 못했어요")
    await tablet.page.context.set_offline(False)
    await tablet.page.locator("[data-key=call-water]").click()
    await tablet.is_told("불렀어요")
    assert await calls(tablet.bistro) == [("water", None, "open")]


async def test_in_the_guests_language(tablet: Tablet) -> None:
    await tablet.press("English")
    await tablet.press("Call staff")
    await tablet.press("Water")
    await tablet.is_told("Called")


async def test_a_call_without_a_connection_waits_for_one(tablet: Tablet) -> None:
    await tablet.press("직원 호출")
    await tablet.page.context.set_offline(True)
    await tablet.page.locator("[data-key=call-cutlery]").click()
    await tablet.is_told("연결되면 바로 부를게요")
    assert await calls(tablet.bistro) == []
    await tablet.page.context.set_offline(False)
    await tablet.is_told("불렀어요")
    assert await calls(tablet.bistro) == [("cutlery", 1, "open")]
    assert await complaints_of(tablet.page) == []


async def test_a_call_that_waited_too_long_is_dropped_with_a_word(tablet: Tablet) -> None:
    page = tablet.page
    await tablet.press("직원 호출")
    await page.context.set_offline(True)
    await page.locator("[data-key=call-water]").click()
    await tablet.is_told("연결되면 바로 부를게요")
    await page.evaluate("() => { const now = Date.now; Date.now = () => now() + 181_000 }")
    await tablet.is_told("물: 연결이 끊겨 부르지 못했어요")
    await page.context.set_offline(False)
    await page.wait_for_timeout(4000)
    assert await calls(tablet.bistro) == []


async def test_any_key_of_a_button_calls_a_person_whatever_has_the_focus(tablet: Tablet) -> None:
    page = tablet.page
    await tablet.press("화면 설정")
    await page.locator("[data-key=call-key]").click()
    await page.keyboard.press("F8")
    await tablet.is_told("F8 버튼을 누르면")
    assert await complaints_of(page) == []
    await page.reload()
    await tablet.forgets_its_sheet()
    await tablet.press("메뉴 찾기")
    await expect(page.locator("#search-words")).to_be_focused()
    for _ in range(3):
        await page.keyboard.press("F8")
    await expect(page.locator("p.unseen[role=status]")).to_have_text("불렀어요")
    assert await calls(tablet.bistro) == [("staff", None, "open")]
    await expect(page.locator("#search-words")).to_have_value("")
    await page.keyboard.press("Escape")
    await page.keyboard.press("F8")
    await expect(page.locator("dialog[open]")).to_have_attribute("data-dialog", "calls")


async def test_the_button_is_always_there_and_says_what_to_do_instead(tablet: Tablet) -> None:
    page, bistro = tablet.page, tablet.bistro
    await bistro.ordered(1, by="staff")
    await expect(page.locator("[data-do=call]")).to_be_visible()
    await bistro.close(1, force=True)
    await tablet.sees("감사합니다")
    await page.locator("[data-do=call]").click()
    await tablet.sees("직원에게 손을 들거나")
    assert await complaints_of(page) == []
    await tablet.press("확인")
    await page.locator("[data-do=call]").click()
    await expect(page.locator("dialog[open]")).to_have_attribute("data-dialog", "calls")
    await page.keyboard.press("Escape")
    devices = (await bistro.ask("manager", "GET", "/admin/devices")).json()["items"]
    for device in devices:
        if device["table"]["number"] == 1:
            await bistro.ask("manager", "DELETE", f"/admin/devices/{device['id']}")
    await page.locator("#pair-password").wait_for()
    await page.locator("[data-do=call]").click()
    await tablet.sees("이 태블릿은 아직 연결되지 않아")
