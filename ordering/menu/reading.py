"""Looking at the menu as its editors do."""

from sqlalchemy.ext.asyncio import AsyncSession

from ordering.menu.repository import Categories, Items
from ordering.menu.shapes import CategoryOut, ItemOut
from ordering.security.callers import StaffCaller


async def categories(session: AsyncSession, staff: StaffCaller) -> list[CategoryOut]:
    return [CategoryOut.of(one) for one in await Categories(session).all_of(staff.store_id)]


async def items(session: AsyncSession, staff: StaffCaller) -> list[ItemOut]:
    """Every item in menu order, hidden ones too."""
    return [ItemOut.of(one) for one in await Items(session).all_of(staff.store_id)]


async def item(session: AsyncSession, staff: StaffCaller, item_id: int) -> ItemOut:
    return ItemOut.of(await Items(session).of(staff.store_id, item_id))
