"""A store to try things out with: a Korean bistro, its logins known to everybody."""

import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.work import Work
from ordering.demo import evening
from ordering.demo.hanging import hang
from ordering.kitchen import actions as kitchen
from ordering.kitchen.shapes import NewStation
from ordering.menu import actions as menu
from ordering.menu.model import MenuItem
from ordering.menu.repository import Items
from ordering.menu.shapes import CategoryIn, NewItem
from ordering.security.authenticator import Authenticator
from ordering.security.callers import CommandLine, Role
from ordering.storage import Storage
from ordering.stores import actions as stores
from ordering.stores.repository import Stores
from ordering.stores.shapes import NewStaff, NewStore
from ordering.tables import actions as tables
from ordering.tables.shapes import NewTable
from ordering.web.home import DemoLogins

SLUG = "demo"
OWNER, OWNER_PASSWORD = "owner", "demo-owner-1"
STAFF, STAFF_PASSWORD = "staff", "demo-staff-1"
TABLE_PASSWORD = "1234"  # noqa: S105 - public, for whoever tries it
LOGINS = DemoLogins(store=SLUG, username=OWNER, password=OWNER_PASSWORD, table=5, table_password=TABLE_PASSWORD)


async def prepare(work: Work, authenticator: Authenticator, storage: Storage, *, guests: bool = True) -> int:
    """Make the demo store unless it is there, all of it or nothing, then its evening and pictures unless it shows some.

    Without ``guests`` it has just opened: nobody sits there.

    Returns the id of its first item. Raises ``StorageDown``.
    """
    hashes = {one: await authenticator.passwords.hash(one) for one in (OWNER_PASSWORD, STAFF_PASSWORD, TABLE_PASSWORD)}
    plan = tomllib.loads(_menu_file())
    dishes = [dish for category in plan["categories"] for dish in category["items"]]
    pictures = {dish["name"]: dish.pop("picture") for dish in dishes if "picture" in dish}
    items = await work.run(_prepare, plan, hashes)
    if not any(item.image_id for item in items):
        if guests:
            await evening.begin(work, storage, items, plan["evening"], STAFF)
        await hang(work, storage, items, pictures, cover=plan["cover"], accent=plan["accent"])
    return next((item.id for item in items if not item.sold_out), 1)


async def _prepare(session: AsyncSession, plan: dict[str, Any], hashes: dict[str, str]) -> Sequence[MenuItem]:
    store = await Stores(session).by_slug(SLUG)
    store_id = await _make(session, plan, hashes) if store is None else store.id
    return await Items(session).in_menu_order(store_id)


async def _make(session: AsyncSession, plan: dict[str, Any], hashes: dict[str, str]) -> int:
    # Whoever tries it may come with any number of tablets.
    new = NewStore(slug=SLUG, name=plan["store_name"], owner=OWNER, password=OWNER_PASSWORD, devices_per_table=0)
    store_id = await stores.create(session, new, hashes[OWNER_PASSWORD])
    by = CommandLine(store_id)
    waiter = NewStaff(username=STAFF, password=STAFF_PASSWORD, role=Role.STAFF)
    await stores.hire(session, by, waiter, hashes[STAFF_PASSWORD])
    for area in plan["areas"]:
        for number in area["tables"]:
            label = area.get("labels", {}).get(str(number))
            table = NewTable(number=number, password=TABLE_PASSWORD, label=label, area=area["name"])
            await tables.add(session, by, table, hashes[TABLE_PASSWORD])
    made_at = {
        station["name"]: (await kitchen.add_station(session, by, msgspec.convert(station, NewStation))).id
        for station in plan["stations"]
    }
    for category in plan["categories"]:
        added = await menu.add_category(
            session, by, CategoryIn(category["name"], station_id=made_at.get(category.get("station")))
        )
        for dish in category["items"]:
            await _add_dish(session, by, added.id, dish)
    return store_id


async def _add_dish(session: AsyncSession, by: CommandLine, category_id: int, dish: dict[str, Any]) -> None:
    sold_out = dish.pop("sold_out", False)
    gone = {
        option["name"]
        for group in dish.get("option_groups", [])
        for option in group["options"]
        if option.pop("sold_out", False)
    }
    item = await menu.add_item(session, by, msgspec.convert({**dish, "category_id": category_id}, NewItem))
    if sold_out:
        await menu.mark_item(session, by, item.id, sold_out=True)
    for option in (option for group in item.option_groups for option in group.options if option.name in gone):
        await menu.mark_option(session, by, option.id, sold_out=True)


def _menu_file() -> str:
    return (resources.files(__package__) / "menu.toml").read_text(encoding="utf-8")
