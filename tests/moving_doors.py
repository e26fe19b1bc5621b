"""The doors of what moves parties and orders, with the rows that they are about."""

from typing import Any

from tests.doors import ADMIN, Door, a_party, a_table, an_order, to_staff
from tests.world import Restaurant


async def a_joined_party(here: Restaurant) -> int:
    """The table that a party has just left for another one's."""
    table, other = await a_party(here), await a_party(here)
    wanted = {
        "into_table_id": other,
        "table_session_id": await the_session(here, table),
        "into_session_id": await the_session(here, other),
    }
    joined = await here.ask("staff", "POST", f"/admin/tables/{table}/join", wanted)
    assert joined.status_code == 200, joined.text
    return table


async def a_party_that_left(here: Restaurant) -> int:
    """The table that it has just left."""
    table = await a_party(here)
    assert (await here.ask("staff", "POST", f"/admin/tables/{table}/closing", {"force": True})).status_code == 200
    return table


async def the_session(here: Restaurant, table: int) -> int:
    """Of who sits at a table."""
    bill = await here.ask("staff", "GET", f"/admin/tables/{table}/bill")
    return int(bill.json()["table_session"]["id"])


async def to_a_free_table(here: Restaurant, table: int) -> Any:
    return {"to_table_id": await a_table(here), "table_session_id": await the_session(here, table)}


async def to_another_party(here: Restaurant, table: int) -> Any:
    other = await a_party(here)
    named = {"table_session_id": await the_session(here, table), "into_session_id": await the_session(here, other)}
    return {"into_table_id": other, **named}


async def who_left_last(here: Restaurant, table: int) -> Any:
    past = (await here.ask("staff", "GET", f"/admin/tables/{table}/history")).json()["items"]
    return {"table_session_id": past[0]["id"]}


async def an_order_to_a_free_table(here: Restaurant, _: int) -> Any:
    return {"to_table_id": await a_table(here), "version": 1}


MOVING_DOORS: dict[tuple[str, str], Door] = {
    ("POST", f"{ADMIN}/tables/{{table_id}}/move"): to_staff(200, a_party, to_a_free_table),
    ("POST", f"{ADMIN}/tables/{{table_id}}/join"): to_staff(200, a_party, to_another_party),
    ("POST", f"{ADMIN}/tables/{{table_id}}/unjoin"): to_staff(200, a_joined_party, who_left_last),
    ("POST", f"{ADMIN}/tables/{{table_id}}/reopening"): to_staff(200, a_party_that_left, who_left_last),
    ("POST", f"{ADMIN}/orders/{{order_id}}/move"): to_staff(200, an_order, an_order_to_a_free_table),
}
