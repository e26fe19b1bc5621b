"""Rows to be looked at, changed and deleted, a new one each time."""

import itertools
import secrets

from sqlalchemy.ext.asyncio import AsyncSession

from tests.world import PASSWORD, Restaurant, pair

NUMBERS = itertools.count(100)


async def a_table(here: Restaurant) -> int:
    new = {"number": next(NUMBERS), "password": "1234"}
    made = await here.ask("owner", "POST", "/admin/tables", new)
    assert made.status_code == 201, made.text
    table_id: int = made.json()["id"]
    return table_id


async def a_device(here: Restaurant) -> int:
    """Another tablet at table 1."""

    async def paired(session: AsyncSession) -> int:
        return (await pair(session, here, 1)).device_id

    return await here.services.work.run(paired)


async def a_person(here: Restaurant, role: str = "staff", username: str | None = None) -> int:
    new = {"username": username or f"person-{secrets.token_hex(4)}", "password": PASSWORD, "role": role}
    made = await here.ask("owner", "POST", "/admin/staff", new)
    assert made.status_code == 201, made.text
    staff_id: int = made.json()["id"]
    return staff_id


async def an_order(here: Restaurant) -> int:
    order_id: int = (await here.ordered(1))["id"]
    return order_id


async def a_call(here: Restaurant) -> int:
    """Of table 1, where nothing waits any more."""
    for waiting in (await here.ask("staff", "GET", "/admin/calls")).json()["items"]:
        await here.ask(1, "DELETE", f"/calls/{waiting['id']}")
    call_id: int = (await here.ask(1, "POST", "/calls", {"kind": "water"})).json()["id"]
    return call_id


async def a_party(here: Restaurant) -> int:
    """At table 1, whose id it is."""
    await here.ordered(1)
    return here.tables[1]
