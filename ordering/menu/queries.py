"""Looking at the menu as its editors do."""

from sqlalchemy.ext.asyncio import AsyncSession

from ordering.menu.model import MenuItem
from ordering.menu.repository import Categories, Items, MenuVersions
from ordering.menu.shapes import CategoryOut
from ordering.security.callers import StaffCaller


async def version(session: AsyncSession, staff: StaffCaller) -> int:
    """A number that every change of the menu moves."""
    return await MenuVersions(session).current(staff.store_id)


async def menu(session: AsyncSession, staff: StaffCaller) -> tuple[int, list[CategoryOut], list[MenuItem]]:
    """All of it, at a version of it."""
    # The version first: rows read after it can only be newer, and then the next look finds that out.
    before = await version(session, staff)
    return before, await categories(session, staff), await items(session, staff)


async def categories(session: AsyncSession, staff: StaffCaller) -> list[CategoryOut]:
    return [CategoryOut.of(category) for category in await Categories(session).all_of(staff.store_id)]


async def items(session: AsyncSession, staff: StaffCaller) -> list[MenuItem]:
    """Every item in menu order, hidden ones too."""
    return await Items(session).in_menu_order(staff.store_id)


async def item(session: AsyncSession, staff: StaffCaller, item_id: int) -> MenuItem:
    return await Items(session).of(staff.store_id, item_id)


async def item_if_left(session: AsyncSession, staff: StaffCaller, item_id: int) -> MenuItem | None:
    """None for one that was archived. Raises ``NotFound`` for what never was the store's."""
    item = await Items(session).of(staff.store_id, item_id, archived=True)
    return item if item.live else None


async def category(session: AsyncSession, staff: StaffCaller, category_id: int) -> CategoryOut:
    return CategoryOut.of(await Categories(session).of(staff.store_id, category_id))
