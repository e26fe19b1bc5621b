"""The paired tablets: when each was last seen, and unpairing."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.work import Work
from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.security.callers import StaffCaller
from ordering.tables import pairing
from ordering.tables.repository import Devices
from ordering.tables.shapes import DeviceOut
from ordering.web.kit.callers import staff
from ordering.web.kit.render import Pages, redirect
from ordering.web.kit.view import View
from ordering.web.tables.page import by_area, places

HOME = "/admin/tables/devices"


class DevicePages(Controller):
    path = "/tables/devices"
    guards = [staff]  # noqa: RUF012

    @get()
    async def page(
        self,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[str]:
        devices = await work.read(_devices, caller.store_id)
        return pages.answer("tables/devices.html", view=view, devices=devices)

    @post("/{device_id:int}/unpairing", guards=[managers])
    async def unpair(
        self,
        device_id: PathId,
        request: Request[Any, Any, Any],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        """Asked for on the tablets' page or in a table's drawer: each is shown again as it is now."""
        table_id = await work.run(_unpair, caller, device_id)
        if not view.fragment:
            return redirect(HOME)
        toast = view.gettext("The tablet is unpaired.")
        devices = await work.read(_devices, caller.store_id)
        if request.headers.get("hx-target") == "devices":
            return pages.answer("tables/_devices.html", view=view, devices=devices, toast=toast)
        found = await work.read(places, caller)
        here = [one for one in devices if one.table.id == table_id]
        return pages.answer(
            "tables/_unpaired.html", view=view, devices=here, areas=by_area(found), count=len(found), toast=toast
        )


async def _devices(session: AsyncSession, store_id: int) -> list[DeviceOut]:
    """By table; of one table the one seen last first."""
    found = [DeviceOut.of(one) for one in await Devices(session).paired(store_id)]
    return sorted(found, key=lambda one: (one.table.number, -one.last_seen_at.timestamp()))


async def _unpair(session: AsyncSession, caller: StaffCaller, device_id: int) -> int:
    device = await Devices(session).of(caller.store_id, device_id)
    await pairing.unpair(session, caller, device_id)
    return device.table_id
