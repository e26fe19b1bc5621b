"""The paired tablets: when each was last seen, and unpairing."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.printing import agents
from ordering.tables import queries
from ordering.web.kit.screen import Screen
from ordering.web.tables.page import grid

HOME = "/admin/tables/devices"


class DevicePages(Controller):
    path = "/tables/devices"

    @get()
    async def page(self, screen: NamedDependency[Screen]) -> Response[str]:
        return screen.show("tables/devices.html", **await _devices(screen))

    @post("/{device_id:int}/unpairing", guards=[managers])
    async def unpair(self, device_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        """Asked for on the tablets' page or in a table's drawer: each is shown again as it is now."""
        table_id = await screen.run(agents.unpair, device_id)
        toast = screen.say("The tablet is unpaired.")
        if table_id is None or screen.request.headers.get("hx-target") == "devices":
            return await screen.done("tables/_devices.html", _devices, page=HOME, toast=toast)

        async def unpaired(screen: Screen) -> dict[str, Any]:
            left = (await screen.read(queries.table_with_devices, table_id)).devices
            return {"devices": left, **await grid(screen)}

        return await screen.done("tables/_unpaired.html", unpaired, page=HOME, toast=toast)


async def _devices(screen: Screen) -> dict[str, Any]:
    return {"devices": await screen.read(queries.tablets_by_table)}


ROUTES: list[Any] = [DevicePages]
