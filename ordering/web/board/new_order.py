"""Taking an order by word of mouth: the staff place it for a table."""

import re
from typing import Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import services
from ordering.codes import Code
from ordering.database.work import Work
from ordering.errors import Invalid, KeyReused, NotOrderable, PartyChanged, PriceChanged, Refusal
from ordering.http.paging import PathId
from ordering.http.problems import STATUS
from ordering.menu.cache import MenuCache
from ordering.menu.shapes import GuestItem, GuestMenu
from ordering.orders.board import Boards
from ordering.orders.placing import Submission
from ordering.orders.queue import OrderQueue
from ordering.orders.shapes import Draft, Refused
from ordering.security.callers import StaffCaller
from ordering.tables.repository import Tables
from ordering.tables.shapes import TableOut
from ordering.text import IDEMPOTENCY_KEY
from ordering.web.board.cards import BoardFilter
from ordering.web.board.page import board_answer, seen
from ordering.web.kit.callers import staff
from ordering.web.kit.formats import order_number, price
from ordering.web.kit.forms import INDEX, Form, NotRight, new_key, read_form
from ordering.web.kit.languages import N_
from ordering.web.kit.messages import say, say_refusal
from ordering.web.kit.render import Pages, redirect, toasting
from ordering.web.kit.view import View

LINE = re.compile(rf"lines{INDEX.pattern}\.item_id")
FORM = "board/_placing.html"
MARKED = N_("Not placed yet: look at the marked lines.")
REASONS = {
    "unknown": N_("This is not on the menu any more: take it out."),
    "sold_out": N_("Sold out: take it out."),
    "option_unknown": N_("One of these choices is not offered any more: choose again."),
    "option_sold_out": N_("One of these choices is sold out: choose again."),
    "too_few": N_("Choose more here."),
    "too_many": N_("Choose fewer here."),
}

IMPOSSIBLE = N_("Too little is left to choose from (%(name)s): take it out.")


class Placing(Controller):
    path = "/tables/{table_id:int}/orders"
    guards = [staff]  # noqa: RUF012

    @get("/new")
    async def form(
        self,
        table_id: PathId,
        request: Request[Any, Any, Any],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        boards: NamedDependency[Boards],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[str]:
        table = await work.read(_table, caller, table_id)
        form = Form({"party": [str(table.party)], "key": [new_key()]})
        wants = _wants(table, await _menu(services.of(request).menus, caller), form)
        if view.fragment:
            return pages.answer(FORM, view=view, **wants)
        board = await seen(boards, work, caller.store_id)
        return board_answer(pages, view, board, BoardFilter(), drawer=FORM, **wants)

    @post(status_code=200)
    async def place(
        self,
        table_id: PathId,
        request: Request[Any, Any, Any],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        boards: NamedDependency[Boards],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
        order_queue: NamedDependency[OrderQueue],
    ) -> Response[Any]:
        """Refused, the form says at each line why. After a lost answer it may be sent again."""
        form = await read_form(request)
        try:
            draft, key = form.read(Draft, blank_is_absent=("expected_total", "party")), _key(form)
            placed = await order_queue.place(Submission(caller, table_id, key, draft))
        except Refusal as refusal:
            if STATUS.get(type(refusal)) in (404, 503):
                raise
            table = await work.read(_table, caller, table_id)
            menu = await _menu(services.of(request).menus, caller)
            return pages.answer(FORM, status=422, view=view, **_refused(view, table, menu, form, refusal))
        if not view.fragment:
            return redirect(f"/admin/orders/{placed.order.id}")
        board = await seen(boards, work, caller.store_id)
        answer = pages.answer(
            "board/_changes.html", view=view, board=board, changed={table_id}, hidden=(), swap="morph"
        )
        values = {"number": order_number(placed.order.number), "table": placed.order.table.number}
        said = view.gettext("Order %(number)s for table %(table)s is placed.") % values
        answer.headers.update(toasting(said, placed={"order": placed.order.id}))
        return answer


def _key(form: Form) -> str:
    key = form.value("key")
    if not re.match(IDEMPOTENCY_KEY, key):
        raise Invalid("", Code.FORM_KEY)
    return key


async def _table(session: AsyncSession, caller: StaffCaller, table_id: int) -> TableOut:
    return TableOut.of(await Tables(session).of(caller.store_id, table_id))


async def _menu(menus: MenuCache, caller: StaffCaller) -> GuestMenu:
    return msgspec.json.decode((await menus.of(caller.store_id)).body, type=GuestMenu)


def _wants(table: TableOut, menu: GuestMenu, form: Form) -> dict[str, Any]:
    items = {str(item.id): item for category in menu.categories for item in category.items}
    found = sorted({int(index[1]) for name in form.typed if (index := LINE.fullmatch(name))})
    lines = [(items.get(form.value(f"lines[{i}].item_id")) or _gone(form, i), i) for i in found]
    return {
        "table": table,
        "menu": menu,
        "form": form,
        "key": form.value("key"),
        "lines": lines,
        "problems": {},
        "whole": "",
    }


def _gone(form: Form, index: int) -> GuestItem:
    """What is not on the menu any more, so that one sees what to take out."""
    return GuestItem(
        id=0,
        name=form.value(f"lines[{index}].name"),
        description="",
        price=0,
        image_url=None,
        image_srcset=None,
        sold_out=True,
        available=False,
        option_groups=[],
    )


def _refused(view: View, table: TableOut, menu: GuestMenu, form: Form, refusal: Refusal) -> dict[str, Any]:
    """The form again, so that sending it again can succeed."""
    whole = say_refusal(view.language, refusal)
    if isinstance(refusal, PriceChanged):
        form.typed["expected_total"] = [str(refusal.facts["total"])]
        whole += " " + view.gettext("The new total is %(total)s.") % {"total": price(view, refusal.facts["total"])}
    elif isinstance(refusal, PartyChanged):
        form.typed["party"] = [str(table.party)]
    elif isinstance(refusal, KeyReused):
        form.typed["key"] = [new_key()]
        whole = view.gettext(
            "This order was placed already, as it was sent first. Look at the table before you send more."
        )
    wants = _wants(table, menu, form)
    problems = {line.index: _why(view, line, wants["lines"][line.index][0]) for line in _not_had(refusal)}
    for rank, (_, index) in enumerate(wants["lines"]):
        wrong = [message for name, message in form.errors.items() if name.startswith(f"lines[{index}].")]
        if wrong:
            problems[rank] = say(view.language, wrong[0])
    if isinstance(refusal, NotRight):
        whole = say(view.language, form.errors.get("", MARKED))
    if problems:  # on a phone a marked line may be out of sight
        whole += f" ({', '.join(item.name for rank, (item, _) in enumerate(wants['lines']) if rank in problems)})"
    return wants | {"problems": problems, "whole": whole}


def _why(view: View, line: Refused, item: GuestItem) -> str:
    if line.reason in ("too_few", "option_sold_out") and item.impossible:  # choosing again would not help
        return view.gettext(IMPOSSIBLE) % {"name": ", ".join(group.name for group in item.impossible)}
    return view.gettext(REASONS[line.reason])


def _not_had(refusal: Refusal) -> list[Refused]:
    return refusal.facts["lines"] if isinstance(refusal, NotOrderable) else []
