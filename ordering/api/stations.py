"""The stations of the kitchen, as managers arrange them."""

from typing import Any

from litestar import Controller, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from ordering.http import callers
from ordering.http.callers import StaffRequest
from ordering.http.openapi import answers
from ordering.http.paging import Items, PathId
from ordering.kitchen import actions, pairing, queries
from ordering.kitchen.pairing import PairingCode
from ordering.kitchen.refusals import ExpoTaken, NameTaken, StationInUse
from ordering.kitchen.shapes import NewStation, StationOut, StationPatch
from ordering.menu.shapes import Arrangement
from ordering.orders import leaving_stations


class KitchenStations(Controller):
    path = "/stations"
    tags = ["Kitchen"]

    @get(summary="The stations, in order")
    async def listed(self, staff: NamedDependency[StaffRequest]) -> Items[StationOut]:
        """All of them; a new store has none. The first of kind `prep` makes what names no other station."""
        return Items(await staff.read(queries.stations))

    @post(guards=[callers.managers], responses=answers(NameTaken, ExpoTaken), summary="Add a station")
    async def add(self, data: JSONBody[NewStation], staff: NamedDependency[StaffRequest]) -> StationOut:
        """As the last one. 409 `name_taken`; `expo_taken` for a second of kind `expo`."""
        return await staff.run(actions.add_station, data)

    @patch(
        "/{station_id:int}",
        guards=[callers.managers],
        responses=answers(NameTaken, ExpoTaken, StationInUse),
        summary="Change a station",
    )
    async def change(
        self, station_id: PathId, data: JSONBody[StationPatch], staff: NamedDependency[StaffRequest]
    ) -> StationOut:
        """Made an `expo`, it makes no dish any more: no item and no category names it then. 409 as for adding."""
        return await staff.run(leaving_stations.change_station, station_id, data)

    @delete(
        "/{station_id:int}",
        guards=[callers.managers],
        responses=answers(StationInUse),
        summary="Delete a station",
    )
    async def archive(self, station_id: PathId, staff: NamedDependency[StaffRequest]) -> None:
        """Its open tickets go to the first `prep` station; 409 `station_in_use` where there is no other. With the
        `expo` goes whoever says that orders are carried: those whose tickets are all done are completed. `station_id`
        is `null` again where it was named, and the station's screens are unpaired.
        """
        await staff.run(leaving_stations.archive_station, station_id)

    @post("/{station_id:int}/pairing-code", guards=[callers.managers], summary="Make a code that pairs a screen")
    async def code(self, station_id: PathId, staff: NamedDependency[StaffRequest]) -> PairingCode:
        """Six digits for one screen, good for ten minutes; the last one is dead. See `POST /auth/station`."""
        return await staff.run(pairing.make_code, station_id, staff.services.authenticator.station_codes)

    @put("/order", guards=[callers.managers], summary="Reorder the stations")
    async def reorder(self, data: JSONBody[Arrangement], staff: NamedDependency[StaffRequest]) -> Items[StationOut]:
        """`ids` is the whole new order: every station exactly once, else 400 and nothing moves."""
        return Items(await staff.run(actions.reorder_stations, data))


STAFF_ROUTES: list[Any] = [KitchenStations]
