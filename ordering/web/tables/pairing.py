"""When tablets can be paired, and letting them: for every member of staff, on the tables' page."""

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency

from ordering.database.work import Work
from ordering.security.callers import StaffCaller
from ordering.stores import actions, queries
from ordering.web.kit.callers import staff
from ordering.web.kit.render import Pages, redirect
from ordering.web.kit.view import View


@post("/tables/pairing", guards=[staff])
async def open_pairing(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[Any]:
    await work.run(actions.open_pairing, caller)
    if not view.fragment:
        return redirect("/admin/tables")
    toast = view.gettext("Tablets can be paired for 15 minutes.")
    now = await work.read(queries.pairing, caller)
    return pages.answer("tables/_pairing.html", view=view, pairing=now, toast=toast)
