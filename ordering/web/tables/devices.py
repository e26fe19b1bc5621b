"""The paired tablets: when each was last seen, and unpairing."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.tables import pairing, queries
from ordering.web.kit.screen import Screen
from ordering.web.tables.page import by_area

HOME = "/admin/tables/devices"


class DevicePages(Controller):
    path = "/tables/devices"

    @get()
    async def page(self, screen: NamedDependency[Screen]) -> Response[str]:
        return screen.show("tables/devices.html", devices=await screen.read(queries.devices_by_table))

    @post("/{device_id:int}/unpairing", guards=[managers])
    async def unpair(self, device_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        """Asked for on the tablets' page or in a table's drawer: each is shown again as it is now."""
        table_id = await screen.run(pairing.unpair, device_id)
        toast = screen.say("The tablet is unpaired.")
        devices = await screen.read(queries.devices_by_table)
        if screen.request.headers.get("hx-target") == "devices":
            return screen.done("tables/_devices.html", page=HOME, toast=toast, devices=devices)
        found = await screen.read(queries.tables_with_devices)
        here = [one for one in devices if one.table.id == table_id]
        return screen.done(
            "tables/_unpaired.html", page=HOME, toast=toast, devices=here, areas=by_area(found), count=len(found)
        )
