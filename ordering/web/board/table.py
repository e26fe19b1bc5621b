"""A table in the drawer of the board: what its party has had, its bill, and a dish that turns out to be sold out."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from ordering.http.paging import PathId
from ordering.menu import actions as menu
from ordering.menu.shapes import Mark
from ordering.orders import queries
from ordering.web.board.page import show_board
from ordering.web.kit import htmx
from ordering.web.kit.forms import read_form
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import HOME


@get("/tables/{table_id:int}/orders")
async def table_drawer(table_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
    """In the drawer; or the whole board with it opened."""
    detail = await screen.read(queries.table_detail, table_id)
    if screen.view.fragment:
        return screen.show("board/_table.html", detail=detail)
    return await show_board(screen, drawer="board/_table.html", detail=detail)


@get("/tables/{table_id:int}/bill")
async def bill_page(table_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
    """To be shown and printed. Raises ``NotFound`` where nobody sits."""
    return screen.show("board/bill.html", bill=await screen.read(queries.bill, table_id))


@post("/board/items/{item_id:int}/sold-out", status_code=200)
async def mark_item(item_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """Where somebody sees that it is: the note takes it back. Repeatable."""
    mark = (await read_form(screen.request)).read(Mark)
    item = await screen.run(menu.mark_item, item_id, sold_out=mark.sold_out)
    if not screen.view.fragment:
        return redirect(HOME)
    message = "%(name)s is sold out." if mark.sold_out else "%(name)s is back."
    back = {"sold_out": "false" if mark.sold_out else "true"}
    undo = htmx.Undo("sold-out", f"/admin/board/items/{item_id}/sold-out", back)
    marked = {"item": item.id, "sold_out": item.sold_out}
    return screen.nothing(htmx.toast(screen.say(message, name=item.name), undo=undo, marked=marked))


ROUTES: list[Any] = [table_drawer, bill_page, mark_item]
