"""The doors of the kitchen's stations and tickets, with the rows that they are about."""

import itertools
from typing import Any

from tests.doors import ADMIN, MARK, V1, Door, listed, made, to_all, to_kitchen, to_managers, to_staff
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


STATION_DOORS: dict[tuple[str, str], Door] = {
    ("GET", f"{ADMIN}/stations"): to_staff(200, rival=200),
    ("POST", f"{ADMIN}/stations"): to_managers(201, None, new_station, rival=201),
    ("PATCH", f"{ADMIN}/stations/{{station_id}}"): to_managers(200, a_station, new_station),
    ("DELETE", f"{ADMIN}/stations/{{station_id}}"): to_managers(204, a_station),
    ("POST", f"{ADMIN}/stations/{{station_id}}/pairing-code"): to_managers(201, a_station),
    ("POST", f"{V1}/auth/station"): to_all(200, a_code),
    ("POST", f"{V1}/auth/station/refresh"): to_all(200, a_screen),
    ("GET", f"{V1}/kitchen/tickets"): to_kitchen(200, rival=200),
    ("PUT", f"{ADMIN}/stations/order"): to_managers(200, a_station, all_stations, rival=400),
}
