"""The doors of the kitchen's stations, with the rows that they are about."""

import itertools
from typing import Any

from tests.doors import ADMIN, MARK, Door, listed, made, to_managers, to_staff
from tests.world import Restaurant

NUMBERS = itertools.count(1)


async def a_station(here: Restaurant) -> int:
    return await made(here, "/admin/stations", {"name": f"{MARK} {next(NUMBERS)}"})


def new_station(_: Restaurant, __: int) -> Any:
    return {"name": f"주방 {next(NUMBERS)}"}


async def all_stations(here: Restaurant, _: int) -> Any:
    return {"ids": [one["id"] for one in reversed(await listed(here, "stations"))]}


STATION_DOORS: dict[tuple[str, str], Door] = {
    ("GET", f"{ADMIN}/stations"): to_staff(200, rival=200),
    ("POST", f"{ADMIN}/stations"): to_managers(201, None, new_station, rival=201),
    ("PATCH", f"{ADMIN}/stations/{{station_id}}"): to_managers(200, a_station, new_station),
    ("DELETE", f"{ADMIN}/stations/{{station_id}}"): to_managers(204, a_station),
    ("PUT", f"{ADMIN}/stations/order"): to_managers(200, a_station, all_stations, rival=400),
}
