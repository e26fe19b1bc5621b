"""The paired tablets: when each was last seen, and unpairing."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from ordering.database.work import Work
from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.security.callers import StaffCaller
from ordering.tables import pairing, queries
from ordering.web.kit.callers import staff
from ordering.web.kit.render import Pages, redirect
from ordering.web.kit.view import View
from ordering.web.tables.page import by_area

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
        devices = await work.read(queries.devices_by_table, caller)
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
        table_id = await work.run(pairing.unpair, caller, device_id)
        if not view.fragment:
            return redirect(HOME)
        toast = view.gettext("The tablet is unpaired.")
        devices = await work.read(queries.devices_by_table, caller)
        if request.headers.get("hx-target") == "devices":
            return pages.answer("tables/_devices.html", view=view, devices=devices, toast=toast)
        found = await work.read(queries.tables_with_devices, caller)
        here = [one for one in devices if one.table.id == table_id]
        return pages.answer(
            "tables/_unpaired.html", view=view, devices=here, areas=by_area(found), count=len(found), toast=toast
        )
