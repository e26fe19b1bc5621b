"""A page that a tablet has open since before an upgrade: it shows the truth about parties that move, unknown to it.

It asks as its scripts did, in a browser and without a word of its build, and follows `order.placed`, `order.changed`,
`session.opened`, `session.closed`, `menu.changed` and `reset`, after which it reads everything anew. Everything else it
passes over.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.orders.test_parties import join, move, move_order, reopen, unjoin
from tests.streams.reader import Reader, Served
from tests.world import Restaurant

pytestmark = pytest.mark.every_database
BROWSER = "Mozilla/5.0 (Linux; Android 9; SM-T510) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/100.0 Safari/537.36"


@asynccontextmanager
async def page(
    served: Served, table: int, cursor: int | None = None, own: Mapping[str, str] | None = None
) -> AsyncIterator[Reader]:
    """Follows a table's stream from where its reading of the orders left off."""
    bistro = served.bistro
    if cursor is None:
        cursor = (await orders(bistro, table))["cursor"]
    asks = {"Accept": "text/event-stream", "User-Agent": BROWSER, "Last-Event-ID": str(cursor), **(own or {})}
    headers = {"Authorization": f"Bearer {bistro.token(table)}", **asks}
    request = served.client.build_request("GET", "/api/v1/events", headers=headers)
    reader = Reader(await served.client.send(request, stream=True))
    assert reader.response.status_code == 200
    reader.start()
    try:
        yield reader
    finally:
        await reader.close()


async def orders(here: Restaurant, table: int) -> dict[str, Any]:
    """What it reads after a `reset`, with all that it looks at."""
    told = (await here.ask(table, "GET", "/orders")).json()
    assert told.keys() >= {"cursor", "party", "table_session", "items"}
    me = (await here.ask(table, "GET", "/me")).json()
    assert me.keys() >= {"table", "store"}
    known = {"id", "version", "table_session_id", "status", "total", "placed_by", "lines"}
    assert all(order.keys() >= known for order in told["items"])
    shown: dict[str, Any] = told
    return shown


async def is_told_to_read_anew(reader: Reader, after: str) -> None:
    """Right behind the event that it does not know."""
    types = [one.type for one in await reader.until(2)]
    assert types[:2] == [after, "reset"]
    assert reader.cursor == str(reader.events[1].data["cursor"]), "and goes on from there"
    assert reader.events[0].seq == reader.events[1].seq


async def test_both_tables_of_a_move_are_read_anew(served: Served) -> None:
    here = served.bistro
    order = await here.ordered(1)
    async with page(served, 1) as left, page(served, 2) as there:
        assert (await move(here, 1, 2, order["table_session_id"])).status_code == 200
        await is_told_to_read_anew(left, "session.moved")
        await is_told_to_read_anew(there, "session.moved")
    gone = await orders(here, 1)
    assert (gone["party"], gone["items"], gone["table_session"]) == (1, [], None), "so it meets the next party"
    assert [one["id"] for one in (await orders(here, 2))["items"]] == [order["id"]]


async def test_a_join_its_undoing_a_closing_taken_back_and_one_order_are_read_anew(served: Served) -> None:
    here = served.bistro
    one, other = await here.ordered(1), await here.ordered(2)
    sessions = one["table_session_id"], other["table_session_id"]
    async with page(served, 2) as joint:
        assert (await join(here, 1, 2, *sessions)).status_code == 200
        await is_told_to_read_anew(joint, "session.joined")
    async with page(served, 2) as joint:
        assert (await unjoin(here, 1, sessions[0])).status_code == 200
        await is_told_to_read_anew(joint, "session.unjoined")
    await here.close(2, force=True)
    async with page(served, 2) as closed:
        assert (await reopen(here, 2, sessions[1])).status_code == 200
        await is_told_to_read_anew(closed, "session.reopened")
    async with page(served, 3) as there:
        assert (await move_order(here, other, 3)).status_code == 200
        types = [one.type for one in await there.until(3)]
        assert types == ["session.opened", "order.moved", "reset"]


async def test_what_it_missed_is_not_replayed_to_it_but_read_anew(served: Served) -> None:
    here = served.bistro
    cursor, order = (await orders(here, 2))["cursor"], await here.ordered(1)
    await move(here, 1, 2, order["table_session_id"])
    async with page(served, 2, cursor) as there:
        [first] = await there.until(1)
        assert (first.type, first.data["cursor"]) == ("reset", (await orders(here, 2))["cursor"])
        more = await here.ordered(2)
        assert [one.data["order"]["id"] for one in (await there.until(2))[1:]] == [more["id"]]


async def test_a_page_of_this_build_and_other_clients_are_told_what_happened_alone(served: Served) -> None:
    here = served.bistro
    order = await here.ordered(1)
    own, other = {"Page-Build": here.app.app.state.build}, {"User-Agent": "till/1"}
    served.client.headers["User-Agent"] = BROWSER
    staff = await served.listen("staff")
    async with page(served, 2, own=own) as ours, page(served, 2, own=other) as till:
        await move(here, 1, 2, order["table_session_id"])
        more = await here.ordered(2)
        for reader in (ours, till):
            assert [one.type for one in await reader.until(2)] == ["session.moved", "order.placed"]
            assert reader.events[1].data["order"]["id"] == more["id"]
    assert "reset" not in [one.type for one in await staff.until(2)]
