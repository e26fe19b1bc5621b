"""Moves, joins and closings at the same moment as orders, and as one another, in two processes."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.invariants import check, kept
from tests.orders.test_parties import board, join, move, move_order, reopen, unjoin
from tests.world import Restaurant

pytestmark = pytest.mark.every_database

ORDERS = 40


async def sessions(here: Restaurant) -> dict[int, int]:
    """The open ones, by their table's number."""
    return {number: one["table_session"]["id"] for number, one in (await board(here)).items() if one["table_session"]}


def codes(answers: list[httpx.Response]) -> set[tuple[int, str | None]]:
    return {(one.status_code, one.json().get("code")) for one in answers}


async def test_forty_orders_against_moves_joins_and_closings(bistro: Restaurant, twin: Restaurant) -> None:
    """None is lost, none is on a closed session, and whoever is told no is told why."""
    await bistro.ordered(1)
    done = asyncio.Event()
    staff: list[httpx.Response] = []

    async def meddle(deed: Callable[[dict[int, int]], Awaitable[httpx.Response] | None]) -> None:
        while not done.is_set():
            if (asked := deed(await sessions(bistro))) is not None:
                staff.append(await asked)

    def moving(open_now: dict[int, int]) -> Awaitable[httpx.Response] | None:
        if not open_now:
            return None
        here = random.choice([*open_now])
        there = random.choice([number for number in bistro.tables if number != here])
        if there in open_now:
            return join(twin, here, there, open_now[here], open_now[there])
        return move(bistro, here, there, open_now[here])

    def closing(open_now: dict[int, int]) -> Awaitable[httpx.Response] | None:
        return bistro.close(min(open_now), force=True, table_session_id=open_now[min(open_now)]) if open_now else None

    meddlers = [asyncio.create_task(meddle(deed)) for deed in (moving, moving, closing)]
    keys = [bistro.new_key() for _ in range(ORDERS)]
    placed = await asyncio.gather(*((bistro, twin)[n % 2].order(1, key=key) for n, key in enumerate(keys)))
    done.set()
    await asyncio.gather(*meddlers)
    assert codes(placed) == {(201, None)}
    assert codes(staff) <= {(200, None), (409, "no_open_session"), (409, "table_occupied")}
    assert any(one.status_code == 200 for one in staff)
    again = await asyncio.gather(*(bistro.order(1, key=key) for key in keys))
    assert [one.json()["id"] for one in again] == [one.json()["id"] for one in placed], "a retry finds its order"
    rows = {one.json()["id"]: one.json() for one in again}
    await kept(bistro.services.work, rows.values())
    await check(bistro.services, bistro.store_id)


async def test_two_staff_move_the_same_party_to_two_tables(bistro: Restaurant, twin: Restaurant) -> None:
    session = (await bistro.ordered(1))["table_session_id"]
    answers = await asyncio.gather(move(bistro, 1, 2, session), move(twin, 1, 3, session))
    assert sorted(one.status_code for one in answers) == [200, 409]
    assert codes([one for one in answers if one.status_code == 409]) == {(409, "no_open_session")}
    assert len(await sessions(bistro)) == 1
    await check(bistro.services, bistro.store_id)


async def test_two_parties_move_to_the_same_table(bistro: Restaurant, twin: Restaurant) -> None:
    ones = {number: (await bistro.ordered(number))["table_session_id"] for number in (1, 2)}
    answers = await asyncio.gather(
        *(move((bistro, twin)[number - 1], number, 3, session) for number, session in ones.items())
    )
    assert codes(list(answers)) == {(200, None), (409, "table_occupied")}
    await check(bistro.services, bistro.store_id)


async def test_a_join_in_both_directions_at_once(bistro: Restaurant, twin: Restaurant) -> None:
    one, two = [(await bistro.ordered(number))["table_session_id"] for number in (1, 2)]
    answers = await asyncio.gather(join(bistro, 1, 2, one, two), join(twin, 2, 1, two, one))
    assert codes(list(answers)) == {(200, None), (409, "no_open_session")}
    assert len(await sessions(bistro)) == 1
    await check(bistro.services, bistro.store_id)


