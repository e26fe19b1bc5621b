"""One item of the menu as a form: new, changed, deleted.

20 choices of 50 options take a second to read, and another to draw: in a thread, so that nobody's order waits for them.
"""

from asyncio import to_thread
from typing import Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery

from ordering.database.work import Work
from ordering.errors import ItemChanged, Refusal
from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.http.uploads import LARGEST
from ordering.menu import actions, editing, queries
from ordering.menu.shapes import NewItem
from ordering.security.callers import StaffCaller
from ordering.storage import Storage
from ordering.web.kit.callers import staff
from ordering.web.kit.forms import Form, NotRight, new_key, read_form
from ordering.web.kit.languages import N_
from ordering.web.kit.prices import currency_sign
from ordering.web.kit.render import Pages, redirect
from ordering.web.kit.view import View
from ordering.web.menu import options, pictures
from ordering.web.menu.item_form import Difference, form_of, met, put_plainly, read_item, seen_in, told

FORM, PAGE = "menu/_form.html", "menu/item.html"
HOME = "/admin/menu"
GONE = N_("Somebody has deleted this item meanwhile. Saved again, it comes back as a new one.")


class Desk(msgspec.Struct, frozen=True):
    """What is needed to put an item before somebody."""

    caller: StaffCaller
    work: Work
    storage: Storage
    pages: Pages
    view: View


def provide_desk(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    storage: NamedDependency[Storage],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Desk:
    return Desk(caller, work, storage, pages, view)


class ItemPages(Controller):
    path = "/menu/items"
    guards = [staff, managers]  # noqa: RUF012
    dependencies = {"desk": Provide(provide_desk, sync_to_thread=False)}  # noqa: RUF012
    request_max_body_size = pictures.MOST_SENT

    @get("/new")
    async def blank(self, desk: NamedDependency[Desk], category: FromQuery[int] = 0) -> Response[Any]:
        """``category``: which one it is for."""
        form = Form({"category_id": [str(category)] if category else [], "hidden": ["false"], "key": [new_key()]})
        return await _answer(desk, form, 200)

    @post("/new")
    async def add(self, request: Request[Any, Any, Any], desk: NamedDependency[Desk]) -> Response[Any]:
        form = await read_form(request)
        if await _only_typing(request, desk, form):
            return await _answer(desk, form, 200)
        try:
            wanted = await to_thread(_read, form, desk.view)
            item = await desk.work.run(actions.add_item, desk.caller, wanted, form.value("key"))
        except Refusal as refusal:
            form.refuse(refusal)
            return await _answer(desk, form, 422)
        return _back(desk.view, f"{HOME}?saved={item.id}#item-{item.id}")

    @get("/{item_id:int}")
    async def page(self, item_id: PathId, desk: NamedDependency[Desk]) -> Response[Any]:
        now = editing.as_sent(await desk.work.read(queries.item, desk.caller, item_id))
        return await _answer(desk, form_of(now, now, desk.view), 200, item_id)

    @post("/{item_id:int}")
    async def change(
        self, request: Request[Any, Any, Any], item_id: PathId, desk: NamedDependency[Desk]
    ) -> Response[Any]:
        """Only what was changed is written. Where somebody else has changed the same, both are shown first."""
        form = await read_form(request)
        if await _only_typing(request, desk, form):
            return await _answer(desk, form, 200, item_id)
        try:
            wanted = await to_thread(_read, form, desk.view)
            seen = seen_in(form) or editing.as_sent(await desk.work.read(queries.item, desk.caller, item_id))
            patch = editing.changes(seen, wanted)
            await desk.work.run(actions.change_item, desk.caller, item_id, patch, editing.as_patch(seen))
        except ItemChanged as changed:
            return await _both(desk, item_id, seen, changed.facts["item"], wanted)
        except Refusal as refusal:
            form.refuse(refusal)
            return await _answer(desk, form, 422, item_id)
        return _back(desk.view, f"{HOME}?saved={item_id}#item-{item_id}")

    @post("/{item_id:int}/delete")
    async def delete(self, item_id: PathId, desk: NamedDependency[Desk]) -> Response[Any]:
        await desk.work.run(actions.archive_item, desk.caller, item_id)
        return _back(desk.view, HOME)


async def _only_typing(request: Request[Any, Any, Any], desk: Desk, form: Form) -> bool:
    """Whether the form is only to come back: with another row, or without its picture. A picture that came is kept."""
    await pictures.take(request, form, desk.caller, desk.work, desk.storage, desk.view)
    deed = form.value("do")
    if deed == "forget-picture":
        form.typed["image_id"] = [""]
    elif deed:
        form.typed["goes_on_at"] = [await to_thread(options.edit, form, deed)]
    return bool(deed)


def _read(form: Form, view: View) -> NewItem:
    """Raises ``NotRight`` also for a picture that could not be taken."""
    wanted = read_item(form, view)
    if form.errors:
        raise NotRight
    return wanted


async def _both(desk: Desk, item_id: int, seen: NewItem, now: NewItem, wanted: NewItem) -> Response[Any]:
    """The form with what both have changed, and in words where they met. Saved again, it overwrites that."""
    names, together = met(seen, now, wanted)
    differences = told(names, now, wanted, desk.view, await desk.work.read(queries.categories, desk.caller))
    return await _answer(desk, form_of(together, now, desk.view), 422, item_id, differences)


async def _answer(
    desk: Desk, form: Form, status: int, item_id: int | None = None, differences: list[Difference] | None = None
) -> Response[Any]:
    item = await desk.work.read(queries.item_if_left, desk.caller, item_id) if item_id is not None else None
    if item is None and item_id is not None:
        options.forget_ids(form)
        form.typed.setdefault("key", [new_key()])
        form.whole, form.errors[""] = None, GONE
    put_plainly(form)
    return await to_thread(
        desk.pages.answer,
        FORM if desk.view.fragment else PAGE,
        status=status,
        view=desk.view,
        form=form,
        item=item,
        differences=differences or [],
        groups=await to_thread(options.groups_of, form),
        most=(options.MOST_GROUPS, options.MOST_OPTIONS),
        choices=[(one.id, one.name) for one in await desk.work.read(queries.categories, desk.caller)],
        image=await pictures.shown(form, desk.caller, desk.work, desk.storage),
        largest=LARGEST,
        sign=currency_sign(desk.view),
    )


def _back(view: View, path: str) -> Response[Any]:
    if view.fragment:
        return Response(b"", status_code=200, headers={"hx-redirect": path, "cache-control": "no-store"})
    return redirect(path)
