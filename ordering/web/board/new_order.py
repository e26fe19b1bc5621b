"""Taking an order by word of mouth: the staff place it for a table."""

import re
from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from ordering.codes import Code
from ordering.errors import Invalid, KeyReused, NotOrderable, PartyChanged, PriceChanged, Refusal
from ordering.http.paging import PathId
from ordering.http.problems import STATUS
from ordering.menu.shapes import GuestItem, GuestMenu
from ordering.orders.placing import Submission
from ordering.orders.shapes import Draft, Refused
from ordering.tables import queries
from ordering.tables.shapes import TableOut
from ordering.text import IDEMPOTENCY_KEY
from ordering.web.board.page import show_board, show_changes
from ordering.web.kit import htmx
from ordering.web.kit.formats import order_number, price
from ordering.web.kit.forms import INDEX, Form, NotRight, new_key
from ordering.web.kit.languages import N_
from ordering.web.kit.messages import say_refusal
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import View

LINE = re.compile(rf"lines{INDEX.pattern}\.item_id")
FORM = "board/_new_order.html"
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


class OrderForm(Form):
    """An order as it is typed: a menu's lines, and why those that were refused are."""

    def __init__(self, screen: Screen, typed: dict[str, list[str]] | None = None) -> None:
        super().__init__(typed)
        self.screen = screen
        self.refusal: Refusal | None = None

    @property
    def refused(self) -> bool:
        return self.refusal is not None

    def refuse(self, refusal: Refusal) -> None:
        """Leaves the form so that sending it again can succeed. Raises what sending it again would not mend."""
        if STATUS.get(type(refusal)) in (404, 503):
            raise refusal
        self.refusal = refusal
        if isinstance(refusal, PriceChanged):
            self.typed["expected_total"] = [str(refusal.facts["total"])]
        elif isinstance(refusal, KeyReused):
            self.typed["key"] = [new_key()]

    def lines(self, menu: GuestMenu) -> list[tuple[GuestItem, int]]:
        """The item of each line, and the line's index in the form."""
        items = {str(item.id): item for category in menu.categories for item in category.items}
        indexes = sorted({int(index[1]) for name in self.typed if (index := LINE.fullmatch(name))})
        return [(items.get(self.value(f"lines[{i}].item_id")) or _gone(self, i), i) for i in indexes]

    def problems(self, lines: list[tuple[GuestItem, int]]) -> dict[int, str]:
        """What is wrong with a line, by its rank."""
        view = self.screen.view
        problems = {line.index: _why(view, line, lines[line.index][0]) for line in _not_had(self.refusal)}
        for rank, (_, index) in enumerate(lines):
            wrong = [refusal for name, refusal in self.errors.items() if name.startswith(f"lines[{index}].")]
            if wrong:
                problems[rank] = say_refusal(view.language, wrong[0])
        return problems

    def said(self) -> str:
        """Why the order as a whole was refused."""
        screen, refusal = self.screen, self.refusal
        if refusal is None:
            return ""
        if isinstance(refusal, NotRight):
            return say_refusal(screen.view.language, self.errors[""]) if "" in self.errors else screen.say(MARKED)
        if isinstance(refusal, KeyReused):
            return screen.say(
                "This order was placed already, as it was sent first. Look at the table before you send more."
            )
        said = say_refusal(screen.view.language, refusal)
        if isinstance(refusal, PriceChanged):
            total = price(screen.view, refusal.facts["total"])
            said += " " + screen.say("The new total is %(total)s.", total=total)
        return said


class Placing(Controller):
    path = "/tables/{table_id:int}/orders"

    @get("/new")
    async def form(self, table_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
        table = await screen.read(queries.table, table_id)
        wants = await _wants(screen, table, OrderForm(screen, {"party": [str(table.party)], "key": [new_key()]}))
        if screen.view.fragment:
            return screen.show(FORM, **wants)
        return await show_board(screen, drawer=FORM, **wants)

    @post(status_code=200)
    async def place(self, table_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        """Refused, the form says at each line why. After a lost answer it may be sent again."""
        async with screen.form(OrderForm(screen)) as form:
            draft, key = form.read(Draft, blank_is_absent=("expected_total", "party")), _key(form)
            placed = await screen.services.order_queue.place(Submission(screen.caller, table_id, key, draft))
        if form.refused:
            return screen.show(FORM, **await _wants(screen, await screen.read(queries.table, table_id), form))
        order = placed.order
        if not screen.view.fragment:
            return redirect(f"/admin/orders/{order.id}")
        number = order_number(order.number)
        said = screen.say("Order %(number)s for table %(table)s is placed.", number=number, table=order.table.number)
        return await show_changes(screen, table_id, headers=htmx.toast(said, placed={"order": order.id}))


def _key(form: Form) -> str:
    key = form.value("key")
    if not re.match(IDEMPOTENCY_KEY, key):
        raise Invalid("", Code.FORM_KEY)
    return key


async def _wants(screen: Screen, table: TableOut, form: OrderForm) -> dict[str, Any]:
    menu = msgspec.json.decode((await screen.services.menus.of(screen.caller.store_id)).body, type=GuestMenu)
    if isinstance(form.refusal, PartyChanged):
        form.typed["party"] = [str(table.party)]
    lines = form.lines(menu)
    problems, whole = form.problems(lines), form.said()
    if problems:  # on a phone a marked line may be out of sight
        whole += f" ({', '.join(item.name for rank, (item, _) in enumerate(lines) if rank in problems)})"
    return {
        "table": table,
        "menu": menu,
        "form": form,
        "key": form.value("key"),
        "lines": lines,
        "problems": problems,
        "whole": whole,
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


def _why(view: View, line: Refused, item: GuestItem) -> str:
    if line.reason in ("too_few", "option_sold_out") and item.impossible:  # choosing again would not help
        return view.gettext(IMPOSSIBLE) % {"name": ", ".join(group.name for group in item.impossible)}
    return view.gettext(REASONS[line.reason])


def _not_had(refusal: Refusal | None) -> list[Refused]:
    return refusal.facts["lines"] if isinstance(refusal, NotOrderable) else []


ROUTES: list[Any] = [Placing]
