"""Which new orders somebody has looked at: they ring no more, on any device.

The audit remembers it, and so an order's trail tells it; boards follow it from event to event, as
they do the day's sales.
"""

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit
from ordering.audit import Action, AuditEntries, AuditEntry, AuditFilter
from ordering.live import log
from ordering.live.log import Event, EventType
from ordering.orders.model import Order, Status
from ordering.orders.repository import OrderFilter, Orders
from ordering.security.callers import StaffCaller


class OrderOpened(Struct, frozen=True):
    """The payload of ``order.opened``, which is for the staff alone."""

    order_id: int


class Opened(Struct):
    """``ids``: of the pending orders at least those that were opened."""

    ids: set[int]

    def hear(self, event: Event) -> None:
        """The next event of the store."""
        if event.type == EventType.ORDER_OPENED:
            self.ids.add(msgspec.json.decode(event.payload, type=OrderOpened).order_id)


async def note(session: AsyncSession, staff: StaffCaller, order_id: int) -> None:
    """Somebody has an order before them. Noted once, and only while nobody has begun it. Repeatable."""
    order = await Orders(session).locked(staff.store_id, order_id)
    known = AuditFilter(action=Action.ORDER_OPENED.code, subject=Action.ORDER_OPENED.subject, subject_id=order.id)
    if order.status is not Status.PENDING or await AuditEntries(session).page(staff.store_id, known, None, 1):
        return
    audit.record(session, staff, Action.ORDER_OPENED, order.id)
    log.append(session, staff.store_id, EventType.ORDER_OPENED, OrderOpened(order.id), table_id=order.table_id)


async def opened(session: AsyncSession, store_id: int) -> Opened:
    """Of the orders that wait at tables in use."""
    new = OrderFilter(status=Status.PENDING, in_open_session=True)
    waiting = select(Order.id).where(*new.on_orders(store_id))
    found = select(AuditEntry.subject_id).where(
        AuditEntry.store_id == store_id,
        AuditEntry.subject == Action.ORDER_OPENED.subject,
        AuditEntry.action == Action.ORDER_OPENED.code,
        AuditEntry.subject_id.in_(waiting),
    )
    return Opened({one for one in await session.scalars(found) if one is not None})
