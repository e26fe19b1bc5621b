"""What a business day has taken so far, followed from event to event: adding it all up again for every order would
cost more the longer the day is. And what has sold best lately.
"""

from datetime import date, timedelta

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.live.log import Event, EventType
from ordering.orders.model import Status
from ordering.orders.repository import Orders
from ordering.stores.repository import Stores

LATELY = timedelta(days=28)
MOST_POPULAR, LEAST_SOLD = 6, 10


class _Order(msgspec.Struct):
    business_date: date
    status: Status
    total: int


class _Voided(msgspec.Struct):
    amount: int


class _Told(msgspec.Struct):
    order: _Order
    voided: _Voided | None = None


TOLD = msgspec.json.Decoder(_Told)


class HourTotals(msgspec.Struct):
    hour: int
    orders: int
    sales: int


class ItemTotals(msgspec.Struct):
    item_id: int
    name: str
    quantity: int
    sales: int


class Summary(msgspec.Struct, frozen=True):
    """A business day. ``orders`` and ``sales`` are without the cancelled ones; hours are the store's wall clock."""

    date: date
    orders: int
    sessions: int
    sales: int
    cancelled: int
    by_hour: list[HourTotals]
    by_item: list[ItemTotals]
    guests: int = 0
    """Of its table sessions, those that somebody has counted."""


class DailySales(msgspec.Struct):
    """``total`` is without the cancelled orders, as of the event ``seq``."""

    day: date
    seq: int
    total: int

    def hear(self, event: Event) -> None:
        """The next event of the store; those before ``seq`` are counted already."""
        if event.seq <= self.seq or event.type not in (EventType.ORDER_PLACED, EventType.ORDER_CHANGED):
            return
        told = TOLD.decode(event.payload)
        order = told.order
        if order.business_date != self.day:
            return
        if event.type == EventType.ORDER_PLACED:
            self.total += order.total
        if told.voided is not None:  # of the order's total before: what is left of that is in the event
            self.total -= told.voided.amount
        if (
            event.type == EventType.ORDER_CHANGED and order.status is Status.CANCELLED
        ):  # nothing changes an order after that, so this is heard once
            self.total -= order.total


async def daily_sales(session: AsyncSession, store_id: int, day: date) -> DailySales:
    seq, total = await Orders(session).taken_on(store_id, day)
    return DailySales(day, seq, total)


async def best_sellers(session: AsyncSession, store_id: int) -> list[int]:
    """The ids of what was sold most of in the last weeks, today too, the best first; nothing that hardly sells."""
    today = (await Stores(session).of(store_id)).business_date(clock.now())
    return await Orders(session).most_sold(store_id, today - LATELY, LEAST_SOLD, MOST_POPULAR)
