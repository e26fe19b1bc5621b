"""What people have written keeps its lines wherever the staff read it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.staff.conftest import Desk
from tests.world import Restaurant

NOTE, REASON = "파 빼고\n얼음 많이", "주방 마감\n다시 받기로 함"


@pytest.fixture
async def order_id(bistro: Restaurant) -> int:
    lines = [{"item_id": bistro.items["냉면"], "quantity": 1, "note": NOTE}]
    order = await bistro.ordered(1, lines=lines, note=NOTE)
    return int(order["id"])


async def test_a_note_keeps_its_lines_on_card_and_drawer(desk: Desk, bistro: Restaurant, order_id: int) -> None:
    page = await desk(f"/admin/orders/{order_id}")
    written = [page.locator(f"#order-{order_id} .note"), page.locator("#drawer .written")]
    for place in written:
        await expect(place).to_have_count(2)
        for nth in range(2):
            await expect(place.nth(nth)).to_have_js_property("innerText", NOTE)


async def test_a_note_on_a_card_stands_apart_from_what_is_told_of_the_order(
    desk: Desk, bistro: Restaurant, order_id: int
) -> None:
    page = await desk()
    order = page.locator(f"#order-{order_id}")
    assert re.fullmatch(r"대기중\s+방금\s+#0001", await order.locator(".stands").inner_text())
    assert await order.locator(".gist > .note").inner_text() == NOTE


async def test_notes_and_the_reason_of_a_cancellation_keep_their_lines_afterwards(
    desk: Desk, bistro: Restaurant, order_id: int
) -> None:
    body = {"reason": REASON, "version": 1}
    gone = await bistro.ask("manager", "POST", f"/admin/orders/{order_id}/cancellation", body)
    assert gone.status_code == 200, gone.text
    await bistro.close(1)
    page = await desk("/admin/history", "owner")
    await page.locator(".visit summary").click()
    said = page.locator(".round .note")
    await expect(said).to_have_count(2)
    for nth in range(2):
        await expect(said.nth(nth)).to_have_js_property("innerText", NOTE)
    assert REASON in await page.locator(".round .why").inner_text()
    await page.goto(page.url.replace("/history", "/activity"))
    assert await page.locator("dd .written", has_text="주방 마감").inner_text() == REASON
