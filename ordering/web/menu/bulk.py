"""Many dishes of the list at once: what the bar below it does with those that are picked."""

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency

from ordering.codes import Code
from ordering.errors import Invalid
from ordering.http.callers import managers
from ordering.menu import bulk
from ordering.menu.shapes import ItemChange
from ordering.web.kit import htmx
from ordering.web.kit.forms import MOST_DIGITS, Form
from ordering.web.kit.messages import say_refusal
from ordering.web.kit.prices import MOST, read_amount
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import View
from ordering.web.menu.categories import CHANGED

MARKS: dict[str, dict[str, bool]] = {
    "sold-out": {"sold_out": True},
    "back": {"sold_out": False},
    "hide": {"hidden": True},
    "show": {"hidden": False},
}


class BulkForm(Form):
    """The picked dishes, each with its price as it was looked at, and what a button does with them."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view

    @property
    def seen(self) -> dict[int, int]:
        """The prices by item."""
        picked = [value.partition(":") for value in self.typed.get("dish", [])]
        return {
            int(item): int(price)
            for item, _, price in picked
            if item.isdecimal() and price.isdecimal() and max(len(item), len(price)) <= MOST_DIGITS
        }

    def changes(self) -> list[ItemChange]:
        """Raises ``Invalid``."""
        deed, seen = self.value("do"), self.seen
        if not seen or deed not in (*MARKS, "price", "move"):
            raise Invalid("", Code.FORM)
        if deed == "price":
            more = read_amount(self.view, "amount", self.value("amount"), least=-MOST)
            return [ItemChange(id=item, price=price + more) for item, price in seen.items()]
        if deed == "move":
            category_id = self.number("category_id") or 0
            return [ItemChange(id=item, category_id=category_id) for item in seen]
        return [ItemChange(id=item, **MARKS[deed]) for item in seen]


@post("/menu/bulk", guards=[managers])
async def change_many(screen: NamedDependency[Screen]) -> Response[Any]:
    """All of them or none; why not is told by a note, with the dishes that it is about."""
    async with screen.form(BulkForm(screen.view)) as form:
        items = await screen.run(bulk.change_items, form.changes(), form.seen)
    if form.refused:
        why = " ".join(say_refusal(screen.view.language, refusal) for refusal in form.errors.values())
        return screen.nothing(htmx.toast(why, "late"), status=422)
    if not screen.view.fragment:
        return redirect("/admin/menu")
    said = screen.view.ngettext("%(num)s dish is changed.", "%(num)s dishes are changed.", len(items))
    return screen.nothing(htmx.toast(said % {"num": len(items)}, **CHANGED))


ROUTES: list[Any] = [change_many]
