"""The names of rows that audit entries speak of."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.audit import AuditEntry, Subject
from ordering.menu.model import MenuCategory, MenuItem, Option, Station
from ordering.orders.model import Order
from ordering.printing.model import Printer
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
    Subject.STATION: (Station, "name"),
    Subject.PRINTER: (Printer, "name"),
}
POINTING = {"table_id": Subject.TABLE, "to_table_id": Subject.TABLE, "category_id": Subject.CATEGORY}
"""What an entry names by an id."""


def rows_of(entry: AuditEntry) -> set[Row]:
    """Whose names it takes to tell it."""
    rows = {(entry.subject, entry.subject_id)} if entry.subject_id is not None else set()
    for values in (entry.before or {}, entry.after or {}):
        rows |= {(subject, values[name]) for name, subject in POINTING.items() if values.get(name)}
    return rows


async def names(session: AsyncSession, store_id: int, rows: Collection[Row]) -> dict[Row, str]:
    """Numbers of orders and tables, names of the rest, archived ones too; a row that was purged has none."""
    found: dict[Row, str] = {}
    for kind, (model, attribute) in NAMED.items():
        ids = {row_id for of_kind, row_id in rows if of_kind == kind}
        if ids:
            mine = select(model).where(model.store_id == store_id, model.id.in_(ids))
            for row in (await session.scalars(mine)).unique():
                found[kind, row.id] = str(getattr(row, attribute))
    return found
