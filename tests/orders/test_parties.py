"""Parties that move, join and come back, with all that is theirs."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.live.log import StoreEvent
from tests.invariants import check
from tests.orders.conftest import SetClock
from tests.world import Restaurant


async def move(here: Restaurant, table: int, to: int, session: int, who: str = "staff") -> Any:
    wanted = {"to_table_id": here.tables[to], "table_session_id": session}
    return await here.ask(who, "POST", f"/admin/tables/{here.tables[table]}/move", wanted)


async def join(here: Restaurant, table: int, into: int, session: int, other: int) -> Any:
    wanted = {"into_table_id": here.tables[into], "table_session_id": session, "into_session_id": other}
    return await here.ask("staff", "POST", f"/admin/tables/{here.tables[table]}/join", wanted)


async def unjoin(here: Restaurant, table: int, session: int) -> Any:
    wanted = {"table_session_id": session}
    return await here.ask("staff", "POST", f"/admin/tables/{here.tables[table]}/unjoin", wanted)


async def reopen(here: Restaurant, table: int, session: int) -> Any:
    wanted = {"table_session_id": session}
    return await here.ask("staff", "POST", f"/admin/tables/{here.tables[table]}/reopening", wanted)


async def move_order(here: Restaurant, order: dict[str, Any], to: int, version: int | None = None) -> Any:
    wanted = {"to_table_id": here.tables[to], "version": version or order["version"]}
    return await here.ask("staff", "POST", f"/admin/orders/{order['id']}/move", wanted)


async def board(here: Restaurant) -> dict[int, Any]:
    told = (await here.ask("staff", "GET", "/admin/board")).json()["tables"]
    return {one["table"]["number"]: one for one in told}


async def told(here: Restaurant, *types: str) -> list[Any]:
    """The events of these types, in their sequence."""

    async def read(session: AsyncSession) -> list[Any]:
        mine = select(StoreEvent).where(StoreEvent.store_id == here.store_id, StoreEvent.type.in_(types))
        rows = await session.scalars(mine.order_by(StoreEvent.seq))
        return [msgspec.json.decode(row.payload) for row in rows]

    return await here.services.work.read(read)


async def audited(here: Restaurant, action: str) -> list[Any]:
    entries: list[Any] = (await here.ask("owner", "GET", "/admin/audit", action=action)).json()["items"]
    return entries


@pytest.mark.every_database
async def test_a_party_moves_with_all_that_is_its(bistro: Restaurant) -> None:
    await board(bistro)  # the picture is folded from now on
    orders = [await bistro.ordered(1, "냉면", key="sent-from-table-one"), await bistro.ordered(1)]
    session = orders[0]["table_session_id"]
    await bistro.ask(1, "POST", "/calls", {"kind": "water"})
    answer = await move(bistro, 1, 3, session)
    assert answer.status_code == 200, answer.text
    left, there = answer.json()["from"], answer.json()["to"]
    assert (left["table"]["number"], left["party"], left["table_session"], left["orders"]) == (1, 1, None, [])
    assert (there["table"]["number"], there["party"], there["open_orders"]) == (3, 0, 2)
    opened_at = orders[0]["placed_at"]
    assert there["table_session"] == {"id": session, "opened_at": opened_at, "total": 20500, "guests": None}
    assert [one["kind"] for one in there["calls"]] == ["water"]
    assert there["calls"][0]["table"]["number"] == 3
    for before, after in zip(orders[::-1], there["orders"], strict=True):
        told_of = {"table": there["calls"][0]["table"], "placed_at_table": before["table"], "version": 2}
        assert after | {"updated_at": None} == before | told_of | {"updated_at": None, "kitchen": None}
    on_board = await board(bistro)
    assert (on_board[1], on_board[3]) == (left, there)
    (event,) = await told(bistro, "session.moved")
    assert event["from"] == {"table": left["table"], "party": 1}
    assert event["to"] == {"table": there["table"], "party": 0}
    assert event["table_session"] == there["table_session"]
    assert [one | {"kitchen": None} for one in event["orders"]] == there["orders"][::-1]
    assert (await move(bistro, 1, 3, session)).json() == answer.json(), "once is enough"
    assert len(await audited(bistro, "table.moved")) == 1
    again = await bistro.order(1, "냉면", key="sent-from-table-one")
    assert (again.status_code, again.json() | {"kitchen": None}) == (200, there["orders"][1]), (
        "a retry of the old table's tablet"
    )
    assert (await bistro.ask(1, "GET", "/orders")).json()["items"] == []
    assert (await bistro.ask(1, "GET", "/calls")).json()["items"] == []
    assert len((await bistro.ask(3, "GET", "/orders")).json()["items"]) == 2
    assert len((await bistro.ask(3, "GET", "/calls")).json()["items"]) == 1
    assert (await bistro.order(1, party=0)).json()["code"] == "party_changed"
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_two_parties_join_and_part_again(bistro: Restaurant, clock_at: SetClock) -> None:
    clock_at("2026-11-23T12:00:00")
    await board(bistro)
    mine, theirs = await bistro.ordered(1, "냉면"), await bistro.ordered(2)
    ids = mine["table_session_id"], theirs["table_session_id"]
    for table in (2, 1):
        await bistro.ask(table, "POST", "/calls", {"kind": "water"})
        count = {"guests": 3, "table_session_id": ids[table - 1]}
        await bistro.ask("staff", "PATCH", f"/admin/tables/{bistro.tables[table]}/session", count)
    answer = await join(bistro, 1, 2, *ids)
    assert answer.status_code == 200, answer.text
    left, there = answer.json()["from"], answer.json()["to"]
    assert (left["table_session"], left["party"], left["calls"]) == (None, 1, [])
    assert there["table_session"] == {"id": ids[1], "opened_at": theirs["placed_at"], "total": 20500, "guests": 6}
    assert there["party"] == 0
    assert [one["id"] for one in there["orders"]] == [theirs["id"], mine["id"]]
    assert [(one["kind"], one["table"]["number"]) for one in there["calls"]] == [("water", 2)], "the older stays"
    assert (await join(bistro, 1, 2, *ids)).json() == answer.json()
    history = (await bistro.ask("staff", "GET", "/admin/history")).json()["items"]
    assert [(one["id"], one["joined_into"], one["total"], one["orders"]) for one in history] == [(*ids, 0, [])]
    assert (await join(bistro, 2, 1, ids[1], ids[0])).json()["code"] == "no_open_session", "no circle"
    await check(bistro.services, bistro.store_id)
    clock_at("2026-11-23T12:00:59")
    parted = await unjoin(bistro, 1, ids[0])
    assert parted.status_code == 200, parted.text
    assert (parted.json()["to"]["table_session"] == left | {} and False) or parted.json()["to"]["table_session"][
        "id"
    ] == ids[0]
    assert parted.json()["to"]["orders"][0]["version"] == 3
    apart = [parted.json()[end]["table_session"] for end in ("from", "to")]
    assert [(one["total"], one["guests"]) for one in apart] == [(9500, 3), (11000, 3)]
    assert (await unjoin(bistro, 1, ids[0])).json() == parted.json()
    await check(bistro.services, bistro.store_id)
    assert (await join(bistro, 1, 2, *ids)).status_code == 200
    clock_at("2026-11-23T12:01:59")
    assert (await unjoin(bistro, 1, ids[0])).json()["code"] == "too_late"
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_one_order_goes_to_another_party_or_begins_one(bistro: Restaurant) -> None:
    await board(bistro)
    order, other = await bistro.ordered(1, "냉면"), await bistro.ordered(2)
    answer = await move_order(bistro, order, 2)
    assert answer.status_code == 200, answer.text
    moved = answer.json()
    assert (moved["version"], moved["table"]["number"], moved["placed_at_table"]["number"]) == (2, 2, 1)
    assert moved["table_session_id"] == other["table_session_id"]
    assert (await move_order(bistro, order, 2)).json() == moved
    assert (await move_order(bistro, moved, 2)).json()["code"] == "table_occupied"
    stale = (await move_order(bistro, order, 3)).json()
    assert (stale["code"], stale["order"]) == ("stale_version", moved)
    on_board = await board(bistro)
    assert on_board[1]["table_session"]["total"] == 0, "a session whose last order goes stays open"
    assert on_board[2]["table_session"]["total"] == 20500
    begun = (await move_order(bistro, moved, 3)).json()
    assert begun["table_session_id"] not in (order["table_session_id"], other["table_session_id"])
    (first, second) = await told(bistro, "order.moved")
    assert first["order"] | {"kitchen": None} == moved
    assert [first[end]["table_session"]["total"] for end in ("from", "to")] == [0, 20500]
    assert second["to"]["table_session"]["id"] == begun["table_session_id"]
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_a_closing_is_taken_back(bistro: Restaurant, clock_at: SetClock) -> None:
    clock_at("2026-11-23T12:00:00")
    order = await bistro.ordered(1, "냉면")
    session = order["table_session_id"]
    await bistro.close(1, force=True)
    await board(bistro)
    answer = await reopen(bistro, 1, session)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["party"], answer.json()["orders"]) == (1, [order | {"cancelled": None, "kitchen": None}])
    assert (await reopen(bistro, 1, session)).json() == answer.json()
    assert (await board(bistro))[1] == answer.json()
    await check(bistro.services, bistro.store_id)
    await bistro.close(1, force=True)
    await bistro.ordered(1)
    assert (await reopen(bistro, 1, session)).json()["code"] == "table_occupied"
    await bistro.close(1, force=True)
    assert (await reopen(bistro, 1, session)).json()["code"] == "too_late", "not the last"
    await check(bistro.services, bistro.store_id)


async def test_a_closing_is_taken_back_within_ten_minutes(bistro: Restaurant, clock_at: SetClock) -> None:
    clock_at("2026-11-23T12:00:00")
    session = (await bistro.ordered(1))["table_session_id"]
    await bistro.close(1, force=True)
    clock_at("2026-11-23T12:10:00")
    assert (await reopen(bistro, 1, session)).json()["code"] == "too_late"
