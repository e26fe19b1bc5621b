"""The doors of the kitchen's stations and tickets, with the rows that they are about."""

import itertools
from typing import Any

from tests.doors import (
    ADMIN,
    MARK,
    V1,
    Door,
    a_closing_hub,
    an_item,
    an_order,
    listed,
    made,
    the_cheese,
    to_all,
    to_kitchen,
    to_managers,
    to_staff,
)
from tests.world import Restaurant

NUMBERS = itertools.count(1)


async def a_station(here: Restaurant) -> int:
    return await made(here, "/admin/stations", {"name": f"{MARK} {next(NUMBERS)}"})


def new_station(_: Restaurant, __: int) -> Any:
    return {"name": f"주방 {next(NUMBERS)}"}


async def all_stations(here: Restaurant, _: int) -> Any:
    return {"ids": [one["id"] for one in reversed(await listed(here, "stations"))]}


async def a_code(here: Restaurant, _: int) -> Any:
    answer = await here.ask("manager", "POST", f"/admin/stations/{await a_station(here)}/pairing-code")
    return {"store": here.slug, "code": answer.json()["code"]}


async def a_screen(here: Restaurant, _: int) -> Any:
    """Of a station: the token that it keeps."""
    answer = await here.ask(None, "POST", "/auth/station", await a_code(here, 0))
    return {"device_token": answer.json()["device_token"]}


async def a_cooked_order(here: Restaurant) -> int:
    """That a station was told of."""
    order = await an_order(here)
    assert (await here.ask("staff", "GET", f"/admin/orders/{order}")).json()["kitchen"] is not None
    return order


async def a_ticket(here: Restaurant) -> int:
    """Of the screen's station, whichever makes other dishes by now."""
    await made_at_the_screen(here, here.items["김치찌개"])
    return await a_cooked_order(here) * 100 + 1


async def a_dish_of_the_screen(here: Restaurant) -> int:
    return await made_at_the_screen(here, await an_item(here))


async def a_choice_of_the_screen(here: Restaurant) -> int:
    """An option of a dish."""
    cheese = await the_cheese(here)
    [dish] = [
        item["id"]
        for item in await listed(here, "items")
        if cheese in [option["id"] for group in item["option_groups"] for option in group["options"]]
    ]
    await made_at_the_screen(here, dish)
    return cheese


async def made_at_the_screen(here: Restaurant, item: int) -> int:
    """An item, whichever station makes the others by now."""
    station = {"station_id": here.screens["주방"].station_id}
    assert (await here.ask("manager", "PATCH", f"/admin/items/{item}", station)).status_code == 200
    return item


def bumped(_: Restaurant, __: int) -> Any:
    return {"status": "done", "version": 1}


def carried(_: Restaurant, __: int) -> Any:
    return {"status": "completed", "version": 1}


def named(_: Restaurant, ticket: int) -> Any:
    return {"ids": [ticket]}


STATION_DOORS: dict[tuple[str, str], Door] = {
    ("GET", f"{ADMIN}/stations"): to_staff(200, rival=200),
    ("POST", f"{ADMIN}/stations"): to_managers(201, None, new_station, rival=201),
    ("PATCH", f"{ADMIN}/stations/{{station_id}}"): to_managers(200, a_station, new_station),
    ("DELETE", f"{ADMIN}/stations/{{station_id}}"): to_managers(204, a_station),
    ("POST", f"{ADMIN}/stations/{{station_id}}/pairing-code"): to_managers(201, a_station),
    ("POST", f"{V1}/auth/station"): to_all(200, a_code),
    ("POST", f"{V1}/auth/station/refresh"): to_all(200, a_screen),
    ("GET", f"{V1}/kitchen/tickets"): to_kitchen(200, rival=200),
    ("PATCH", f"{V1}/kitchen/tickets/{{ticket_id}}"): to_kitchen(200, a_ticket, bumped),
    ("PUT", f"{V1}/kitchen/tickets/{{ticket_id}}/lines/{{line_id}}/done"): to_kitchen(200, a_ticket),
    ("DELETE", f"{V1}/kitchen/tickets/{{ticket_id}}/lines/{{line_id}}/done"): to_kitchen(200, a_ticket),
    ("POST", f"{V1}/kitchen/tickets/{{ticket_id}}/acknowledgement"): to_kitchen(200, a_ticket),
    ("POST", f"{V1}/kitchen/tickets/seen"): to_kitchen(200, a_ticket, named, rival=200),
    ("PATCH", f"{V1}/kitchen/orders/{{order_id}}"): Door(
        {**to_kitchen(200).answers, "station": 403}, a_cooked_order, carried
    ),
    ("GET", f"{V1}/kitchen/events"): to_kitchen(200, a_closing_hub, rival=200),
    ("PUT", f"{V1}/kitchen/items/{{item_id}}/sold-out"): to_kitchen(200, a_dish_of_the_screen),
    ("DELETE", f"{V1}/kitchen/items/{{item_id}}/sold-out"): to_kitchen(200, a_dish_of_the_screen),
    ("PUT", f"{V1}/kitchen/options/{{option_id}}/sold-out"): to_kitchen(200, a_choice_of_the_screen),
    ("DELETE", f"{V1}/kitchen/options/{{option_id}}/sold-out"): to_kitchen(200, a_choice_of_the_screen),
    ("GET", f"{V1}/kitchen/all-day"): to_kitchen(200, rival=200),
    ("PUT", f"{ADMIN}/stations/order"): to_managers(200, a_station, all_stations, rival=400),
}
