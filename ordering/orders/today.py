"""What a board shows beside its tables."""

from datetime import date, datetime, timedelta

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.live.log import StoreEvent
from ordering.orders.opened import Opened, opened
from ordering.orders.sales import DailySales, daily_sales
from ordering.stores.repository import Stores
from ordering.stores.shapes import StoreOut
from ordering.tables.repository import Devices
from ordering.tables.shapes import DeviceOut, TableRef

PAIRED_LATELY = timedelta(minutes=10)


class Pairing(Struct, frozen=True):
    """A tablet was paired: somebody may wonder who did that."""

    table: TableRef
    at: datetime


class Today(Struct):
    """The store as it is set up, what it has taken, which orders were opened, and the tablets that were just paired."""

    store: StoreOut
    daily_sales: DailySales
    opened: Opened
    paired: list[Pairing]
    unheard: frozenset[int]
    """Tables with a tablet that is not online."""

    @property
    def settled(self) -> tuple[StoreOut, list[Pairing], frozenset[int], date, int]:
        """What may be another without an event."""
        return self.store, self.paired, self.unheard, self.daily_sales.day, self.daily_sales.total

    def hear(self, event: StoreEvent) -> None:
        self.daily_sales.hear(event)
        self.opened.hear(event)


async def today(session: AsyncSession, store_id: int) -> Today:
    store, now = await Stores(session).of(store_id), clock.now()
    taken = await daily_sales(session, store_id, store.business_date(now))
    devices = await Devices(session).recently_paired(store_id, now - PAIRED_LATELY)
    paired = [Pairing(TableRef.of(one.table), one.paired_at) for one in devices]
    tablets = [DeviceOut.of(device) for device in await Devices(session).paired(store_id)]
    unheard = frozenset(tablet.table.id for tablet in tablets if not tablet.online)
    return Today(StoreOut.of(store), taken, await opened(session, store_id), paired, unheard)
