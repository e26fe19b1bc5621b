"""Moves and joins on the board: tiles to choose from, notes that take them back."""

import json
from typing import Any

import httpx

from tests.invariants import check
from tests.web.browsers import HTMX, browser
from tests.web.test_board import card
from tests.world import Restaurant


async def post(client: httpx.AsyncClient, path: str, **form: Any) -> httpx.Response:
    return await client.post(path, data=form, headers=HTMX)


def note(answer: httpx.Response) -> Any:
    return json.loads(answer.headers["HX-Trigger"])["toast"]


async def undone(client: httpx.AsyncClient, answer: httpx.Response) -> httpx.Response:
    back = note(answer)["undo"]
    assert back["seconds"] == 10
    return await post(client, back["path"], **back["values"])


async def test_a_party_moves_by_a_tile_and_back_by_the_note(bistro: Restaurant) -> None:
    session = (await bistro.ordered(1, "냉면"))["table_session_id"]
    await bistro.ordered(2)
    staff, here, there = browser(bistro, "staff", "ko"), bistro.tables[1], bistro.tables[3]
    tiles = (await staff.get(f"/admin/tables/{here}/move", headers=HTMX)).text
    assert "1번 테이블 ₩11,000 → 3번 테이블" in tiles
    assert "1번 테이블 ₩11,000 → 2번 테이블 ₩9,500" in tiles, "who sits there is joined"
    assert f'data-table="{here}"' not in tiles
    moved = await post(staff, f"/admin/tables/{here}/move", to_table_id=there, table_session_id=session)
    assert (moved.status_code, note(moved)["message"]) == (200, "1번 → 3번 이동했습니다")
    assert "₩11,000" in card(moved.text, there)
    assert "빈 테이블" in card(moved.text, here)
    assert "₩11,000" in card((await undone(staff, moved)).text, here)
    await check(bistro.services, bistro.store_id)


async def test_parties_join_by_a_tile_and_part_by_the_note(bistro: Restaurant) -> None:
    mine, theirs = await bistro.ordered(1, "냉면"), await bistro.ordered(2)
    staff, here = browser(bistro, "staff", "ko"), bistro.tables[1]
    named = {"table_session_id": mine["table_session_id"], "into_session_id": theirs["table_session_id"]}
    joined = await post(staff, f"/admin/tables/{here}/join", into_table_id=bistro.tables[2], **named)
    assert "₩20,500" in card(joined.text, bistro.tables[2])
    parted = await undone(staff, joined)
    assert "₩11,000" in card(parted.text, here)
    assert "₩9,500" in card(parted.text, bistro.tables[2])
    await check(bistro.services, bistro.store_id)


async def test_an_order_moves_by_a_tile_and_back_by_the_note(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, "냉면")
    staff, path = browser(bistro, "staff", "ko"), f"/admin/orders/{order['id']}/move"
    what, tiles = f"#{order['number'][-4:]} ₩11,000", (await staff.get(path, headers=HTMX)).text
    assert f"{what} → 2번 테이블" in tiles
    assert "data-confirm" not in tiles, "it goes at once"
    moved = await post(staff, path, to_table_id=bistro.tables[2], version=1)
    assert note(moved)["message"] == f"{what}: 1번 → 2번 테이블"
    assert "₩11,000" in card(moved.text, bistro.tables[2])
    assert "₩11,000" in card((await undone(staff, moved)).text, bistro.tables[1])
    await check(bistro.services, bistro.store_id)


async def test_a_closing_is_taken_back_by_its_note(bistro: Restaurant) -> None:
    session = (await bistro.ordered(1, "냉면"))["table_session_id"]
    staff, here = browser(bistro, "staff", "ko"), bistro.tables[1]
    closed = await post(staff, f"/admin/tables/{here}/closing", table_session_id=session, force="true")
    assert "빈 테이블" in card(closed.text, here)
    assert "₩11,000" in card((await undone(staff, closed)).text, here)
    await check(bistro.services, bistro.store_id)


async def test_who_comes_too_late_is_told_and_sees_the_tables_as_they_are(bistro: Restaurant) -> None:
    session = (await bistro.ordered(1, "냉면"))["table_session_id"]
    staff, here = browser(bistro, "staff", "ko"), bistro.tables[1]
    await post(staff, f"/admin/tables/{here}/move", to_table_id=bistro.tables[3], table_session_id=session)
    late = await post(staff, f"/admin/tables/{here}/move", to_table_id=bistro.tables[2], table_session_id=session)
    assert (late.status_code, note(late)["kind"]) == (409, "late")
    assert "빈 테이블" in card(late.text, here)
    assert (await staff.get(f"/admin/tables/{here}/move", headers=HTMX)).status_code == 409
