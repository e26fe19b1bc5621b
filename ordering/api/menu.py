"""The menu: as guests read it, and as its editors change it."""

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from litestar import Controller, Request, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.response.base import ASGIResponse

from ordering import services
from ordering.errors import CategoryNotEmpty, NotFound, PricesOutOfRange
from ordering.http import callers
from ordering.http.callers import StaffRequest, admit_guest, known_caller
from ordering.http.headers import header
from ordering.http.openapi import NOT_MODIFIED, TABLE, answers
from ordering.http.paging import Items, PathId
from ordering.http.query import ADMITS
from ordering.http.wire.answers import Ready, ready
from ordering.menu import actions, bulk, queries
from ordering.menu.cache import Encoded
from ordering.menu.shapes import (
    Arrangement,
    CategoryIn,
    CategoryOut,
    CategoryPatch,
    GuestMenu,
    ItemChanges,
    ItemOut,
    ItemPatch,
    NewItem,
)
from ordering.security.callers import GuestCaller
from ordering.services import Services

JSON, KEPT = "application/json", "private, no-cache"


@get(
    "/menu",
    security=TABLE,
    opt={ADMITS: admit_guest},
    responses=answers(answer=GuestMenu) | NOT_MODIFIED,
    tags=["Menu"],
    summary="The menu",
)
async def guest_menu(request: Request[Any, Any, Any]) -> ASGIResponse:
    """Categories in order, and in them what can be had; sold-out items are marked. `popular` are the ids of what sold
    best in the last four weeks, the best first; it is looked at every ten minutes and makes no new `version`.

    Send the `ETag` back as `If-None-Match`: 304 while nothing has changed.
    """
    await admit_guest(request)  # not by a guard: what the framework does for one costs half as much as the answer
    menus = services.of(request).menus
    store_id = request.user.store_id
    menu = menus.fresh(store_id) or await menus.of(store_id)
    headers = {"etag": menu.etag, "cache-control": KEPT}
    if _is_known(menu, header(request.scope, b"if-none-match")):
        return ASGIResponse(status_code=304, headers=headers)
    return ASGIResponse(body=menu.body, headers=headers, media_type=JSON)


def menu_at_once(here: Services, sent: Mapping[bytes, bytes]) -> Ready | None:
    """The same for the edge, where it can be told without waiting: what the framework does for a request that needs
    nothing takes four times as long as this, and most requests of a full house are this one.
    """
    caller = known_caller(here, sent.get(b"authorization"))
    menu = here.menus.fresh(caller.store_id) if isinstance(caller, GuestCaller) else None
    if menu is None:
        return None
    if (made := _made.get(menu)) is None:
        made = _made[menu] = _ready(menu)
    whole, unchanged = made
    known = sent.get(b"if-none-match")
    return whole if known is None or not _is_known(menu, known.decode("latin-1")) else unchanged


def _is_known(menu: Encoded, known: str | None) -> bool:
    return known is not None and any(tag.strip().removeprefix("W/") in (menu.etag, "*") for tag in known.split(","))


def _ready(menu: Encoded) -> tuple[Ready, Ready]:
    headers = [(b"etag", menu.etag.encode()), (b"cache-control", KEPT.encode())]
    of_body = [(b"content-type", JSON.encode()), (b"content-length", b"%d" % len(menu.body))]
    return ready(200, [*headers, *of_body], menu.body), ready(304, headers)


_made: WeakKeyDictionary[Encoded, tuple[Ready, Ready]] = WeakKeyDictionary()


class Categories(Controller):
    path = "/categories"
    tags = ["Menu"]

    @get(summary="The categories, in menu order")
    async def listed(self, staff: NamedDependency[StaffRequest]) -> Items[CategoryOut]:
        """All of them."""
        return Items(await staff.read(queries.categories))

    @post(guards=[callers.managers], responses=answers(NotFound), summary="Add a category")
    async def add(self, data: JSONBody[CategoryIn], staff: NamedDependency[StaffRequest]) -> CategoryOut:
        """At the end of the menu."""
        return await staff.run(actions.add_category, data)

    @patch("/{category_id:int}", guards=[callers.managers], summary="Rename a category")
    async def change(
        self, category_id: PathId, data: JSONBody[CategoryPatch], staff: NamedDependency[StaffRequest]
    ) -> CategoryOut:
        """Guests see it at once."""
        return await staff.run(actions.change_category, category_id, data)

    @delete(
        "/{category_id:int}",
        guards=[callers.managers],
        responses=answers(CategoryNotEmpty),
        summary="Delete a category",
    )
    async def archive(self, category_id: PathId, staff: NamedDependency[StaffRequest]) -> None:
        """409 `category_not_empty` while it has items, with the id and name of each in `items`."""
        await staff.run(actions.archive_category, category_id)

    @put("/order", guards=[callers.managers], summary="Reorder the categories")
    async def reorder(self, data: JSONBody[Arrangement], staff: NamedDependency[StaffRequest]) -> Items[CategoryOut]:
        """`ids` is the whole new order: every category exactly once, else 400 and nothing moves."""
        return Items(await staff.run(actions.reorder_categories, data))

    @put("/{category_id:int}/items/order", guards=[callers.managers], summary="Reorder a category's items")
    async def reorder_items(
        self, category_id: PathId, data: JSONBody[Arrangement], staff: NamedDependency[StaffRequest]
    ) -> Items[ItemOut]:
        """`ids` is the whole new order: every item of the category exactly once, else 400 and nothing moves."""
        return Items(
            [
                ItemOut.of(item, staff.services.storage.url)
                for item in await staff.run(actions.reorder_items, category_id, data)
            ]
        )


