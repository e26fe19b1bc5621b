"""An order in the drawer of the board, and what is done with it."""

from typing import Any, Literal

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from ordering.audit import Action
from ordering.errors import Forbidden, IllegalTransition, Invalid, Refusal, SessionClosed, StaleVersion
from ordering.http.paging import PathId
from ordering.http.problems import STATUS
from ordering.orders import actions, cooking, opened, queries
from ordering.orders.model import Status
from ordering.orders.queries import OrderDetail
from ordering.orders.shapes import Cancellation, LineCancellation, Move, OrderOut
from ordering.web.board.page import show_board, show_changes
from ordering.web.kit import htmx
from ordering.web.kit.activity_text import tell
from ordering.web.kit.formats import order_number, since
from ordering.web.kit.forms import Form, NotRight, read_form
from ordering.web.kit.messages import say_refusal
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen

OUTPACED = (StaleVersion, IllegalTransition, SessionClosed)
OF_ORDER = "/orders/{order_id:int}"


class Step(Move, frozen=True):
    """``target``: where the button was, which is what gets the answer."""

    target: Literal["card", "drawer"] = "card"


class OrderDrawer(Controller):
    path = OF_ORDER

    @get()
    async def page(self, order_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
        """In the drawer; or the whole board with it opened."""
        wants = _wants(screen, await screen.read(queries.detail, order_id))
        if screen.view.fragment:
            return screen.show("board/_order.html", form=Form(), swap="", **wants)
        return await show_board(screen, drawer="board/_order.html", form=Form(), **wants)

    @get("/facts")
    async def facts(self, order_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
        """Again; the script keeps a cancellation that somebody is filling in."""
        wants = _wants(screen, await screen.read(queries.detail, order_id))
        return screen.show("board/_again.html", form=Form(), swap=True, **wants)

    @post("/status", status_code=200)
    async def move(self, order_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        """A card shows what has become of its order; one that was served may be far down by then, or folded away."""
        step, status = (await read_form(screen.request)).read(Step), 200
        try:
            moved = await screen.run(actions.advance, order_id, Move(step.status, step.version))
            served = moved.status is Status.COMPLETED and step.target == "card"
            toast = _served(screen, moved) if served else {}
        except OUTPACED as refusal:
            status = STATUS[type(refusal)]
            toast = htmx.toast(await _outpaced(screen, order_id, refusal), "late")
        return await _after(screen, step.target, order_id, Form(), status=status, headers=toast)

    @post("/opening", status_code=204)
    async def opening(self, order_id: PathId, screen: NamedDependency[Screen]) -> None:
        """Somebody has it before them: it rings no more."""
        await screen.run(opened.note, order_id)

    @post("/seen", status_code=200)
    async def told(self, order_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        """Somebody has gone to the kitchen and told it what its screens have not shown. Repeatable."""
        await screen.run(cooking.tell, order_id)
        return await _after(screen, "card", order_id, Form())

    @post("/cancellation", status_code=200)
    async def cancel(self, order_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        """A refused reason stays where it was typed, and goes on from the order as it is now."""
        form, toast = await read_form(screen.request), {}
        try:
            await screen.run(actions.cancel, order_id, form.read(Cancellation))
        except (*OUTPACED, Forbidden, NotRight) as refusal:
            form.refuse(refusal)
            if isinstance(refusal, OUTPACED):
                toast = htmx.toast(await _outpaced(screen, order_id, refusal), "late")
        else:
            form = Form()
        return await _after(screen, "drawer", order_id, form, headers=toast)

    @post("/lines/{line_id:int}/cancellation", status_code=200)
    async def void(self, order_id: PathId, line_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        """Some of a line: the note says what, or why not."""
        form, status = await read_form(screen.request), 200
        try:
            wanted = form.read(LineCancellation)
            order = await screen.run(actions.void, order_id, line_id, wanted)
            toast = htmx.toast(
                screen.say("%(number)s: cancelled in part", number=order_number(order.number)), voided={}
            )
        except OUTPACED as refusal:
            toast, status = htmx.toast(await _outpaced(screen, order_id, refusal), "late"), STATUS[type(refusal)]
        except (Forbidden, Invalid) as refusal:
            first = next(iter(form.errors.values()), refusal)
            toast, status = htmx.toast(say_refusal(screen.view.language, first), "late"), 422
        return await _after(screen, "drawer", order_id, Form(), status=status, headers=toast)


async def _after(screen: Screen, target: str, order_id: int, form: Form, **answer: Any) -> Response[Any]:
    """What the screen shows then: the card, and the drawer if that is where it was done."""
    if not screen.view.fragment:
        return redirect(f"/admin/orders/{order_id}")
    detail = await screen.read(queries.detail, order_id)
    template = "board/_after.html" if target == "drawer" else "board/_changes.html"
    return await show_changes(screen, detail.table.id, template, form=form, **answer, **_wants(screen, detail))


async def _outpaced(screen: Screen, order_id: int, refusal: Refusal) -> str:
    """Who was quicker, and what they did."""
    trail = await screen.read(queries.trail, order_id)
    last = next((entry for entry in trail if entry.action != Action.ORDER_OPENED.code), None)
    if last is None or not isinstance(refusal, StaleVersion):
        return say_refusal(screen.view.language, refusal)
    names = {("order", order_id): refusal.facts["order"].number}
    return f"{tell(screen.view, last, names).striptags()} ({since(screen.view, last.at)})"


def _wants(screen: Screen, detail: OrderDetail) -> dict[str, Any]:
    names = {("order", detail.order.id): detail.order.number}
    return {
        "detail": detail,
        "order": detail.order,
        "blank": Form(),
        "cancellable": detail.table_session is not None and actions.may_cancel(screen.caller, detail.order.status),
        "tell": lambda view, entry: tell(view, entry, names),
    }


def _served(screen: Screen, order: OrderOut) -> htmx.Headers:
    """The note of it, with the way back: to where it can go from there, also if it never was in preparation."""
    back = {"status": Status.PREPARING, "version": order.version}
    undo = htmx.Undo("recall", f"/admin/orders/{order.id}/status", back)
    return htmx.toast(screen.say("%(number)s served", number=order_number(order.number)), undo=undo)


ROUTES: list[Any] = [OrderDrawer]
