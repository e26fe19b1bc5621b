"""Looking: the guest's orders, the staff's, the history, a day's totals. Nothing here writes."""

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.codes import Code
from ordering.errors import Invalid, NotFound
from ordering.live.log import StoreEvents
from ordering.orders.model import Status
from ordering.orders.repository import OrderFilter, Orders
from ordering.orders.shapes import (
    ClosedSession,
    GuestOrders,
    HourTotals,
    ItemTotals,
    OrderOut,
    Summary,
)
from ordering.security.callers import StaffCaller, TableCaller
from ordering.stores.repository import Stores
from ordering.tables.repository import Tables, TableSessions
from ordering.tables.shapes import TableSessionOut


async def of_party(session: AsyncSession, tablet: TableCaller) -> GuestOrders:
    """The orders of the table's open session, newest first. The cursor is read first: events after it may be in."""
    cursor = await StoreEvents(session).head(tablet.store_id)
    table, table_session = await Tables(session).with_session(tablet.store_id, tablet.table_id)
    orders = await Orders(session).of_session(tablet.store_id, table_session.id) if table_session else []
    items = [OrderOut.of(order) for order in orders]
    return GuestOrders(cursor, table.party, TableSessionOut.of(table_session), items)


async def one_of_party(session: AsyncSession, tablet: TableCaller, order_id: int) -> OrderOut:
    table_session = await TableSessions(session).find(tablet.store_id, table_id=tablet.table_id)
    order = await Orders(session).of(tablet.store_id, order_id)
    if table_session is None or order.table_session_id != table_session.id:
        raise NotFound
    return OrderOut.of(order)


async def one(session: AsyncSession, staff: StaffCaller, order_id: int) -> OrderOut:
    return OrderOut.of(await Orders(session).of(staff.store_id, order_id), for_staff=True)


async def page(
    session: AsyncSession, staff: StaffCaller, wanted: OrderFilter, before: int | None, limit: int
) -> list[OrderOut]:
    orders = await Orders(session).page(staff.store_id, wanted, before, limit)
    return [OrderOut.of(order, for_staff=True) for order in orders]


async def history(
    session: AsyncSession, staff: StaffCaller, wanted: OrderFilter, before: tuple[datetime, int] | None, limit: int
) -> list[ClosedSession]:
    """Closed sessions with their orders, the last closed first. ``NotFound`` for another store's table."""
    filters = wanted.on_sessions(staff.store_id)
    closed = await TableSessions(session).closed(staff.store_id, filters, before, limit)
    orders = await Orders(session).of_sessions(staff.store_id, [visit.id for visit in closed])
    return [ClosedSession.of(visit, visit.table, orders[visit.id]) for visit in closed]


def number_of(text: str | None) -> tuple[date | None, int] | None:
    """An order number as people type it. Raises ``Invalid``."""
    if text is None:
        return None
    plain = unicodedata.normalize("NFKC", text)  # full-width digits are digits
    found = re.fullmatch(r"(?:(\d{8})-)?(\d{1,9})", plain.strip().removeprefix("#"), re.ASCII)
    try:
        if found is not None:
            return (date.fromisoformat(found[1]) if found[1] else None), int(found[2])
    except ValueError:
        pass
    raise Invalid("number", Code.ORDER_NUMBER)


async def summary(session: AsyncSession, staff: StaffCaller, day: date | None) -> Summary:
    """A business day's totals; today's without a ``day``."""
    store = await Stores(session).of(staff.store_id)
    day = day or store.business_date(clock.now())
    orders = await Orders(session).all_of(store.id, business_date=day)
    counted = [order for order in orders if order.status is not Status.CANCELLED]
    by_hour: dict[int, HourTotals] = {}
    for order in counted:
        hour = order.placed_at.astimezone(ZoneInfo(store.timezone)).hour
        totals = by_hour.setdefault(hour, HourTotals(hour, 0, 0))
        totals.orders += 1
        totals.sales += order.total
    return Summary(
        date=day,
        orders=len(counted),
        sessions=await TableSessions(session).count(store.id, archived=True, business_date=day),
        sales=sum(order.total for order in counted),
        cancelled=len(orders) - len(counted),
        by_hour=list(by_hour.values()),
        by_item=[ItemTotals(*row) for row in await Orders(session).items_sold_on(store.id, day)],
    )
