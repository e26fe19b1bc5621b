"""A phone's stream: of its party alone, gone within seconds when that leaves, and wherever that moves."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.streams.reader import Served
from tests.twin import another_process
from tests.world import Restaurant


async def _close(here: Restaurant, _: dict[str, Any]) -> None:
    assert (await here.close(1, force=True)).status_code == 200


async def _switch_off(here: Restaurant, _: dict[str, Any]) -> None:
    assert (await here.ask("manager", "PATCH", "/admin/store", {"phones": False})).status_code == 200


async def _join_another(here: Restaurant, order: dict[str, Any]) -> None:
    other = await here.ordered(2)
    body = {
        "into_table_id": here.tables[2],
        "table_session_id": order["table_session_id"],
        "into_session_id": other["table_session_id"],
    }
    assert (await here.ask("staff", "POST", f"/admin/tables/{here.tables[1]}/join", body)).status_code == 200


ENDS: dict[str, Callable[[Restaurant, dict[str, Any]], Awaitable[None]]] = {
    "closing": _close,
    "phones off": _switch_off,
    "joining": _join_another,
}


@pytest.mark.every_database
@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "in another process"])
@pytest.mark.parametrize("end", ENDS)
async def test_a_phones_stream_is_dead_within_seconds_of_its_visits_end(
    served: Served, end: str, elsewhere: bool
) -> None:
    bistro = served.bistro
    await bistro.open_to_phones()
    phone, order = await bistro.let_in(1), await bistro.ordered(1)
    gone, stays = await served.listen(phone), await served.listen(1)
    async with another_process(bistro) as twin:
        await ENDS[end](twin if elsewhere else bistro, order)
        await gone.until_ended()
    assert not stays.ended, "the tablet stays"
    answer = await bistro.ask(phone, "GET", "/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "visit_over")


@pytest.mark.every_database
async def test_a_phone_that_waited_hears_nothing_of_a_party_that_comes(served: Served) -> None:
    """Told by another process, before this one has found out whose visit is over."""
    bistro = served.bistro
    await bistro.open_to_phones()
    waiting, order = await bistro.let_in(2), await bistro.ordered(1)
    reader = await served.listen(waiting)
    assert (await bistro.ask(waiting, "GET", "/orders")).status_code == 200, "it is trusted for two seconds from now"
    body = {"to_table_id": bistro.tables[2], "table_session_id": order["table_session_id"]}
    async with another_process(bistro) as twin:
        moved = await twin.ask("staff", "POST", f"/admin/tables/{bistro.tables[1]}/move", body)
        assert moved.status_code == 200, moved.text
        await bistro.ordered(2)
        await reader.until_ended()
    assert {one.type for one in reader.events} <= {"visit.changed"}


@pytest.mark.every_database
async def test_a_phone_hears_nothing_of_the_party_after_its_own(served: Served) -> None:
    bistro = served.bistro
    await bistro.open_to_phones()
    phone = await bistro.let_in(1)
    await bistro.ordered(phone)
    reader = await served.listen(phone)
    async with another_process(bistro) as twin:
        assert (await twin.close(1, force=True)).status_code == 200
        await bistro.ordered(1, "냉면")
        await reader.until_ended()
    assert [one.type for one in reader.events] in ([], ["session.closed"])


async def test_a_phone_hears_of_its_own_party_and_goes_on_where_that_moves(served: Served) -> None:
    bistro = served.bistro
    await bistro.open_to_phones()
    phone = await bistro.let_in(1)
    reader = await served.listen(phone, cursor=(await bistro.ask(phone, "GET", "/orders")).json()["cursor"])
    await bistro.ordered(2, "냉면")
    order = await bistro.ordered(1)
    await reader.until(2)
    assert [one.type for one in reader.events] == ["session.opened", "order.placed"]
    assert reader.events[1].data["order"]["id"] == order["id"], "not what table 2 has ordered"
    body = {"to_table_id": bistro.tables[3], "table_session_id": order["table_session_id"]}
    moved = await bistro.ask("staff", "POST", f"/admin/tables/{bistro.tables[1]}/move", body)
    assert moved.status_code == 200, moved.text
    await reader.until_ended()
    await bistro.ordered(1, "냉면")
    more = await bistro.ordered(phone)
    again = await served.listen(phone, cursor=reader.cursor)
    heard = [one for one in [*reader.events, *await again.until(1)] if one.type == "session.moved"]
    assert heard, "the move itself, before or after"
    orders = [one.data["order"]["id"] for one in again.events if one.type == "order.placed"]
    assert orders in ([], [more["id"]]), "never the next party's at the old table"


@pytest.mark.every_database
async def test_a_stream_that_is_opened_right_after_a_move_elsewhere_is_of_its_own_party(served: Served) -> None:
    """Here it is still thought to sit where it sat."""
    bistro = served.bistro
    await bistro.open_to_phones()
    phone, order = await bistro.let_in(1), await bistro.ordered(1)
    assert (await bistro.ask(phone, "GET", "/menu")).status_code == 200
    async with another_process(bistro) as twin:
        body = {"to_table_id": bistro.tables[2], "table_session_id": order["table_session_id"]}
        assert (await twin.ask("staff", "POST", f"/admin/tables/{bistro.tables[1]}/move", body)).status_code == 200
        stream = await served.listen(phone)
        await twin.ordered(1)
        later = await twin.ordered(2)
        placed = [one.data["order"]["id"] for one in await stream.until(1) if one.type == "order.placed"]
        assert placed == [later["id"]]
