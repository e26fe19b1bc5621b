"""One item of the menu as a form: new, changed, deleted.

20 choices of 50 options take a second to read, and another to draw: in a thread, so that nobody's order waits for them.
"""

from asyncio import to_thread
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from ordering.codes import Code
from ordering.errors import Invalid
from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.http.uploads import LARGEST
from ordering.kitchen.queries import prep_stations
from ordering.menu import actions, queries
from ordering.menu.shapes import ItemPatch, NewItem
from ordering.web.kit import pictures
from ordering.web.kit.forms import new_key
from ordering.web.kit.prices import currency_sign
from ordering.web.kit.screen import Screen
from ordering.web.menu import options
from ordering.web.menu.item_form import BADGES, SPICES, ItemForm

HOME = "/admin/menu"


class ItemPages(Controller):
    path = "/menu/items"
    guards = [managers]
    request_max_body_size = pictures.MOST_SENT

    @get("/new")
    async def blank(
        self, screen: NamedDependency[Screen], category: FromQuery[int] = 0, like: FromQuery[int] = 0
    ) -> Response[Any]:
        """``category``: which one it is for; ``like``: the item that it is a copy of, until it is saved as its own."""
        form = ItemForm(screen.view)
        if like:
            form.copy_item(ItemPatch.of(await screen.read(queries.item, like)))
            return await _answer(screen, form)
        category_id = [str(category)] if category else []
        form.typed = {"category_id": category_id, "hidden": ["false"], "spice": ["0"], "key": [new_key()]}
        return await _answer(screen, form)

    @post("/new")
    async def add(self, screen: NamedDependency[Screen]) -> Response[Any]:
        form = ItemForm(screen.view)
        await screen.fill(form)
        if await _only_typing(screen, form):
            return await _answer(screen, form, status=200)
        with form.keeping_refusals():
            new = await to_thread(form.read, NewItem, blank_is_absent=("image_id",))
            item = await screen.run(actions.add_item, new, form.value("key"))
        if form.refused:
            return await _answer(screen, form)
        return screen.go_to(f"{HOME}?saved={item.id}#item-{item.id}")

    @get("/{item_id:int}")
    async def page(self, item_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        item = ItemPatch.of(await screen.read(queries.item, item_id))
        form = ItemForm(screen.view)
        form.show_item(item, item)
        return await _answer(screen, form, item_id)

    @post("/{item_id:int}")
    async def change(self, item_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        """Only what was changed is written. Where somebody else has changed the same, both are shown first."""
        form = ItemForm(screen.view)
        await screen.fill(form)
        if await _only_typing(screen, form):
            return await _answer(screen, form, item_id, status=200)
        with form.keeping_refusals():
            await screen.run(actions.change_item, item_id, *(await to_thread(form.changes)))
        if form.refused:
            return await _answer(screen, form, item_id)
        return screen.go_to(f"{HOME}?saved={item_id}#item-{item_id}")

    @post("/{item_id:int}/delete")
    async def delete(self, item_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        await screen.run(actions.archive_item, item_id)
        return screen.go_to(HOME)


async def _only_typing(screen: Screen, form: ItemForm) -> bool:
    """Whether the form is only to come back: with another row, or without its picture. A picture that came is kept."""
    await pictures.take(screen, form, file="image_id")
    deed = form.value("do")
    if deed == "forget-picture":
        form.typed["image_id"] = [""]
    elif deed == "borrow":
        if lender := form.number("groups_of"):
            form.borrow_groups(ItemPatch.of(await screen.read(queries.item, lender)))
    elif deed:
        form.typed["goes_on_at"] = [await to_thread(options.edit, form, deed)]
    return bool(deed)


async def _answer(
    screen: Screen, form: ItemForm, item_id: int | None = None, *, status: int | None = None
) -> Response[Any]:
    item = await screen.read(queries.item_if_left, item_id) if item_id is not None else None
    if item is None and item_id is not None:
        options.forget_ids(form)
        form.typed.setdefault("key", [new_key()])
        form.errors[""] = Invalid("", Code.ITEM_GONE)
    categories = await screen.read(queries.categories)
    stations = await screen.read(prep_stations)
    lenders = [one for one in await screen.read(queries.items) if one.option_groups and one.id != item_id]
    return await to_thread(
        screen.show,
        "menu/_form.html",
        page="menu/item.html",
        form=form,
        status=status,
        item=item,
        differences=form.differences(categories, stations),
        groups=await to_thread(options.groups_of, form),
        lenders=[(one.id, f"{one.name} · {', '.join(group.name for group in one.option_groups)}") for one in lenders],
        most=(options.MOST_GROUPS, options.MOST_OPTIONS),
        choices=[(category.id, category.name) for category in categories],
        stations=[(station.id, station.name) for station in stations],
        badges=[(badge, screen.say(words)) for badge, words in BADGES.items()],
        spices=[(hot, screen.say(words)) for hot, words in enumerate(SPICES)],
        image=await pictures.shown(screen, form, "image_id"),
        largest=LARGEST,
        sign=currency_sign(screen.view),
    )


ROUTES: list[Any] = [ItemPages]
