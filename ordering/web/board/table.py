"""A table in the drawer of the board: what its party has had, its bill, and a dish that turns out to be sold out."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from ordering.errors import NotFound
from ordering.http.paging import PathId
from ordering.menu import actions as menu
from ordering.menu.shapes import Mark
from ordering.orders import queries
from ordering.tables import actions as tables
from ordering.tables.shapes import GuestCount
from ordering.web.board.page import show_board, show_changes
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
    """To be shown, divided and printed. Raises ``NotFound`` where nobody sits."""
    bill = await screen.read(queries.bill, table_id)
    return screen.show("board/bill.html", bill=bill, bill_json=msgspec.json.encode(bill).decode())


@get("/tables/{table_id:int}/bill/news")
async def bill_news(table_id: PathId, screen: NamedDependency[Screen], of: FromQuery[str] = "") -> Response[Any]:
    """Nothing, for as long as the bill ``of`` that mark is what the party owes."""
    try:
        bill = await screen.read(queries.bill, table_id)
    except NotFound:
        return screen.show("board/_bill_news.html", table_id=table_id, gone=True)
    if bill.mark == of:
        return screen.nothing(status=204)
    return screen.show("board/_bill_news.html", table_id=table_id, gone=False)


@post("/tables/{table_id:int}/session", status_code=200)
async def count_guests(table_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """How many they are, with one tap."""
    form = await read_form(screen.request)
    await screen.run(tables.count_guests, table_id, form.read(GuestCount))
    if not screen.view.fragment:
        return redirect(f"/admin/tables/{table_id}/orders")
    return await show_changes(
        screen, table_id, "board/_counted.html", detail=await screen.read(queries.table_detail, table_id)
    )


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


ROUTES: list[Any] = [table_drawer, bill_page, bill_news, count_guests, mark_item]