async def test_three_parties_join_in_a_circle(bistro: Restaurant, twin: Restaurant) -> None:
    ids = {number: (await bistro.ordered(number))["table_session_id"] for number in (1, 2, 3)}
    circle = [(1, 2), (2, 3), (3, 1)]
    answers = await asyncio.gather(
        *(join((bistro, twin)[here % 2], here, there, ids[here], ids[there]) for here, there in circle)
    )
    assert codes(list(answers)) <= {(200, None), (409, "no_open_session")}
    assert 1 <= len(await sessions(bistro)) < 3
    await check(bistro.services, bistro.store_id)


async def test_a_move_against_the_first_order_of_the_next_party(bistro: Restaurant, twin: Restaurant) -> None:
    session = (await bistro.ordered(1))["table_session_id"]
    moved, *placed = await asyncio.gather(move(twin, 1, 2, session), *(bistro.order(1) for _ in range(5)))
    assert (moved.status_code, codes(placed)) == (200, {(201, None)})
    await check(bistro.services, bistro.store_id)


async def test_an_order_advances_while_its_party_moves(bistro: Restaurant, twin: Restaurant) -> None:
    """Who comes second is told how it is now, at whichever table that is."""
    for here, there in ((1, 3), (3, 1)):
        order = await bistro.ordered(here)
        step = {"status": "preparing", "version": 1}
        moved, stepped = await asyncio.gather(
            move(twin, here, there, order["table_session_id"]),
            bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", step),
        )
        assert moved.status_code == 200
        assert codes([stepped]) <= {(200, None), (409, "stale_version")}
        if stepped.status_code == 409:
            assert stepped.json()["order"]["table"]["number"] == there
        await bistro.close(there, force=True)
    await check(bistro.services, bistro.store_id)


async def test_an_order_is_moved_to_two_tables_at_once(bistro: Restaurant, twin: Restaurant) -> None:
    order = await bistro.ordered(1)
    answers = await asyncio.gather(*(move_order((bistro, twin)[number % 2], order, number) for number in (2, 3)))
    assert codes(list(answers)) == {(200, None), (409, "stale_version")}
    await check(bistro.services, bistro.store_id)


async def test_calls_of_both_parties_against_their_join(bistro: Restaurant, twin: Restaurant) -> None:
    one, two = [(await bistro.ordered(number))["table_session_id"] for number in (1, 2)]
    called = [bistro.ask(number, "POST", "/calls", {"kind": "water"}) for number in (1, 2, 1, 2)]
    answers: list[Any] = await asyncio.gather(join(twin, 1, 2, one, two), *called)
    assert {one.status_code for one in answers} <= {200, 201}
    open_now = (await bistro.ask("staff", "GET", "/admin/calls", status="open")).json()["items"]
    assert len([call for call in open_now if call["table"]["number"] == 2]) == 1, "one of a kind"
    await check(bistro.services, bistro.store_id)


async def test_what_was_done_is_taken_back_by_two(bistro: Restaurant, twin: Restaurant) -> None:
    one, two = [(await bistro.ordered(number))["table_session_id"] for number in (1, 2)]
    assert (await join(bistro, 1, 2, one, two)).status_code == 200
    answers = await asyncio.gather(unjoin(bistro, 1, one), unjoin(twin, 1, one), bistro.order(1))
    assert codes([answers[2]]) == {(201, None)}
    assert codes(list(answers[:2])) <= {(200, None), (409, "table_occupied")}
    await check(bistro.services, bistro.store_id)
    await bistro.close(2, force=True)
    answers = await asyncio.gather(reopen(bistro, 2, two), reopen(twin, 2, two), bistro.order(2))
    assert codes(list(answers[:2])) <= {(200, None), (409, "table_occupied")}
    await check(bistro.services, bistro.store_id)
