"""A guest calls for water: on the board at once, and back on the tablet that somebody is on the way."""

from playwright.async_api import expect

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
    await tablet.is_told("가는 중", within=3)
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
