"""What is done to the menu; one function is one transaction.

What changes it tells guests to look again. What is saved as it was makes no version, no event and no audit entry.
"""

import hashlib

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit
from ordering.audit import Action
from ordering.errors import CategoryNotEmpty
from ordering.images.repository import Images
from ordering.menu import options
from ordering.menu.arranging import in_order, menu_changed, number
from ordering.menu.model import Badge, MenuCategory, MenuItem
from ordering.menu.repository import Categories, Items, MenuVersions, Options, Stations
from ordering.menu.shapes import (
    Arrangement,
    CategoryIn,
    CategoryOut,
    CategoryPatch,
    ItemPatch,
    ItemRef,
    NewItem,
)
from ordering.patching import check_conflicts, given


async def add_category(
    session: AsyncSession, by: audit.Actor, new: CategoryIn, form_key: str | None = None
) -> CategoryOut:
    """A new category, the last. The same form sent again gets the one that it has made."""
    await MenuVersions(session).lock(by.store_id)
    sending = _sending(form_key, new)
    if sending and (made := await Categories(session).find(by.store_id, sending=sending)):
        return CategoryOut.of(made)
    await _check_station(session, by, new.station_id)
    category = MenuCategory(
        store_id=by.store_id,
        name=new.name.strip(),
        position=await Categories(session).count(by.store_id),
        live=1,
        station_id=new.station_id,
        sending=sending,
    )
    session.add(category)
    await session.flush()
    audit.record(session, by, Action.CATEGORY_ADDED, category.id, after={"name": category.name})
    await menu_changed(session, by.store_id)
    return CategoryOut.of(category)


async def change_category(
    session: AsyncSession, by: audit.Actor, category_id: int, patch: CategoryPatch
) -> CategoryOut:
    await MenuVersions(session).lock(by.store_id)
    category = await Categories(session).of(by.store_id, category_id)
    changes = given(patch)
    if patch.name is not UNSET:
        changes["name"] = patch.name.strip()
    before = {name: getattr(category, name) for name, value in changes.items() if getattr(category, name) != value}
    if "station_id" in before:
        await _check_station(session, by, changes["station_id"])
    for name in before:
        setattr(category, name, changes[name])
    if before:
        after = {name: changes[name] for name in before}
        audit.record(session, by, Action.CATEGORY_CHANGED, category.id, before, after)
        await menu_changed(session, by.store_id)
    return CategoryOut.of(category)


async def archive_category(session: AsyncSession, by: audit.Actor, category_id: int) -> None:
    """Raises ``CategoryNotEmpty`` naming its items, hidden ones too."""
    await MenuVersions(session).lock(by.store_id)
    category = await Categories(session).of(by.store_id, category_id)
    if left := await Items(session).all_of(by.store_id, category_id=category_id):
        raise CategoryNotEmpty(items=[ItemRef(item.id, item.name) for item in left])
    category.live = category.sending = None
    await session.flush()
    number(await Categories(session).all_of(by.store_id))
    audit.record(session, by, Action.CATEGORY_REMOVED, category.id, before={"name": category.name})
    await menu_changed(session, by.store_id)


async def reorder_categories(session: AsyncSession, by: audit.Actor, new: Arrangement) -> list[CategoryOut]:
    await MenuVersions(session).lock(by.store_id)
    categories = await Categories(session).all_of(by.store_id)
    ordered = in_order(categories, new.ids)
    if ordered != categories:
        number(ordered)
        audit.record(session, by, Action.CATEGORIES_REORDERED, None, after={"ids": new.ids})
        await menu_changed(session, by.store_id)
    return [CategoryOut.of(category) for category in ordered]


async def add_item(session: AsyncSession, by: audit.Actor, new: NewItem, form_key: str | None = None) -> MenuItem:
    """A new item at the end of its category. The same form sent again gets the one that it has made.

    Raises ``Invalid`` for a choice nobody could make or pay.
    """
    await MenuVersions(session).lock(by.store_id)
    sending = _sending(form_key, new)
    if sending and (made := await Items(session).find(by.store_id, sending=sending)):
        return made
    await Categories(session).of(by.store_id, new.category_id)
    if new.image_id is not None:
        await Images(session).showable(by.store_id, new.image_id)
    await _check_station(session, by, new.station_id)
    item = MenuItem(
        store_id=by.store_id,
        category_id=new.category_id,
        name=new.name.strip(),
        description=new.description.strip(),
        price=new.price,
        position=await Items(session).count(by.store_id, category_id=new.category_id),
        sold_out=False,
        hidden=new.hidden,
        badges=_without_spicy(new.badges),
        spice=max(new.spice, int(Badge.SPICY in new.badges)),
        live=1,
        image_id=new.image_id,
        station_id=new.station_id,
        sending=sending,
    )
    session.add(item)
    await session.flush()
    item = await Items(session).of(by.store_id, item.id)
    await options.replace(session, item, new.option_groups)
    item = await Items(session).of(by.store_id, item.id)
    options.check_price(item)
    audit.record(session, by, Action.ITEM_ADDED, item.id, after={"name": item.name, "price": item.price})
    await menu_changed(session, by.store_id)
    return item


