"""Phones of a party that moves, is joined to another, or comes back: each reaches its own party and no other (I12)."""

import asyncio
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from ordering.security import revocations
from ordering.security.callers import PhoneCaller
from ordering.tables.visits import Visits
from tests.invariants import check, kept
from tests.world import Restaurant

pytestmark = pytest.mark.every_database


async def move(here: Restaurant, order: dict[str, Any], from_: int, to: int) -> httpx.Response:
    body = {"to_table_id": here.tables[to], "table_session_id": order["table_session_id"]}
    return await here.ask("staff", "POST", f"/admin/tables/{here.tables[from_]}/move", body)


async def seen(here: Restaurant, phone: PhoneCaller | int) -> set[int]:
    answer = await here.ask(phone, "GET", "/orders")
    assert answer.status_code == 200, answer.text
    return {one["id"] for one in answer.json()["items"]}


async def is_out(here: Restaurant, phone: PhoneCaller) -> bool:
    answers = [await here.ask(phone, "GET", path) for path in ("/orders", "/bill", "/calls")]
    answers.append(await here.order(phone))
    return {(one.status_code, one.json()["code"]) for one in answers} == {(401, "visit_over")}


async def test_a_move_takes_the_visit_along_in_every_process(open_bistro: Restaurant, twin: Restaurant) -> None:
    phone, code, key = await open_bistro.let_in(1), await open_bistro.code(1), open_bistro.new_key()
    first = await open_bistro.ordered(phone, "냉면", key=key)
    assert await seen(twin, phone) == {first["id"]}, "the other process knows where it sits"
    waiting, their_code = await open_bistro.let_in(2), await open_bistro.code(2)
    assert (await move(open_bistro, first, 1, 2)).status_code == 200
    next_party = await open_bistro.ordered(1, "김치찌개")
    mine = {first["id"]}
    for here in (twin, open_bistro):
        assert await seen(here, phone) == mine, "it followed its party, and does not see the next"
        again = await here.order(phone, "냉면", key=key)
        assert (again.status_code, again.json()["id"]) == (200, first["id"]), "its key did, too"
        assert again.json()["table"]["number"] == 2
        assert await is_out(here, waiting) or here is twin, "who waited there is out"
        more = await here.ordered(phone, "냉면")
        mine.add(more["id"])
        assert (more["table"]["number"], more["table_session_id"]) == (2, first["table_session_id"])
        taken_back = await here.ask(phone, "POST", f"/orders/{more['id']}/cancellation")
        assert taken_back.status_code == 200
        assert (await here.ask(phone, "GET", f"/orders/{next_party['id']}")).status_code == 404
    assert await open_bistro.code(2) == code, "the code that counts is that of who moved"
    refused = await open_bistro.ask(None, "POST", "/auth/phone", {"code": their_code})
    assert (refused.status_code, refused.json()["code"]) == (401, "visit_over")
    assert (await open_bistro.ask(None, "POST", "/auth/phone", {"code": code})).json()["table"]["number"] == 2
    assert await open_bistro.code(1) not in (code, their_code)
    await check(open_bistro.services, open_bistro.store_id)


async def test_a_join_ends_the_joined_ones_phones_and_not_the_others(open_bistro: Restaurant) -> None:
    joining, staying = await open_bistro.let_in(1), await open_bistro.let_in(2)
    one, other = await open_bistro.ordered(joining), await open_bistro.ordered(staying)
    body = {
        "into_table_id": open_bistro.tables[2],
        "table_session_id": one["table_session_id"],
        "into_session_id": other["table_session_id"],
    }
    path = f"/admin/tables/{open_bistro.tables[1]}"
    assert (await open_bistro.ask("staff", "POST", f"{path}/join", body)).status_code == 200
    assert await is_out(open_bistro, joining)
    assert await seen(open_bistro, staying) == {one["id"], other["id"]}
    refused = await open_bistro.ask(staying, "POST", f"/orders/{one['id']}/cancellation")
    assert refused.json()["code"] == "not_yours"
    back = await open_bistro.ask("staff", "POST", f"{path}/unjoin", {"table_session_id": one["table_session_id"]})
    assert back.status_code == 200, back.text
    assert await is_out(open_bistro, joining), "they need the new code"
    assert await seen(open_bistro, staying) == {other["id"]}
    assert await seen(open_bistro, await open_bistro.let_in(1)) == {one["id"]}
    await check(open_bistro.services, open_bistro.store_id)


async def test_a_closing_taken_back_needs_the_new_code(open_bistro: Restaurant) -> None:
    phone, code = await open_bistro.let_in(1), await open_bistro.code(1)
    order = await open_bistro.ordered(phone)
    await open_bistro.close(1, force=True)
    body = {"table_session_id": order["table_session_id"]}
    reopened = await open_bistro.ask("staff", "POST", f"/admin/tables/{open_bistro.tables[1]}/reopening", body)
    assert reopened.status_code == 200, reopened.text
    assert await is_out(open_bistro, phone)
    assert (await open_bistro.ask(None, "POST", "/auth/phone", {"code": code})).status_code == 401
    assert await seen(open_bistro, await open_bistro.let_in(1)) == {order["id"]}
    await check(open_bistro.services, open_bistro.store_id)


