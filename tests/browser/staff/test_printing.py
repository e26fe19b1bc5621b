"""Printers in a browser of the staff: set up, tried out, and asked about where a paper may not have come out."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from ordering.printing.fake_printer import FakePrinter, Faults
from ordering.printing.reading import text
from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.browser.staff.test_board import live
from tests.browser.staff.test_haste import tap_twice
from tests.menu.test_stations import a_station
from tests.world import Restaurant


@pytest.fixture
async def printer() -> AsyncIterator[FakePrinter]:
    made = FakePrinter()
    await made.start()
    yield made
    await made.stop()


def row(page: Page, status: str) -> Any:
    return page.locator(f"#printing [data-status={status}]")


async def test_a_printer_is_added_tried_out_and_followed(desk: Desk, bistro: Restaurant, printer: FakePrinter) -> None:
    station = await a_station(bistro, "주방")
    page = await desk("/admin/printers", "manager", viewport={"width": 390, "height": 844})
    await page.get_by_role("link", name="프린터 추가").click()
    drawer = page.locator("#drawer")
    await drawer.locator("[name=name]").fill("주방 1호기")
    await drawer.locator("[name=host]").fill("8.8.8.8")
    await drawer.locator("[name=port]").fill(str(printer.port))
    await drawer.get_by_role("button", name="추가").click()
    await expect(drawer.locator("[name=host]")).to_have_attribute("aria-invalid", "true")
    await expect(drawer).to_contain_text("매장 안 네트워크의 주소나 이름을 입력하세요.")
    await expect(drawer.locator("[name=name]")).to_have_value("주방 1호기")
    await drawer.locator("[name=host]").fill("127.0.0.1")
    assert await complaints_of(page) == []
    await tap_twice(page, drawer.get_by_role("button", name="추가"))
    await expect(page.locator(".printing-printer")).to_have_count(1)
    await page.locator("[data-do=test]").click()
    await expect(row(page, "printed")).to_be_visible()  # by itself
    [made] = (await bistro.ask("staff", "GET", "/admin/printers")).json()["items"]
    assert (made["station_ids"], made["bills"], len(printer.slips)) == ([station], True, 1)
    await row(page, "printed").locator("a").click()
    await expect(drawer.locator("img")).to_have_js_property("naturalWidth", 576)
    assert await complaints_of(page) == []


async def test_the_board_asks_by_itself_and_a_tap_answers(desk: Desk, bistro: Restaurant, printer: FakePrinter) -> None:
    printer.faults = Faults(resets_after=60)
    station = await a_station(bistro, "주방")
    at = {"name": "주방", "host": "127.0.0.1", "port": printer.port, "encoding": "cp949", "station_ids": [station]}
    assert (await bistro.ask("manager", "POST", "/admin/printers", at)).status_code == 201
    page = await live(await desk())
    asked = page.locator("#papers [data-paper]")
    for table in (1, 1, 2, 2, 3):
        await bistro.ordered(table)
    await expect(asked).to_have_count(3)
    await expect(page.locator("#papers [data-more-papers]")).to_contain_text("2장")
    await expect(asked.first).to_contain_text("1번 테이블 · 새 주문")
    await expect(asked.first).to_contain_text("나왔나요?")
    assert await complaints_of(page) == []
    printer.faults = Faults()
    await asked.first.locator("[data-do=print-again]").click()
    await expect(page.locator("#papers [data-more-papers]")).to_contain_text("1장")
    await asked.first.locator("[data-do=printed]").click()
    await expect(page.locator("#papers [data-more-papers]")).to_have_count(0)
    await page.goto(page.url.replace("/admin", "/admin/printers"))
    await expect(row(page, "unknown")).to_have_count(3)
    assert await complaints_of(page) == []
    await page.locator("[data-do=all-again]").click()
    await page.locator("#confirm [value=yes]").click()
    await expect(row(page, "printed")).to_have_count(5)
    assert ["재출력 2" in text(slip) for slip in printer.slips] == [True] * 4


async def test_a_print_agent_is_added_and_its_command_copied(desk: Desk) -> None:
    page = await desk("/admin/printers", "manager", viewport={"width": 390, "height": 844})
    await page.locator("[data-do=add-agent]").click()
    drawer = page.locator("#drawer")
    await drawer.locator("[name=name]").fill("카운터 PC")
    await tap_twice(page, drawer.get_by_role("button", name="추가"))
    await expect(drawer.locator(".printing-command code")).to_contain_text("PRINT_AGENT_TOKEN=agent_")
    await drawer.get_by_role("button", name="복사").click()
    await expect(page.get_by_text("명령을 복사했습니다.")).to_be_visible()
    assert await complaints_of(page) == []
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-do=remove-agent]")).to_have_count(1)
    await page.locator("[data-do=remove-agent]").click()
    await page.locator("#confirm [value=yes]").click()
    await expect(page.locator("[data-do=remove-agent]")).to_have_count(0)
