"""Moves and joins that are sent again, after their tables have gone on, or are gone themselves."""

from typing import Any

import pytest

from tests.invariants import check
from tests.orders.test_parties import audited, join, move, move_order, unjoin
from tests.world import Restaurant


async def close_and_delete(here: Restaurant, table: int) -> None:
    await here.close(table, force=True)
    gone = await here.ask("manager", "DELETE", f"/admin/tables/{here.tables[table]}")
    assert gone.status_code == 204, gone.text


def seen(answer: Any) -> list[tuple[int, int, bool]]:
    """The two tables of an answer: number, party, and whether anybody sits there."""
    assert answer.status_code == 200, answer.text
    ends = [answer.json()["from"], answer.json()["to"]]
    return [(one["table"]["number"], one["party"], one["table_session"] is not None) for one in ends]


@pytest.mark.every_database
async def test_a_repeated_move_is_answered_after_both_its_tables_are_deleted(bistro: Restaurant) -> None:
    session = (await bistro.ordered(1))["table_session_id"]
    assert seen(await move(bistro, 1, 2, session)) == [(1, 1, False), (2, 0, True)]
    await close_and_delete(bistro, 2)
    assert seen(await move(bistro, 1, 2, session)) == [(1, 1, False), (2, 1, False)]
    await close_and_delete(bistro, 1)
    again = await move(bistro, 1, 2, session)
    assert seen(again) == [(1, 1, False), (2, 1, False)]
    assert [again.json()[end][what] for end in ("from", "to") for what in ("orders", "calls")] == [[]] * 4
    assert len(await audited(bistro, "table.moved")) == 1
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_a_repeated_join_is_answered_after_its_tables_are_deleted(bistro: Restaurant) -> None:
    one, other = [(await bistro.ordered(table))["table_session_id"] for table in (1, 2)]
    assert seen(await join(bistro, 1, 2, one, other)) == [(1, 1, False), (2, 0, True)]
    await close_and_delete(bistro, 2)
    assert seen(await join(bistro, 1, 2, one, other)) == [(1, 1, False), (2, 1, False)]
    await close_and_delete(bistro, 1)
    assert seen(await join(bistro, 1, 2, one, other)) == [(1, 1, False), (2, 1, False)]
    assert len(await audited(bistro, "table.joined")) == 1
    await check(bistro.services, bistro.store_id)


async def test_a_repeated_parting_is_answered_after_the_table_it_came_from_is_deleted(bistro: Restaurant) -> None:
    one, other = [(await bistro.ordered(table))["table_session_id"] for table in (1, 2)]
    await join(bistro, 1, 2, one, other)
    assert seen(await unjoin(bistro, 1, one)) == [(2, 0, True), (1, 1, True)]
    await close_and_delete(bistro, 2)
    assert seen(await unjoin(bistro, 1, one)) == [(2, 1, False), (1, 1, True)]


async def test_a_repeated_move_of_an_order_is_answered_after_its_table_is_deleted(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    assert (await move_order(bistro, order, 2)).status_code == 200
    await close_and_delete(bistro, 2)
    again = await move_order(bistro, order, 2)
    assert (again.status_code, again.json()["table"]["number"]) == (200, 2)


async def test_nobody_moves_or_joins_where_there_is_no_table_any_more(bistro: Restaurant) -> None:
    """404, and a table onto itself 409."""
    order, other = await bistro.ordered(1), await bistro.ordered(2)
    session, gone = order["table_session_id"], other["table_session_id"]
    await close_and_delete(bistro, 2)
    answers = [
        await move(bistro, 1, 2, session),
        await move(bistro, 2, 1, gone),
        await join(bistro, 1, 2, session, gone),
        await join(bistro, 2, 1, gone, session),
        await move_order(bistro, order, 2),
        await move(bistro, 2, 2, gone),
    ]
    assert [one.status_code for one in answers] == [404] * 6
    itself = await move(bistro, 1, 1, session)
    assert (itself.status_code, itself.json()["code"]) == (409, "table_occupied")
    await check(bistro.services, bistro.store_id)
