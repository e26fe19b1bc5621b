"""The printers that a store's orders come out of, kept for each version of its menu.

Every change of a printer makes a new version of the menu, and an order is judged by the version that is there once its
tables are locked: so its papers go just where they should, and nobody asks for printers at each order.
"""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.work import Work
from ordering.menu.repository import MenuVersions
from ordering.printing import queries
from ordering.printing.jobs import Outlet

MOST_STORES = 1000


class _Known(Struct, frozen=True):
    version: int
    outlets: Sequence[Outlet]


class Outlets:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: dict[int, _Known] = {}

    async def at(self, store_id: int, version: int) -> Sequence[Outlet]:
        """As they were at a version of the menu, or are by now: then an order that is judged by that version is
        judged again.
        """
        known = self._known.get(store_id)
        if known is None or known.version != version:
            known = await self._work.read(_read, store_id)
            if len(self._known) >= MOST_STORES:
                self._known.clear()
            self._known[store_id] = known
        return known.outlets


async def _read(session: AsyncSession, store_id: int) -> _Known:
    version = await MenuVersions(session).current(store_id)
    # The version comes first: what changes after it was read has another one.
    return _Known(version, await queries.outlets(session, store_id))