async def change_item(
    session: AsyncSession, by: audit.Actor, item_id: int, patch: ItemPatch, seen: ItemPatch | None = None
) -> MenuItem:
    """Change what ``patch`` names. A move puts the item at the end of its new category.

    ``seen`` is the item as it was when the change was thought of. Raises ``ChangedMeanwhile`` if somebody else has
    changed the same since, ``NotFound`` also for an image, a category or a station that the store does not have.
    """
    await MenuVersions(session).lock(by.store_id)
    item = await Items(session).of(by.store_id, item_id)
    check_conflicts(ItemPatch.of(item), seen, patch)
    changes = given(patch) | _badges_and_spice(item, patch)
    changes.pop("option_groups", None)
    changes |= {name: text.strip() for name, text in changes.items() if isinstance(text, str)}
    before = {name: getattr(item, name) for name, value in changes.items() if getattr(item, name) != value}
    if "category_id" in before:
        await _move(session, item, int(str(changes.pop("category_id"))))
    if "image_id" in before:
        await _change_picture(session, item, patch.image_id if isinstance(patch.image_id, int) else None)
    if "station_id" in before:
        await _check_station(session, by, patch.station_id)
    for name, value in changes.items():
        setattr(item, name, value)
    await session.flush()
    groups, described = ItemPatch.of(item).option_groups, options.described(item)
    if patch.option_groups is not UNSET:
        await options.replace(session, item, patch.option_groups)
    item = await Items(session).of(by.store_id, item_id)
    options.check_price(item)
    if ItemPatch.of(item).option_groups != groups:
        before["option_groups"] = described
    if before:
        after = {name: options.described(item) if name == "option_groups" else getattr(item, name) for name in before}
        audit.record(session, by, Action.ITEM_CHANGED, item.id, before, after)
        await menu_changed(session, by.store_id)
    return item


def _badges_and_spice(item: MenuItem, patch: ItemPatch) -> dict[str, object]:
    """What is written of them: the badge "spicy" is how hot it is, and both may be told."""
    if patch.badges is UNSET:
        return {}
    spicy = int(Badge.SPICY in patch.badges)
    hot = max(item.spice, 1) if spicy else 0
    spice = hot if patch.spice is UNSET else max(patch.spice, spicy)
    return {"badges": _without_spicy(patch.badges), "spice": spice}


def _without_spicy(badges: list[Badge]) -> list[Badge]:
    return [badge for badge in Badge if badge in badges and badge is not Badge.SPICY]


async def archive_item(session: AsyncSession, by: audit.Actor, item_id: int) -> None:
    await MenuVersions(session).lock(by.store_id)
    item = await Items(session).of(by.store_id, item_id)
    item.live = item.sending = None
    await _change_picture(session, item, None)
    item.image_id = None
    await session.flush()
    number(await Items(session).all_of(by.store_id, category_id=item.category_id))
    audit.record(session, by, Action.ITEM_REMOVED, item.id, before={"name": item.name, "price": item.price})
    await menu_changed(session, by.store_id)


async def reorder_items(session: AsyncSession, by: audit.Actor, category_id: int, new: Arrangement) -> list[MenuItem]:
    await MenuVersions(session).lock(by.store_id)
    await Categories(session).of(by.store_id, category_id)
    items = await Items(session).all_of(by.store_id, category_id=category_id)
    ordered = in_order(items, new.ids)
    if ordered != items:
        number(ordered)
        audit.record(session, by, Action.ITEMS_REORDERED, category_id, after={"ids": new.ids})
        await menu_changed(session, by.store_id)
    whole = await Items(session).in_menu_order(by.store_id)
    return [item for item in whole if item.category_id == category_id]


async def mark_item(session: AsyncSession, by: audit.Actor, item_id: int, *, sold_out: bool) -> MenuItem:
    """86 an item, or have it back. Repeatable."""
    await MenuVersions(session).lock(by.store_id)
    item = await Items(session).of(by.store_id, item_id)
    if item.sold_out != sold_out:
        item.sold_out = sold_out
        change = {"sold_out": not sold_out}, {"sold_out": sold_out}
        audit.record(session, by, Action.ITEM_SOLD_OUT if sold_out else Action.ITEM_BACK, item.id, *change)
        await menu_changed(session, by.store_id)
    return item


async def mark_option(session: AsyncSession, by: audit.Actor, option_id: int, *, sold_out: bool) -> MenuItem:
    """86 an option, or have it back; returns its item. Repeatable."""
    await MenuVersions(session).lock(by.store_id)
    option, item_id = await Options(session).item_of(by.store_id, option_id)
    if option.sold_out != sold_out:
        option.sold_out = sold_out
        change = {"sold_out": not sold_out}, {"sold_out": sold_out}
        audit.record(session, by, Action.OPTION_SOLD_OUT if sold_out else Action.OPTION_BACK, option.id, *change)
        await menu_changed(session, by.store_id)
        await session.flush()
    return await Items(session).of(by.store_id, item_id)


def _sending(form_key: str | None, new: CategoryIn | NewItem) -> str | None:
    """What a form sent, as one word: with the same key something else is something new."""
    if not form_key:
        return None
    return hashlib.sha256(form_key.encode() + b"\0" + msgspec.json.encode(new)).hexdigest()


async def _move(session: AsyncSession, item: MenuItem, category_id: int) -> None:
    left = item.category_id
    await Categories(session).of(item.store_id, category_id)
    item.position = await Items(session).count(item.store_id, category_id=category_id)
    item.category_id = category_id
    await session.flush()
    number(await Items(session).all_of(item.store_id, category_id=left))


async def _change_picture(session: AsyncSession, item: MenuItem, image_id: int | None) -> None:
    if image_id is not None:
        await Images(session).showable(item.store_id, image_id)
    if item.image_id is not None:
        await Images(session).take_off(item.store_id, item.image_id)


async def _check_station(session: AsyncSession, by: audit.Actor, station_id: int | None | UnsetType) -> None:
    if isinstance(station_id, int):
        await Stations(session).check_makes(by.store_id, station_id)
