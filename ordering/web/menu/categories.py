"""The headings of the menu, and the order of everything in it."""

import json
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from ordering.database.work import Work
from ordering.errors import Invalid, Refusal
from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.menu import actions, queries
from ordering.menu.shapes import Arrangement, CategoryIn, CategoryPatch
from ordering.security.callers import StaffCaller
from ordering.storage import Storage
from ordering.web.kit.callers import staff
from ordering.web.kit.forms import Form, new_key, read_form
from ordering.web.kit.render import Pages, redirect, toasting
from ordering.web.kit.view import View
from ordering.web.menu.listing import menu_listing

NEW, NAME, NAME_PAGE = "menu/_new_category.html", "menu/_category_name.html", "menu/category.html"
ARRANGEMENT, ARRANGEMENT_PAGE = "menu/_arrange.html", "menu/arrange.html"
HOME, ARRANGING = "/admin/menu", "/admin/menu/order"


class Categories(Controller):
    path = "/menu/categories"
    guards = [staff, managers]  # noqa: RUF012

    @post()
    async def add(
        self,
        request: Request[Any, Any, Any],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        form = await read_form(request)
        try:
            category = await work.run(actions.add_category, caller, form.read(CategoryIn), form.value("key"))
        except Refusal as refusal:
            form.refuse(refusal)
            return pages.answer(NEW if view.fragment else NAME_PAGE, status=422, view=view, form=form, category=None)
        if not view.fragment:
            return redirect(f"{HOME}#category-{category.id}")
        said = view.gettext("%(name)s is on the menu now.") % {"name": category.name}
        answer = pages.answer(NEW, view=view, form=Form({"key": [new_key()]}))
        answer.headers.update(_looking_again(said))
        return answer

    @get("/{category_id:int}")
    async def name(
        self,
        category_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[str]:
        category = await work.read(queries.category, caller, category_id)
        template = NAME if view.fragment else NAME_PAGE
        return pages.answer(template, view=view, form=Form.of(category), category=category)

    @post("/{category_id:int}")
    async def rename(
        self,
        request: Request[Any, Any, Any],
        category_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        form = await read_form(request)
        category = await work.read(queries.category, caller, category_id)
        try:
            renamed = await work.run(actions.change_category, caller, category_id, form.read(CategoryPatch))
        except Refusal as refusal:
            form.refuse(refusal)
            template = NAME if view.fragment else NAME_PAGE
            return pages.answer(template, status=422, view=view, form=form, category=category)
        if not view.fragment:
            return redirect(f"{HOME}#category-{category_id}")
        said = view.gettext("The category is called %(name)s now.") % {"name": renamed.name}
        return _done(said)

    @post("/{category_id:int}/delete")
    async def delete(
        self,
        category_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        view: NamedDependency[View],
    ) -> Response[Any]:
        await work.run(actions.archive_category, caller, category_id)
        if not view.fragment:
            return redirect(HOME)
        return _done(view.gettext("The category is deleted."))


@get("/menu/order", guards=[staff, managers])
async def arranging(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    storage: NamedDependency[Storage],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[str]:
    template = ARRANGEMENT if view.fragment else ARRANGEMENT_PAGE
    return pages.answer(template, view=view, carte=await menu_listing(work, storage, caller))


@post("/menu/order", guards=[staff, managers])
async def arrange(
    request: Request[Any, Any, Any],
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    storage: NamedDependency[Storage],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[Any]:
    """The whole new order of the categories, or of the items of ``category``; of ``up`` and ``down`` a row's id."""
    form = await read_form(request)
    wanted = _moved(form)
    try:
        if category_id := form.number("category"):
            await work.run(actions.reorder_items, caller, category_id, wanted)
        else:
            await work.run(actions.reorder_categories, caller, wanted)
    except Invalid:  # not every id once: somebody else has added or deleted one
        whole = await menu_listing(work, storage, caller)
        template = ARRANGEMENT if view.fragment else ARRANGEMENT_PAGE
        answer = pages.answer(template, status=422, view=view, carte=whole)
        why = view.gettext("Somebody has changed the menu meanwhile, and nothing was moved. This is how it stands.")
        answer.headers.update(toasting(why, "late"))
        return answer
    if view.fragment:
        return Response(b"", status_code=204, headers={"cache-control": "no-store"})
    return redirect(ARRANGING)


def _moved(form: Form) -> Arrangement:
    """As the rows stood, and a step on where a button says so."""
    ids = form.read(Arrangement).ids
    for verb, step in (("up", -1), ("down", 1)):
        row = form.number(verb)
        if row in ids:
            at = ids.index(row)
            ids.insert(max(0, at + step), ids.pop(at))
    return Arrangement(ids)


def _looking_again(said: str) -> dict[str, str]:
    """The page's script fetches the list anew: more of it has changed than what is answered."""
    told = json.loads(toasting(said)["hx-trigger"])
    return {"hx-trigger": json.dumps({**told, "menu:changed": ""}), "cache-control": "no-store"}


def _done(said: str) -> Response[Any]:
    return Response(b"", status_code=200, headers={**_looking_again(said), "hx-reswap": "none"})


ROUTES: list[Any] = [Categories, arranging, arrange]