class MenuItems(Controller):
    path = "/items"
    tags = ["Menu"]

    @get(summary="The items, in menu order")
    async def listed(self, staff: NamedDependency[StaffRequest]) -> Items[ItemOut]:
        """All of them, hidden ones too; archived ones are gone."""
        return Items([ItemOut.of(item, staff.services.storage.url) for item in await staff.read(queries.items)])

    @patch(
        guards=[callers.managers],
        responses=answers(PricesOutOfRange, NotFound),
        summary="Change many items",
    )
    async def change_many(self, data: JSONBody[ItemChanges], staff: NamedDependency[StaffRequest]) -> Items[ItemOut]:
        """All of it or nothing, in one step. 409 `prices_out_of_range` names in `items` all whose price would be below
        0, with their options too, or too high. Who moves them puts them at the end of their category, in this order.
        """
        url = staff.services.storage.url
        return Items([ItemOut.of(item, url) for item in await staff.run(bulk.change_items, data.items)])

    @get("/{item_id:int}", summary="One item")
    async def one(self, item_id: PathId, staff: NamedDependency[StaffRequest]) -> ItemOut:
        """As its editors see it."""
        return ItemOut.of(await staff.read(queries.item, item_id), staff.services.storage.url)

    @post(guards=[callers.managers], responses=answers(NotFound), summary="Add an item")
    async def add(self, data: JSONBody[NewItem], staff: NamedDependency[StaffRequest]) -> ItemOut:
        """At the end of its category. 404 for a category or image that this store does not have.

        The badge `spicy` and `spice` go together: with the badge alone it is 1. A required choice of exactly one may
        have a `default` option: guests need not choose it.
        """
        return ItemOut.of(await staff.run(actions.add_item, data), staff.services.storage.url)

    @patch("/{item_id:int}", guards=[callers.managers], summary="Change an item")
    async def change(self, item_id: PathId, data: JSONBody[ItemPatch], staff: NamedDependency[StaffRequest]) -> ItemOut:
        """Only what is given changes. `option_groups` is replaced as a whole; ids that are given again are kept."""
        return ItemOut.of(await staff.run(actions.change_item, item_id, data), staff.services.storage.url)

    @delete("/{item_id:int}", guards=[callers.managers], summary="Delete an item")
    async def archive(self, item_id: PathId, staff: NamedDependency[StaffRequest]) -> None:
        """Orders keep their copy of it."""
        await staff.run(actions.archive_item, item_id)

    @put("/{item_id:int}/sold-out", summary="86 an item")
    async def sold_out(self, item_id: PathId, staff: NamedDependency[StaffRequest]) -> ItemOut:
        """Still shown, not orderable. Repeatable."""
        return ItemOut.of(await staff.run(actions.mark_item, item_id, sold_out=True), staff.services.storage.url)

    @delete("/{item_id:int}/sold-out", status_code=200, summary="Have an item back")
    async def back(self, item_id: PathId, staff: NamedDependency[StaffRequest]) -> ItemOut:
        """Orderable again. Repeatable."""
        return ItemOut.of(await staff.run(actions.mark_item, item_id, sold_out=False), staff.services.storage.url)


class MenuOptions(Controller):
    path = "/options"
    tags = ["Menu"]

    @put("/{option_id:int}/sold-out", summary="86 an option")
    async def sold_out(self, option_id: PathId, staff: NamedDependency[StaffRequest]) -> ItemOut:
        """Answers the option's item. Repeatable."""
        return ItemOut.of(await staff.run(actions.mark_option, option_id, sold_out=True), staff.services.storage.url)

    @delete("/{option_id:int}/sold-out", status_code=200, summary="Have an option back")
    async def back(self, option_id: PathId, staff: NamedDependency[StaffRequest]) -> ItemOut:
        """Answers the option's item. Repeatable."""
        return ItemOut.of(await staff.run(actions.mark_option, option_id, sold_out=False), staff.services.storage.url)


ROUTES: list[Any] = [guest_menu]
STAFF_ROUTES: list[Any] = [Categories, MenuItems, MenuOptions]
