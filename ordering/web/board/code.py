"""The code by which a party's phones come in: in the drawer of the board, and as a slip to be printed."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from markupsafe import Markup

from ordering.http.origins import address_of_code
from ordering.http.paging import PathId
from ordering.http.qr import drawing_of
from ordering.tables import queries, visits
from ordering.web.kit import htmx
from ordering.web.kit.languages import Language
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen

DRAWER = "board/_code.html"


@get("/tables/{table_id:int}/code")
async def code_page(table_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
    return await _show(screen, table_id, await visits.shown_code(screen.work, screen.caller, table_id))


@post("/tables/{table_id:int}/code", status_code=200)
async def renew_code(table_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """Another code: phones that are in stay."""
    renewed = await screen.run(visits.renew_code, table_id)
    if not screen.view.fragment:
        return redirect(f"/admin/tables/{table_id}/code")
    return await _show(screen, table_id, renewed, htmx.toast(screen.say("The old code lets nobody in any more.")))


async def _show(screen: Screen, table_id: int, code: str, headers: htmx.Headers | None = None) -> Response[str]:
    table = await screen.read(queries.table, table_id)
    stores = msgspec.structs.replace(screen.view, language=Language(screen.store.locale))  # guests read the slip
    drawn = drawing_of(address_of_code(screen.request, code))
    slip = Markup(screen.pages.text("board/_code_slip.html", view=stores, table=table, drawn=drawn))  # noqa: S704 - ours
    return screen.show(DRAWER, page="board/code.html", headers=headers, table=table, slip=slip)


ROUTES: list[Any] = [code_page, renew_code]
