"""The menu: as guests read it, and as its editors change it."""

from typing import Any

from litestar import Controller, Request, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.response.base import ASGIResponse

from ordering import services
from ordering.database.work import Work
from ordering.errors import CategoryNotEmpty, NotFound
from ordering.http.callers import admit_tablet, managers, staff
from ordering.http.openapi import NOT_MODIFIED, STAFF, TABLE, answers
from ordering.http.paging import Items, PathId
from ordering.http.query import ADMITS
from ordering.menu import actions, queries
from ordering.menu.cache import Encoded
from ordering.menu.shapes import (
    Arrangement,
    CategoryIn,
    CategoryOut,
    CategoryPatch,
    GuestMenu,
    ItemOut,
    ItemPatch,
    NewItem,
)
from ordering.security.callers import StaffCaller
from ordering.storage import Storage


@get(
    "/menu",
    security=TABLE,
    opt={ADMITS: admit_tablet},
    responses=answers(answer=GuestMenu) | NOT_MODIFIED,
    tags=["Menu"],
    summary="The menu",
)
async def guest_menu(request: Request[Any, Any, Any]) -> ASGIResponse:
    """Categories in order, and in them what can be had; sold-out items are marked.

    Send the `ETag` back as `If-None-Match`: 304 while nothing has changed.
    """
    await admit_tablet(request)  # not by a guard: what the framework does for one costs half as much as the answer
    menus = services.of(request).menus
    store_id = request.user.store_id
    menu = menus.fresh(store_id) or await menus.of(store_id)
    return _answer(menu, request.headers.get("if-none-match"))


def _answer(menu: Encoded, known: str | None) -> ASGIResponse:
    headers = [("etag", menu.etag), ("cache-control", "private, no-cache")]
    if known is not None and any(tag.strip().removeprefix("W/") in (menu.etag, "*") for tag in known.split(",")):
        return ASGIResponse(status_code=304, headers=headers)
    return ASGIResponse(body=menu.body, headers=headers, media_type="application/json")


class Categories(Controller):
    path = "/categories"
    tags = ["Menu"]  # noqa: RUF012
    security = STAFF
    guards = [staff]  # noqa: RUF012

    @get(summary="The categories, in menu order")
    async def listed(self, caller: NamedDependency[StaffCaller], work: NamedDependency[Work]) -> Items[CategoryOut]:
        """All of them."""
        return Items(await work.read(queries.categories, caller))

    @post(guards=[managers], summary="Add a category")
    async def add(
        self, data: JSONBody[CategoryIn], caller: NamedDependency[StaffCaller], work: NamedDependency[Work]
    ) -> CategoryOut:
        """At the end of the menu."""
        return await work.run(actions.add_category, caller, data)

    @patch("/{category_id:int}", guards=[managers], summary="Rename a category")
    async def change(
        self,
        category_id: PathId,
        data: JSONBody[CategoryPatch],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
    ) -> CategoryOut:
        """Guests see it at once."""
        return await work.run(actions.change_category, caller, category_id, data)

    @delete("/{category_id:int}", guards=[managers], responses=answers(CategoryNotEmpty), summary="Delete a category")
    async def archive(
        self, category_id: PathId, caller: NamedDependency[StaffCaller], work: NamedDependency[Work]
    ) -> None:
        """409 `category_not_empty` while it has items, with the id and name of each in `items`."""
        await work.run(actions.archive_category, caller, category_id)

    @put("/order", guards=[managers], summary="Reorder the categories")
    async def reorder(
        self, data: JSONBody[Arrangement], caller: NamedDependency[StaffCaller], work: NamedDependency[Work]
    ) -> Items[CategoryOut]:
        """`ids` is the whole new order: every category exactly once, else 400 and nothing moves."""
        return Items(await work.run(actions.reorder_categories, caller, data))

    @put(
        "/{category_id:int}/items/order",
        guards=[managers],
        summary="Reorder a category's items",
    )
    async def reorder_items(
        self,
        category_id: PathId,
        data: JSONBody[Arrangement],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        storage: NamedDependency[Storage],
    ) -> Items[ItemOut]:
        """`ids` is the whole new order: every item of the category exactly once, else 400 and nothing moves."""
        return Items(
            [ItemOut.of(item, storage.url) for item in await work.run(actions.reorder_items, caller, category_id, data)]
        )


