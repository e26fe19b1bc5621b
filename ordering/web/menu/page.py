"""The menu as the staff use it: what there is, what it costs, what is sold out right now."""

import asyncio
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from ordering.codes import Code
from ordering.errors import ChangedMeanwhile, Invalid, Refusal
from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.menu import actions, queries
from ordering.menu.model import MenuItem
from ordering.menu.shapes import ItemOut, ItemPatch, Mark
from ordering.web.kit import htmx
from ordering.web.kit.formats import price
from ordering.web.kit.forms import Form, new_key, read_form
from ordering.web.kit.prices import read_amount, typed_amount
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen
from ordering.web.menu.listing import lacking, menu_filter, menu_listing, sameness_of, words_of

LISTING: dict[str, Any] = {"words_of": words_of, "lacking": lacking, "sameness_of": sameness_of}


class PriceForm(Form):
    """A price in its row, and ``seen``, what it was when it was looked at."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.screen = screen

    def change(self) -> tuple[ItemPatch, ItemPatch | None]:
        """The new price, and the one that was seen. Raises ``Invalid``."""
        seen, price = self.number("seen"), read_amount(self.screen.view, "price", self.value("price"))
        return ItemPatch(price=price), ItemPatch(price=seen) if seen is not None else None

    def refuse(self, refusal: Refusal) -> None:
        """Says what somebody else has made it."""
        if not isinstance(refusal, ChangedMeanwhile):
            super().refuse(refusal)
            return
        now = refusal.facts["now"].price
        self.typed["seen"] = [str(now)]
        self.errors["price"] = Invalid("price", Code.OTHERS_PRICE, amount=price(self.screen.view, now))


@get("/menu")
async def menu_page(screen: NamedDependency[Screen], saved: FromQuery[int] = 0) -> Response[str]:
    """``saved`` is the item that somebody has just come back from."""
    listing = await menu_listing(screen)
    item = next((item for item in listing.items if item.id == saved), None)
    return await _listing(screen, "menu/page.html", listing=listing, saved=item)


@get("/menu/list")
async def menu_list(screen: NamedDependency[Screen]) -> Response[str]:
    """The list alone, as it is now."""
    return await _listing(screen, "menu/_list.html", listing=await menu_listing(screen))


@get("/menu/version")
async def menu_version(screen: NamedDependency[Screen]) -> Response[str]:
    """A number that every change of the menu moves: open pages ask for it every few seconds."""
    version = await screen.read(queries.version)
    return Response(str(version), media_type="text/plain", headers=screen.pages.headers)


@post("/menu/items/{item_id:int}/sold-out")
async def mark_item(item_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    mark = (await read_form(screen.request)).read(Mark)
    item = await screen.run(actions.mark_item, item_id, sold_out=mark.sold_out)
    return await _row(screen, item, _marked(screen, item.name, mark))


@post("/menu/options/{option_id:int}/sold-out")
async def mark_option(option_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """Answers the option's item."""
    mark = (await read_form(screen.request)).read(Mark)
    item = await screen.run(actions.mark_option, option_id, sold_out=mark.sold_out)
    return await _row(screen, item, _marked(screen, f"{item.name} · {item.options[option_id].name}", mark))


@get("/menu/items/{item_id:int}/price", guards=[managers])
async def price_form(item_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """In its row of the list; by itself the item's whole form does it."""
    if not screen.view.fragment:
        return redirect(f"/admin/menu/items/{item_id}")
    item = await screen.read(queries.item, item_id)
    typed = typed_amount(item.price, screen.store.currency)
    return screen.show("menu/_price.html", form=Form({"price": [typed], "seen": [str(item.price)]}), item=item)


@get("/menu/items/{item_id:int}/row")
async def row(item_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """A row as it is, for who gives up changing it."""
    return await _row(screen, await screen.read(queries.item, item_id))


@post("/menu/items/{item_id:int}/price", guards=[managers])
async def change_price(item_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """The row with its new price; or the form again, also when somebody else has changed the price meanwhile."""
    async with screen.form(PriceForm(screen)) as form:
        item = await screen.run(actions.change_item, item_id, *form.change())
    if form.refused:
        item = await screen.read(queries.item, item_id)
        return screen.show("menu/_price.html", form=form, item=item, headers=htmx.instead_of(f"#price-{item_id}"))
    return await _row(screen, item, f"{item.name} {price(screen.view, item.price)}")


async def _listing(screen: Screen, template: str, **wants: Any) -> Response[str]:
    # 200 dishes take 70 ms: in a thread, so that nobody's order waits for them.
    form = Form({"key": [new_key()]})
    return await asyncio.to_thread(
        screen.show, template, form=form, sought=menu_filter(screen.view), **wants, **LISTING
    )


def _marked(screen: Screen, name: str, mark: Mark) -> str:
    return (
        screen.say("%(name)s is sold out.", name=name) if mark.sold_out else screen.say("%(name)s is back.", name=name)
    )


async def _row(screen: Screen, item: MenuItem, toast: str | None = None) -> Response[Any]:
    if not screen.view.fragment:
        return redirect(f"/admin/menu#item-{item.id}")
    version = await screen.read(queries.version)
    return screen.show(
        "menu/_row.html", headers=htmx.toast(toast) if toast else None, item=ItemOut.of(item, screen.storage.url),
        sought=menu_filter(screen.view), version=version, **LISTING,
    )  # fmt: skip


ROUTES: list[Any] = [
    menu_page,
    menu_list,
    menu_version,
    mark_item,
    mark_option,
    price_form,
    row,
    change_price,
]
