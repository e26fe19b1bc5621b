"""What rows are called, for those who read back: archived ones too."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.audit import Subject
from ordering.menu.model import MenuCategory, MenuItem, Option
from ordering.orders.model import Order
from ordering.stores.model import Staff
from ordering.tables.model import DiningTable

Row = tuple[str, int]
"""As an audit entry names it: its kind and id."""

NAMED: dict[Subject, tuple[Any, str]] = {
    Subject.ORDER: (Order, "number"),
    Subject.TABLE: (DiningTable, "number"),
    Subject.STAFF: (Staff, "username"),
    Subject.CATEGORY: (MenuCategory, "name"),
    Subject.ITEM: (MenuItem, "name"),
    Subject.OPTION: (Option, "name"),
}


async def names(session: AsyncSession, store_id: int, rows: Collection[Row]) -> dict[Row, str]:
    """Numbers of orders and tables, names of the rest; a row that was purged has none."""
    found: dict[Row, str] = {}
    for kind, (model, attribute) in NAMED.items():
        ids = {row_id for of_kind, row_id in rows if of_kind == kind}
        if ids:
            mine = select(model).where(model.store_id == store_id, model.id.in_(ids))
            for row in (await session.scalars(mine)).unique():
                found[kind, row.id] = str(getattr(row, attribute))
    return found
