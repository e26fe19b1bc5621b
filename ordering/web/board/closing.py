"""Closing a table from the board: the party leaves."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.work import Work
from ordering.errors import NoOpenSession, UnfinishedOrders
from ordering.http.paging import PathId
from ordering.orders import actions
from ordering.orders.board import Boards
from ordering.orders.repository import Orders
from ordering.orders.shapes import Closing, OrderOut
from ordering.security.callers import StaffCaller
from ordering.tables.repository import Tables, TableSessions
from ordering.tables.shapes import TableOut
from ordering.web.board.page import seen
from ordering.web.kit.callers import staff
from ordering.web.kit.formats import price
from ordering.web.kit.forms import read_form
from ordering.web.kit.render import Pages, redirect, toasting
from ordering.web.kit.view import View


class Left(Struct, frozen=True):
    """A table that is to be closed, with orders that are not served."""

    table: TableOut
    table_session_id: int
    total: int
    orders: list[OrderOut]


@post("/tables/{table_id:int}/closing", guards=[staff], status_code=200)
async def close_table(
    table_id: PathId,
    request: Request[Any, Any, Any],
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    boards: NamedDependency[Boards],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[Any]:
    """이용 완료. With orders that are not served it asks again, naming them."""
    closing = (await read_form(request)).read(Closing)
    try:
        closed = await work.run(actions.close, caller, table_id, closing)
    except UnfinishedOrders as refusal:
        if not view.fragment:
            raise
        asked = await work.read(_left, caller, table_id, refusal.facts["orders"])
        return pages.answer("board/_unfinished.html", status=409, view=view, asked=asked)
    if not view.fragment:
        return redirect("/admin")
    said = view.gettext("Table %(number)s is closed: %(total)s.")
    toast = said % {"number": closed.table.number, "total": price(view, closed.total)}
    board = await seen(boards, work, caller.store_id)
    answer = pages.answer("board/_changes.html", view=view, board=board, changed={table_id}, hidden=(), swap="morph")
    answer.headers.update(toasting(toast, closed={"table": table_id}))
    return answer


async def _left(session: AsyncSession, staff: StaffCaller, table_id: int, named: list[Any]) -> Left:
    table = await Tables(session).of(staff.store_id, table_id)
    current = await TableSessions(session).open_at(staff.store_id, table_id)
    if current is None:
        raise NoOpenSession
    orders = await Orders(session).whole(staff.store_id, [one.id for one in named])
    unfinished = [OrderOut.of(orders[one.id], for_staff=True) for one in named if one.id in orders]
    return Left(TableOut.of(table), current.id, current.total, unfinished)
