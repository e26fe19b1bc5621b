"""An order in the drawer of the board, and what is done with it."""

from typing import Any, Literal

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency, Provide
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.audit import AuditEntries, AuditEntry, AuditFilter
from ordering.database.work import Work
from ordering.errors import Forbidden, IllegalTransition, Refusal, SessionClosed, StaleVersion
from ordering.http.paging import PathId
from ordering.http.problems import STATUS
from ordering.orders import actions, opened, queries
from ordering.orders.board import Boards
from ordering.orders.repository import Orders
from ordering.orders.shapes import Cancellation, Move, OrderOut
from ordering.security.callers import StaffCaller
from ordering.tables.repository import Tables, TableSessions
from ordering.tables.shapes import TableOut, TableSessionOut
from ordering.web.board.cards import BoardFilter
from ordering.web.board.page import board_answer, seen
from ordering.web.kit.callers import staff
from ordering.web.kit.formats import order_number, since
from ordering.web.kit.forms import Form, NotRight, read_form
from ordering.web.kit.messages import say_refusal
from ordering.web.kit.render import Pages, redirect, toasting
from ordering.web.kit.view import View
from ordering.web.store.activity_text import tell

OUTPACED = (StaleVersion, IllegalTransition, SessionClosed)
TOLD = 20
OF_ORDER = "/orders/{order_id:int}"


class Detail(Struct, frozen=True):
    """An order and what is around it. ``table_session`` is None once the table was closed; ``orders`` are its."""

    order: OrderOut
    table: TableOut
    table_session: TableSessionOut | None
    orders: list[OrderOut]
    trail: list[AuditEntry]

    def cancellable(self, caller: StaffCaller) -> bool:
        return self.table_session is not None and actions.may_cancel(caller, self.order.status)


class Step(Move, frozen=True):
    """``place``: where the button was, which is what gets the answer."""

    place: Literal["card", "drawer"] = "card"


class Desk(Struct, frozen=True):
    """What it takes to answer somebody who does something with an order."""

    caller: StaffCaller
    work: Work
    boards: Boards
    pages: Pages
    view: View

    async def after(self, place: str, order_id: int, form: Form) -> Response[str]:
        """What the screen shows then: the card, and the drawer if that is where it was done."""
        board = await seen(self.boards, self.work, self.caller.store_id)
        found = await self.work.read(detail, self.caller, order_id)
        template = "board/_after.html" if place == "drawer" else "board/_changes.html"
        wants: dict[str, Any] = {"board": board, "changed": {found.table.id}, "hidden": (), "swap": "morph"}
        return self.pages.answer(template, view=self.view, **wants, **_wants(found, self.caller, form))

    async def outpaced(self, order_id: int, refusal: Refusal) -> str:
        """Who was quicker, and what they did."""
        trail = await self.work.read(_trail, self.caller, order_id)
        last = next((one for one in trail if one.action != opened.ACTION), None)
        if last is None or not isinstance(refusal, StaleVersion):
            return say_refusal(self.view.language, refusal)
        names = {("order", order_id): refusal.facts["order"].number}
        return f"{tell(self.view, last, names).striptags()} ({since(self.view, last.at)})"


