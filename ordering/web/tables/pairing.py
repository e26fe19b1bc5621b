"""When tablets can be paired, and letting them: for every member of staff, on the tables' page."""

from datetime import datetime
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.database.work import Work
from ordering.security.callers import StaffCaller
from ordering.stores import actions
from ordering.stores import model as stores
from ordering.stores.repository import Stores
from ordering.web.kit.callers import staff
from ordering.web.kit.render import Pages, redirect
from ordering.web.kit.view import View


class Pairing(Struct, frozen=True):
    """``open_until`` is None while tablets wait for somebody to let them."""

    only_when_opened: bool
    open_until: datetime | None


async def pairing(session: AsyncSession, store_id: int) -> Pairing:
    store = await Stores(session).of(store_id)
    until = store.pairing_open_until
    return Pairing(store.pairing == stores.Pairing.OPENED, until if until and until > clock.now() else None)


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
    now = await work.read(pairing, caller.store_id)
    return pages.answer("tables/_pairing.html", view=view, pairing=now, toast=toast)
