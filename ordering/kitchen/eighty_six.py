"""The cook's 86: what can't be made any more is sold out at once, and back."""

from sqlalchemy.ext.asyncio import AsyncSession

from ordering.errors import Forbidden
from ordering.kitchen.queries import sees
from ordering.menu import actions as menu
from ordering.menu.model import MenuItem, StationKind
from ordering.menu.repository import Categories, Items, MenuVersions, Options, Stations
from ordering.security.callers import KitchenCaller


async def mark_item(session: AsyncSession, caller: KitchenCaller, item_id: int, *, sold_out: bool) -> MenuItem:
    """86 an item, or have it back. Repeatable. Raises ``Forbidden`` for a screen where it is not made."""
    await _check_makes(session, caller, item_id)
    return await menu.mark_item(session, caller, item_id, sold_out=sold_out)


async def mark_option(session: AsyncSession, caller: KitchenCaller, option_id: int, *, sold_out: bool) -> MenuItem:
    """86 an option, or have it back; returns its item. Repeatable. Raises as ``mark_item``."""
    _, item_id = await Options(session).item_of(caller.store_id, option_id)
    await _check_makes(session, caller, item_id)
    return await menu.mark_option(session, caller, option_id, sold_out=sold_out)


async def _check_makes(session: AsyncSession, caller: KitchenCaller, item_id: int) -> None:
    mine = await sees(session, caller)
    if mine is None:
        return
    await MenuVersions(session).lock(caller.store_id)  # so that it stays made where it is
    item = await Items(session).of(caller.store_id, item_id)
    category = await Categories(session).of(caller.store_id, item.category_id)
    makers = await Stations(session).all_of(caller.store_id, kind=StationKind.PREP)
    if (item.station_id or category.station_id or next((maker.id for maker in makers), None)) != mine:
        raise Forbidden
