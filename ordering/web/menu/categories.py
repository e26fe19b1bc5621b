"""The headings of the menu, and the order of everything in it."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from ordering.errors import Invalid
from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.kitchen.queries import prep_stations
from ordering.menu import actions, queries
from ordering.menu.shapes import Arrangement, CategoryIn, CategoryOut, CategoryPatch
from ordering.web.kit import htmx
from ordering.web.kit.forms import Form, flat, new_key, read_form
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen
from ordering.web.menu.listing import menu_listing

NAME, NAME_PAGE = "menu/_category_name.html", "menu/category.html"
ARRANGEMENT, ARRANGEMENT_PAGE = "menu/_arrange.html", "menu/arrange.html"
HOME, ARRANGING = "/admin/menu", "/admin/menu/order"
CHANGED: dict[str, Any] = {"menu:changed": ""}
"""The page's script fetches the list anew: more of it has changed than what is answered."""


class Categories(Controller):
    path = "/menu/categories"
    guards = [managers]

    @post()
    async def add(self, screen: NamedDependency[Screen]) -> Response[Any]:
        async with screen.form(Form()) as form:
            category = await screen.run(actions.add_category, form.read(CategoryIn), form.value("key"))
        if form.refused:
            return screen.show("menu/_new_category.html", page=NAME_PAGE, form=form, category=None)
        if not screen.view.fragment:
            return redirect(f"{HOME}#category-{category.id}")
        toast = htmx.toast(screen.say("%(name)s is on the menu now.", name=category.name), **CHANGED)
        return screen.show("menu/_new_category.html", form=Form({"key": [new_key()]}), headers=toast)

    @get("/{category_id:int}")
    async def name(self, category_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
        category = await screen.read(queries.category, category_id)
        return await _name_form(screen, Form(flat(category)), category)

    @post("/{category_id:int}")
    async def change(self, category_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        category = await screen.read(queries.category, category_id)
        async with screen.form(Form()) as form:
            saved = await screen.run(actions.change_category, category_id, form.read(CategoryPatch))
        if form.refused:
            return await _name_form(screen, form, category)
        if not screen.view.fragment:
            return redirect(f"{HOME}#category-{category_id}")
        if saved.name != category.name:
            return _done(screen, screen.say("The category is called %(name)s now.", name=saved.name))
        return _done(screen, screen.say("%(name)s is saved.", name=saved.name))

    @post("/{category_id:int}/delete")
    async def delete(self, category_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        await screen.run(actions.archive_category, category_id)
        return _done(screen, screen.say("The category is deleted.")) if screen.view.fragment else redirect(HOME)


@get("/menu/order", guards=[managers])
async def arranging(screen: NamedDependency[Screen]) -> Response[str]:
    return screen.show(ARRANGEMENT, page=ARRANGEMENT_PAGE, listing=await menu_listing(screen))


@post("/menu/order", guards=[managers])
async def arrange(screen: NamedDependency[Screen]) -> Response[Any]:
    """The whole new order of the categories, or of the items of ``category``; of ``up`` and ``down`` a row's id."""
    form = await read_form(screen.request)
    new = _moved(form)
    try:
        if category_id := form.number("category"):
            await screen.run(actions.reorder_items, category_id, new)
        else:
            await screen.run(actions.reorder_categories, new)
    except Invalid:  # not every id once: somebody else has added or deleted one
        why = screen.say("Somebody has changed the menu meanwhile, and nothing was moved. This is how it stands.")
        listing = await menu_listing(screen)
        late = htmx.toast(why, "late")
        return screen.show(ARRANGEMENT, page=ARRANGEMENT_PAGE, status=422, headers=late, listing=listing)
    return screen.nothing(status=204) if screen.view.fragment else redirect(ARRANGING)


async def _name_form(screen: Screen, form: Form, category: CategoryOut) -> Response[Any]:
    return screen.show(NAME, page=NAME_PAGE, form=form, category=category, stations=await screen.read(prep_stations))


def _moved(form: Form) -> Arrangement:
    """As the rows stood, and a step on where a button says so."""
    ids = form.read(Arrangement).ids
    for verb, step in (("up", -1), ("down", 1)):
        row = form.number(verb)
        if row in ids:
            at = ids.index(row)
            ids.insert(max(0, at + step), ids.pop(at))
    return Arrangement(ids)


def _done(screen: Screen, said: str) -> Response[Any]:
    return screen.nothing(htmx.toast(said, **CHANGED) | htmx.LEFT_AS_IT_IS)


ROUTES: list[Any] = [Categories, arranging, arrange]
