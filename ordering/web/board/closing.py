"""Closing a table from the board: the party leaves."""

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.errors import NoOpenSession, UnfinishedOrders
from ordering.http.paging import PathId
from ordering.orders import actions
from ordering.orders.repository import Orders
from ordering.orders.shapes import Closing, OrderOut
from ordering.security.callers import StaffCaller
from ordering.tables.repository import Tables, TableSessions
from ordering.tables.shapes import TableOut
from ordering.web.board.page import show_changes
from ordering.web.kit import htmx
from ordering.web.kit.formats import price
from ordering.web.kit.forms import read_form
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import HOME


class Left(Struct, frozen=True):
    """A table that is to be closed, with orders that are not served."""

    table: TableOut
    table_session_id: int
    total: int
    orders: list[OrderOut]


@post("/tables/{table_id:int}/closing", status_code=200)
async def close_table(table_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """이용 완료. With orders that are not served it asks again, naming them."""
    closing = (await read_form(screen.request)).read(Closing)
    try:
        closed = await screen.run(actions.close, table_id, closing)
    except UnfinishedOrders as refusal:
        if not screen.view.fragment:
            raise
        asked = await screen.read(_left, table_id, refusal.facts["orders"])
        return screen.show("board/_unfinished.html", status=409, asked=asked)
    if not screen.view.fragment:
        return redirect(HOME)
    total = price(screen.view, closed.total)
    said = screen.say("Table %(number)s is closed: %(total)s.", number=closed.table.number, total=total)
    return await show_changes(screen, table_id, headers=htmx.toast(said, closed={"table": table_id}))


async def _left(session: AsyncSession, staff: StaffCaller, table_id: int, named: list[Any]) -> Left:
    table = await Tables(session).of(staff.store_id, table_id)
    current = await TableSessions(session).find(staff.store_id, table_id=table_id)
    if current is None:
        raise NoOpenSession
    orders = await Orders(session).by_id(staff.store_id, [one.id for one in named])
    unfinished = [OrderOut.of(orders[one.id], for_staff=True) for one in named if one.id in orders]
    return Left(TableOut.of(table), current.id, current.total, unfinished)
