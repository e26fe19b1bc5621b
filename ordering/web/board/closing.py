"""Closing a table from the board: the party leaves."""

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency

from ordering.errors import UnfinishedOrders
from ordering.http.paging import PathId
from ordering.orders import actions, queries
from ordering.orders.shapes import Closing
from ordering.web.board.page import show_changes
from ordering.web.kit import htmx
from ordering.web.kit.formats import price
from ordering.web.kit.forms import read_form
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import HOME

UNDO_SECONDS = 10


@post("/tables/{table_id:int}/closing", status_code=200)
async def close_table(table_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """이용 완료. With orders that are not served it asks again, naming them."""
    closing = (await read_form(screen.request)).read(Closing)
    try:
        closed = await screen.run(actions.close, table_id, closing)
    except UnfinishedOrders as refusal:
        if not screen.view.fragment:
            raise
        asked = await screen.read(queries.unserved, table_id, refusal.facts["orders"])
        return screen.show("board/_unfinished.html", status=409, asked=asked)
    if not screen.view.fragment:
        return redirect(HOME)
    total = price(screen.view, closed.total)
    said = screen.say("Table %(number)s is closed: %(total)s.", number=closed.table.number, total=total)
    back = {"table_session_id": closed.id}
    undo = htmx.Undo("reopen", f"/admin/tables/{table_id}/reopening", back, UNDO_SECONDS)
    return await show_changes(screen, table_id, headers=htmx.toast(said, undo=undo, closed={"table": table_id}))


ROUTES: list[Any] = [close_table]