class MenuItems(Controller):
    path = "/items"
    tags = ["Menu"]  # noqa: RUF012
    security = STAFF
    guards = [staff]  # noqa: RUF012

    @get(summary="The items, in menu order")
    async def listed(
        self, caller: NamedDependency[StaffCaller], work: NamedDependency[Work], storage: NamedDependency[Storage]
    ) -> Items[ItemOut]:
        """All of them, hidden ones too; archived ones are gone."""
        return Items([ItemOut.of(item, storage.url) for item in await work.read(queries.items, caller)])

    @get("/{item_id:int}", summary="One item")
    async def one(
        self,
        item_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        storage: NamedDependency[Storage],
    ) -> ItemOut:
        """As its editors see it."""
        return ItemOut.of(await work.read(queries.item, caller, item_id), storage.url)

    @post(guards=[managers], responses=answers(NotFound), summary="Add an item")
    async def add(
        self,
        data: JSONBody[NewItem],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        storage: NamedDependency[Storage],
    ) -> ItemOut:
        """At the end of its category. 404 for a category or image that this store does not have."""
        return ItemOut.of(await work.run(actions.add_item, caller, data), storage.url)

    @patch("/{item_id:int}", guards=[managers], summary="Change an item")
    async def change(
        self,
        item_id: PathId,
        data: JSONBody[ItemPatch],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        storage: NamedDependency[Storage],
    ) -> ItemOut:
        """Only what is given changes. `option_groups` is replaced as a whole; ids that are given again are kept."""
        return ItemOut.of(await work.run(actions.change_item, caller, item_id, data), storage.url)

    @delete("/{item_id:int}", guards=[managers], summary="Delete an item")
    async def archive(self, item_id: PathId, caller: NamedDependency[StaffCaller], work: NamedDependency[Work]) -> None:
        """Orders keep their copy of it."""
        await work.run(actions.archive_item, caller, item_id)

    @put("/{item_id:int}/sold-out", summary="86 an item")
    async def sold_out(
        self,
        item_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        storage: NamedDependency[Storage],
    ) -> ItemOut:
        """Still shown, not orderable. Repeatable."""
        return ItemOut.of(await work.run(actions.mark_item, caller, item_id, sold_out=True), storage.url)

    @delete("/{item_id:int}/sold-out", status_code=200, summary="Have an item back")
    async def back(
        self,
        item_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        storage: NamedDependency[Storage],
    ) -> ItemOut:
        """Orderable again. Repeatable."""
        return ItemOut.of(await work.run(actions.mark_item, caller, item_id, sold_out=False), storage.url)


class MenuOptions(Controller):
    path = "/options"
    tags = ["Menu"]  # noqa: RUF012
    security = STAFF
    guards = [staff]  # noqa: RUF012

    @put("/{option_id:int}/sold-out", summary="86 an option")
    async def sold_out(
        self,
        option_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        storage: NamedDependency[Storage],
    ) -> ItemOut:
        """Answers the option's item. Repeatable."""
        return ItemOut.of(await work.run(actions.mark_option, caller, option_id, sold_out=True), storage.url)

    @delete("/{option_id:int}/sold-out", status_code=200, summary="Have an option back")
    async def back(
        self,
        option_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        storage: NamedDependency[Storage],
    ) -> ItemOut:
        """Answers the option's item. Repeatable."""
        return ItemOut.of(await work.run(actions.mark_option, caller, option_id, sold_out=False), storage.url)
