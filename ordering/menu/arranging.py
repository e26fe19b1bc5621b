"""The order of rows that stand one after the other, and the news that the menu is another one."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from ordering.codes import Code
from ordering.errors import Invalid
from ordering.live import log
from ordering.menu.model import MenuCategory, MenuItem, Station
from ordering.menu.repository import MenuVersions
from ordering.menu.shapes import MenuChanged

Row = TypeVar("Row", MenuCategory, MenuItem, Station)


def in_order(rows: Sequence[Row], ids: list[int]) -> list[Row]:
    """The rows in the order of their ``ids``. Raises ``Invalid`` unless each is there exactly once."""
    by_id = {row.id: row for row in rows}
    if len(ids) != len(rows) or by_id.keys() != set(ids):
        raise Invalid("ids", Code.EVERY_ID)
    return [by_id[id_] for id_ in ids]


def number(rows: Sequence[Row]) -> None:
    """Number the rows as they stand, without holes."""
    for position, row in enumerate(rows):
        row.position = position


async def menu_changed(session: AsyncSession, store_id: int) -> None:
    """The menu is another one: whoever shows it is told, once for all that a transaction does."""
    if log.is_noted(session, store_id, log.EventType.MENU_CHANGED):
        return
    version = await MenuVersions(session).next(store_id)
    log.append(session, store_id, log.EventType.MENU_CHANGED, MenuChanged(version))
