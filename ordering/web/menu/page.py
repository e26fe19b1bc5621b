"""The menu as the staff use it: what there is, what it costs, what is sold out right now."""

import asyncio
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from ordering.database.work import Work
from ordering.errors import ItemChanged, Refusal
from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.menu import actions, queries
from ordering.menu.model import MenuItem
from ordering.menu.shapes import ItemOut, ItemPatch
from ordering.security.callers import StaffCaller
from ordering.storage import Storage
from ordering.web.kit.callers import staff
from ordering.web.kit.formats import price
from ordering.web.kit.forms import Form, new_key, read_form
from ordering.web.kit.prices import NotAnAmount, read_amount, typed_amount
from ordering.web.kit.render import Pages, redirect
from ordering.web.kit.view import View
from ordering.web.menu.item_form import put_plainly
from ordering.web.menu.listing import lacking, menu_filter, menu_listing, sameness_of, version_of, words_of

PAGE, LIST, ROW, PRICE = "menu/page.html", "menu/_list.html", "menu/_row.html", "menu/_price.html"
TOOLS: dict[str, Any] = {"words_of": words_of, "lacking": lacking, "sameness_of": sameness_of}


class Mark(msgspec.Struct, frozen=True):
    sold_out: bool


@get("/menu", guards=[staff])
async def menu_page(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    storage: NamedDependency[Storage],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
    saved: FromQuery[int] = 0,
) -> Response[str]:
    """``saved`` is the item that somebody has just come back from."""
    whole = await menu_listing(work, storage, caller)
    done = next((item for item in whole.items if item.id == saved), None)
    return await _whole(pages, PAGE, view, carte=whole, saved=done)


@get("/menu/list", guards=[staff])
async def menu_list(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    storage: NamedDependency[Storage],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[str]:
    """The list alone, as it is now."""
    whole = await menu_listing(work, storage, caller)
    return await _whole(pages, LIST, view, carte=whole)


@get("/menu/version", guards=[staff])
async def menu_version(
    caller: NamedDependency[StaffCaller], work: NamedDependency[Work], pages: NamedDependency[Pages]
) -> Response[str]:
    """A number that every change of the menu moves: open pages ask for it every few seconds."""
    version = await work.read(version_of, caller.store_id)
    return Response(str(version), media_type="text/plain", headers=pages.headers)


@post("/menu/items/{item_id:int}/sold-out", guards=[staff])
async def mark_item(
    request: Request[Any, Any, Any],
    item_id: PathId,
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    storage: NamedDependency[Storage],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[Any]:
    mark = (await read_form(request)).read(Mark)
    item = await work.run(actions.mark_item, caller, item_id, sold_out=mark.sold_out)
    return await _row(item, work, storage, pages, view, _marked(view, item.name, mark))


@post("/menu/options/{option_id:int}/sold-out", guards=[staff])
async def mark_option(
    request: Request[Any, Any, Any],
    option_id: PathId,
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    storage: NamedDependency[Storage],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[Any]:
    """Answers the option's item."""
    mark = (await read_form(request)).read(Mark)
    item = await work.run(actions.mark_option, caller, option_id, sold_out=mark.sold_out)
    name = f"{item.name} · {item.options[option_id].name}"
    return await _row(item, work, storage, pages, view, _marked(view, name, mark))


@get("/menu/items/{item_id:int}/price", guards=[staff, managers])
async def price_form(
    item_id: PathId,
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[Any]:
    """In its place in the list; by itself the item's whole form does it."""
    if not view.fragment:
        return redirect(f"/admin/menu/items/{item_id}")
    item = await work.read(queries.item, caller, item_id)
    return pages.answer(PRICE, view=view, item=item, form=_price_form(view, item.price))


@get("/menu/items/{item_id:int}/row", guards=[staff])
async def row(
    item_id: PathId,
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    storage: NamedDependency[Storage],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[Any]:
    """A row as it is, for who gives up changing it."""
    return await _row(await work.read(queries.item, caller, item_id), work, storage, pages, view)


@post("/menu/items/{item_id:int}/price", guards=[staff, managers])
async def change_price(
    request: Request[Any, Any, Any],
    item_id: PathId,
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    storage: NamedDependency[Storage],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[Any]:
    """The row with its new price; or the form again, also when somebody else has changed the price meanwhile."""
    form = await read_form(request)
    before = form.number("seen")
    seen = ItemPatch(price=before) if before is not None else None
    try:
        wanted = read_amount(view, form.value("price"))
        item = await work.run(actions.change_item, caller, item_id, ItemPatch(price=wanted), seen)
    except NotAnAmount as why:
        form.errors["price"] = str(why)
    except ItemChanged as changed:
        now = changed.facts["item"].price
        form.typed["seen"] = [str(now)]
        form.errors["price"] = view.gettext(
            "Somebody has made it %(amount)s meanwhile. Save again to overwrite that."
        ) % {"amount": price(view, now)}
    except Refusal as refusal:
        form.refuse(refusal)
        put_plainly(form)
    else:
        toast = f"{item.name} {price(view, item.price)}"
        return await _row(item, work, storage, pages, view, toast)
    item = await work.read(queries.item, caller, item_id)
    answer = pages.answer(PRICE, status=422, view=view, item=item, form=form)
    answer.headers.update({"hx-retarget": f"#price-{item_id}", "hx-reswap": "innerHTML"})
    return answer


async def _whole(pages: Pages, template: str, view: View, **wants: Any) -> Response[str]:
    # 200 dishes take 70 ms: in a thread, so that nobody's order waits for them.
    return await asyncio.to_thread(
        pages.answer, template, view=view, sought=menu_filter(view), form=Form({"key": [new_key()]}), **wants, **TOOLS
    )


def _price_form(view: View, amount: int) -> Form:
    currency = view.store.currency if view.store else ""
    return Form({"price": [typed_amount(amount, currency)], "seen": [str(amount)]})


def _marked(view: View, name: str, mark: Mark) -> str:
    said = view.gettext("%(name)s is sold out.") if mark.sold_out else view.gettext("%(name)s is back.")
    return said % {"name": name}


async def _row(
    item: MenuItem, work: Work, storage: Storage, pages: Pages, view: View, toast: str | None = None
) -> Response[Any]:
    if not view.fragment:
        return redirect(f"/admin/menu#item-{item.id}")
    version = await work.read(version_of, item.store_id)
    out = ItemOut.of(item, storage.url)
    return pages.answer(ROW, view=view, item=out, sought=menu_filter(view), version=version, toast=toast, **TOOLS)


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