async def test_orders_of_phones_that_race_a_move_are_their_partys_and_once(
    open_bistro: Restaurant, twin: Restaurant
) -> None:
    phones = [await open_bistro.let_in(1) for _ in range(3)]
    first = await open_bistro.ordered(phones[0])
    placed: list[dict[str, Any]] = [first]
    for turn in range(6):
        here, there = (1, 2) if turn % 2 == 0 else (2, 1)
        keys = [open_bistro.new_key() for _ in range(6)]
        sending = [
            (open_bistro, twin)[n % 2].order(phones[n % 3], "냉면", key=key)
            for n, key in enumerate(keys)
            for _ in (1, 2)
        ]
        *answers, moved = await asyncio.gather(*sending, move((open_bistro, twin)[turn % 2], first, here, there))
        assert moved.status_code == 200, moved.text
        assert {one.status_code for one in answers} <= {200, 201}, [one.text for one in answers]
        made = {one.json()["id"]: one.json() for one in answers}
        assert len(made) == len(keys), "each key made one"
        assert {one["table_session_id"] for one in made.values()} == {first["table_session_id"]}
        placed += made.values()
    for here_ in (open_bistro, twin):
        assert await seen(here_, phones[0]) == {one["id"] for one in placed}
    await kept(open_bistro.services.work, placed)
    await check(open_bistro.services, open_bistro.store_id)


@pytest.mark.parametrize("path", ["/bill", "/me", "/orders"])
async def test_what_is_read_right_after_a_move_elsewhere_is_of_its_own_party(
    open_bistro: Restaurant, twin: Restaurant, path: str
) -> None:
    """The other process still thinks for two seconds that it sits where it sat."""
    phone = await open_bistro.let_in(1)
    order = await open_bistro.ordered(phone)
    before = await twin.ask(phone, "GET", path)
    assert (await move(open_bistro, order, 1, 2)).status_code == 200
    await open_bistro.ordered(1)
    answer = await twin.ask(phone, "GET", path)
    assert (before.status_code, answer.status_code) == (200, 200)
    if path == "/orders":
        assert [one["id"] for one in answer.json()["items"]] == [order["id"]]
    else:
        assert answer.json()["table"]["id"] == open_bistro.tables[2]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", "/bill", None), ("GET", "/me", None), ("GET", "/orders", None), ("POST", "/calls", {"kind": "water"})],
)
async def test_a_party_that_moves_on_while_its_phone_is_looked_for_is_found(
    open_bistro: Restaurant, twin: Restaurant, monkeypatch: pytest.MonkeyPatch, method: str, path: str, body: Any
) -> None:
    monkeypatch.setattr(revocations, "TRUSTED_SECONDS", 3600)  # it looks only where it learns that it was wrong
    phone = await open_bistro.let_in(1)
    order = await open_bistro.ordered(phone)
    assert (await twin.ask(phone, "GET", path)).status_code == 200
    assert (await move(open_bistro, order, 1, 2)).status_code == 200
    here, anew = twin.services.revocations, twin.services.revocations.anew
    further = iter([(2, 3), (3, 1)])

    async def and_on(caller: PhoneCaller) -> PhoneCaller:
        found = await anew(caller)
        for from_, to in further:
            assert (await move(open_bistro, order, from_, to)).status_code == 200
            break
        return found

    monkeypatch.setattr(here, "anew", and_on)
    answer = await twin.ask(phone, method, path, body)
    assert answer.status_code < 300, answer.text
    told = answer.json()["items"][0] if path == "/orders" else answer.json()
    assert told["table"]["id"] == open_bistro.tables[1]


async def test_a_code_that_is_scanned_while_its_party_moves_lets_in(
    open_bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was found where it sat, and has gone before that table is locked."""
    code, order = await open_bistro.code(1), await open_bistro.ordered(1)
    assert (await move(open_bistro, order, 1, 2)).status_code == 200
    by_code = Visits.by_code
    before = iter([open_bistro.tables[1]])

    async def found(visits: Visits, asked: str) -> Any:
        visit = await by_code(visits, asked)
        assert visit is not None
        return SimpleNamespace(id=visit.id, store_id=visit.store_id, table_id=next(before, visit.table_id))

    monkeypatch.setattr(Visits, "by_code", found)
    answer = await open_bistro.ask(None, "POST", "/auth/phone", {"code": code})
    assert answer.status_code == 200, answer.text
    assert answer.json()["table"]["id"] == open_bistro.tables[2]