def provide_desk(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    boards: NamedDependency[Boards],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Desk:
    return Desk(caller, work, boards, pages, view)


class OrderDrawer(Controller):
    path = OF_ORDER
    guards = [staff]  # noqa: RUF012
    dependencies = {"desk": Provide(provide_desk, sync_to_thread=False)}  # noqa: RUF012

    @get()
    async def page(self, order_id: PathId, desk: NamedDependency[Desk]) -> Response[str]:
        """In the drawer; or the whole board with it opened."""
        wants = _wants(await desk.work.read(detail, desk.caller, order_id), desk.caller, Form())
        if desk.view.fragment:
            return desk.pages.answer("board/_order.html", view=desk.view, swap="", **wants)
        board = await seen(desk.boards, desk.work, desk.caller.store_id)
        return board_answer(desk.pages, desk.view, board, BoardFilter(), drawer="board/_order.html", **wants)

    @get("/facts")
    async def facts(self, order_id: PathId, desk: NamedDependency[Desk]) -> Response[str]:
        """Again; the script keeps a cancellation that somebody is filling in."""
        wants = _wants(await desk.work.read(detail, desk.caller, order_id), desk.caller, Form())
        return desk.pages.answer("board/_again.html", view=desk.view, swap=True, **wants)

    @post("/status", status_code=200)
    async def move(
        self, order_id: PathId, request: Request[Any, Any, Any], desk: NamedDependency[Desk]
    ) -> Response[Any]:
        step, status = (await read_form(request)).read(Step), 200
        try:
            moved = await desk.work.run(actions.advance, desk.caller, order_id, Move(step.status, step.version))
            headers = toasting(_say_moved(desk.view, moved))
        except OUTPACED as refusal:
            status = STATUS[type(refusal)]
            headers = toasting(await desk.outpaced(order_id, refusal), "late")
        if not desk.view.fragment:
            return redirect(f"/admin/orders/{order_id}")
        answer = await desk.after(step.place, order_id, Form())
        answer.status_code = status
        answer.headers.update(headers)
        return answer

    @post("/opening", status_code=204)
    async def opening(self, order_id: PathId, desk: NamedDependency[Desk]) -> None:
        """Somebody has it before them: it rings no more."""
        await desk.work.run(opened.note, desk.caller, order_id)

    @post("/cancellation", status_code=200)
    async def cancel(
        self, order_id: PathId, request: Request[Any, Any, Any], desk: NamedDependency[Desk]
    ) -> Response[Any]:
        """A refused reason stays where it was typed, and goes on from the order as it is now."""
        form, headers, status = await read_form(request), {}, 200
        try:
            order = await desk.work.run(actions.cancel, desk.caller, order_id, form.read(Cancellation))
        except (*OUTPACED, Forbidden, NotRight) as refusal:
            status = 422
            form.refuse(refusal)
            if isinstance(refusal, OUTPACED):
                headers = toasting(await desk.outpaced(order_id, refusal), "late")
        else:
            form = Form()
            said = desk.view.gettext("Order %(number)s is cancelled.")
            headers = toasting(said % {"number": order_number(order.number)})
        if not desk.view.fragment:
            return redirect(f"/admin/orders/{order_id}")
        answer = await desk.after("drawer", order_id, form)
        answer.status_code = status
        answer.headers.update(headers)
        return answer


async def detail(session: AsyncSession, staff: StaffCaller, order_id: int) -> Detail:
    """Raises ``NotFound`` also for another store's."""
    order = await queries.one(session, staff, order_id)
    table = await Tables(session).of(staff.store_id, order.table.id, archived=True)
    current = await TableSessions(session).open_at(staff.store_id, table.id)
    if current is not None and current.id != order.table_session_id:
        current = None
    orders = await Orders(session).of_session(order.table_session_id)
    return Detail(
        order=order,
        table=TableOut.of(table),
        table_session=TableSessionOut.of(current),
        orders=[OrderOut.of(one, for_staff=True) for one in orders],
        trail=await _trail(session, staff, order_id),
    )


async def _trail(session: AsyncSession, staff: StaffCaller, order_id: int) -> list[AuditEntry]:
    wanted = AuditFilter(subject="order", subject_id=order_id)
    return await AuditEntries(session).page(staff.store_id, wanted, None, TOLD)


def _wants(found: Detail, caller: StaffCaller, form: Form) -> dict[str, Any]:
    names = {("order", found.order.id): found.order.number}
    return {
        "found": found,
        "order": found.order,
        "form": form,
        "cancellable": found.cancellable(caller),
        "tell": lambda view, entry: tell(view, entry, names),
    }


def _say_moved(view: View, order: OrderOut) -> str:
    says = {
        "pending": view.gettext("Order %(number)s is back to waiting."),
        "preparing": view.gettext("Order %(number)s is being prepared."),
        "completed": view.gettext("Order %(number)s is done."),
    }
    return says[order.status] % {"number": order_number(order.number)}
