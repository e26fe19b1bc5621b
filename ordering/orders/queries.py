"""Looking at orders: the guest's, the staff's, past ones, a day's totals, who did what. Nothing here writes."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct, structs
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.audit import AuditEntries, AuditEntry, AuditFilter, Subject
from ordering.codes import Code
from ordering.errors import Invalid, NoOpenSession, NotFound
from ordering.kitchen.shapes import TicketOut
from ordering.live.repository import StoreEvents
from ordering.menu.model import MenuItem
from ordering.menu.repository import Items
from ordering.orders.bill import Bill
from ordering.orders.model import Status
from ordering.orders.repository import OrderFilter, Orders
from ordering.orders.row_names import Row, names, rows_of
from ordering.orders.sales import HourTotals, ItemTotals, Summary
from ordering.orders.shapes import (
    ClosedSession,
    OrderNamed,
    OrderOut,
)
from ordering.security.callers import GuestCaller, StaffCaller
from ordering.stores import queries as stores
from ordering.stores.repository import Stores
from ordering.stores.shapes import StaffOut
from ordering.tables.repository import Tables, TableSessions
from ordering.tables.shapes import TableOut, TableRef, TableSessionOut
from ordering.tables.visits import check_sitting

TRAIL = 20


async def one_of_party(session: AsyncSession, guest: GuestCaller, order_id: int) -> OrderOut:
    table, table_session = await Tables(session).with_session(guest.store_id, guest.table_id)
    await check_sitting(session, guest, table)
    order = await Orders(session).of(guest.store_id, order_id)
    if table_session is None or order.table_session_id != table_session.id:
        raise NotFound
    return OrderOut.of(order)


async def one(session: AsyncSession, staff: StaffCaller, order_id: int) -> OrderOut:
    return OrderOut.of(await Orders(session).of(staff.store_id, order_id), for_staff=True)


class OrderDetail(Struct, frozen=True):
    """An order and what is around it. ``table_session`` is None once the table was closed; ``orders`` are its."""

    order: OrderOut
    table: TableOut
    table_session: TableSessionOut | None
    orders: list[OrderOut]
    trail: list[AuditEntry]
    stock: dict[int, bool]
    """Whether its dishes are sold out now: those that are still on the menu."""
    tickets: list[TicketOut]
    """How far each of the kitchen's stations is with it."""

    @property
    def unseen(self) -> bool:
        """Whether something is to be made that nobody in the kitchen has seen."""
        return any(ticket.seen_at is None and ticket.status.unfinished for ticket in self.tickets)


async def detail(session: AsyncSession, staff: StaffCaller, order_id: int) -> OrderDetail:
    """Raises ``NotFound`` also for another store's."""
    row = await Orders(session).of(staff.store_id, order_id)
    order = OrderOut.of(row, for_staff=True)
    table = await Tables(session).of(staff.store_id, order.table.id, archived=True)
    current = await TableSessions(session).find(staff.store_id, table_id=table.id, id=order.table_session_id)
    orders = await Orders(session).of_session(staff.store_id, order.table_session_id)
    dishes = {line.item_id for line in order.lines}
    return OrderDetail(
        order=order,
        table=TableOut.of(table),
        table_session=TableSessionOut.of(current),
        orders=[OrderOut.of(other, for_staff=True) for other in orders],
        trail=await trail(session, staff, order_id),
        stock={item.id: item.sold_out for item in await Items(session).all_of(staff.store_id, MenuItem.id.in_(dishes))},
        tickets=[TicketOut.of(ticket, row) for ticket in row.tickets],
    )


async def trail(session: AsyncSession, staff: StaffCaller, order_id: int) -> list[AuditEntry]:
    """The latest of what was done with an order, newest first."""
    of_order = AuditFilter(subject=Subject.ORDER, subject_id=order_id)
    return await AuditEntries(session).page(staff.store_id, of_order, None, TRAIL)


async def bill(
    session: AsyncSession, caller: StaffCaller | GuestCaller, table_id: int, heads: int | None = None
) -> Bill:
    """What the table's party owes, divided by ``heads``. Raises ``NotFound`` also where nobody sits.

    The cursor is read first: of events after it, some may be in.
    """
    seq = await StoreEvents(session).head(caller.store_id)
    table, table_session = await Tables(session).with_session(caller.store_id, table_id)
    if not isinstance(caller, StaffCaller):
        await check_sitting(session, caller, table)
    if table_session is None:
        raise NotFound
    orders = (await Orders(session).of_session(caller.store_id, table_session.id))[::-1]
    currency = (await Stores(session).of(caller.store_id)).currency
    whole = Bill.of(table, table_session, orders, currency, seq)
    return whole.divided(heads) if heads else whole


async def bill_of_party(session: AsyncSession, guest: GuestCaller, heads: int | None = None) -> Bill:
    return await bill(session, guest, guest.table_id, heads)


class TableDetail(Struct, frozen=True):
    """A table and who sits there: ``orders`` newest first; ``bill`` None where nobody does."""

    table: TableOut
    orders: list[OrderOut]
    bill: Bill | None


async def table_detail(session: AsyncSession, staff: StaffCaller, table_id: int) -> TableDetail:
    """Raises ``NotFound`` also for another store's."""
    table, table_session = await Tables(session).with_session(staff.store_id, table_id)
    if table_session is None:
        return TableDetail(TableOut.of(table), [], None)
    orders = await Orders(session).of_session(staff.store_id, table_session.id)
    found = [OrderOut.of(order, for_staff=True) for order in orders]
    return TableDetail(TableOut.of(table), found, await bill(session, staff, table_id))


class UnservedTable(Struct, frozen=True):
    """A table that is to be closed, with orders that are not served."""

    table: TableOut
    table_session_id: int
    total: int
    orders: list[OrderOut]


async def unserved(
    session: AsyncSession, staff: StaffCaller, table_id: int, named: Sequence[OrderNamed]
) -> UnservedTable:
    table = await Tables(session).of(staff.store_id, table_id)
    current = await TableSessions(session).find(staff.store_id, table_id=table_id)
    if current is None:
        raise NoOpenSession
    orders = await Orders(session).by_id(staff.store_id, [order.id for order in named])
    unfinished = [OrderOut.of(orders[order.id], for_staff=True) for order in named if order.id in orders]
    return UnservedTable(TableOut.of(table), current.id, current.total, unfinished)


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


class PastOrders(Struct, frozen=True, kw_only=True):
    """``open_orders`` are those with the number that was asked for, at tables that are still in use."""

    tables: list[TableRef]
    today: date
    sessions: list[ClosedSession] = []
    open_orders: list[OrderOut] = []
    summary: Summary | None = None


async def past(
    session: AsyncSession,
    staff: StaffCaller,
    wanted: OrderFilter | None,
    before: tuple[datetime, int] | None,
    limit: int,
    *,
    summed: bool,
) -> PastOrders:
    """``limit`` closed sessions and one more, by which one knows that there are more; before them what is open.

    ``summed``: with the first day's summary. Raises ``NotFound`` for another store's table.
    """
    today = (await Stores(session).of(staff.store_id)).business_date(clock.now())
    tables = [TableRef.of(table) for table in await Tables(session).all_of(staff.store_id)]
    if wanted is None:
        return PastOrders(tables=tables, today=today)
    if wanted.table_id and wanted.table_id not in {table.id for table in tables}:
        tables.append(TableRef.of(await Tables(session).of(staff.store_id, wanted.table_id, archived=True)))
    sessions = await history(session, staff, wanted, before, limit + 1)
    still_open: list[OrderOut] = []
    if wanted.number and before is None:
        still_open = await page(session, staff, structs.replace(wanted, in_open_session=True), None, limit)
    of_day = await summary(session, staff, wanted.since) if summed and before is None else None
    return PastOrders(tables=tables, today=today, sessions=sessions, open_orders=still_open, summary=of_day)


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
    orders = await Orders(session).taken_one_by_one(store.id, day)
    counted = [(placed_at, total) for placed_at, status, total in orders if status is not Status.CANCELLED]
    by_hour: dict[int, HourTotals] = {}
    zone = ZoneInfo(store.timezone)
    for placed_at, total in counted:
        hour = placed_at.astimezone(zone).hour
        totals = by_hour.setdefault(hour, HourTotals(hour, 0, 0))
        totals.orders += 1
        totals.sales += total
    return Summary(
        date=day,
        orders=len(counted),
        sessions=await TableSessions(session).count(store.id, archived=True, business_date=day),
        guests=await TableSessions(session).guests_on(store.id, day),
        sales=sum(total for _, total in counted),
        cancelled=len(orders) - len(counted),
        by_hour=list(by_hour.values()),
        by_item=[ItemTotals(*row) for row in await Orders(session).items_sold_on(store.id, day)],
    )


class Activity(Struct, frozen=True):
    """Who did what: entries of the audit, the names of their rows, and the people who work there or did."""

    entries: list[AuditEntry]
    names: dict[Row, str]
    people: list[StaffOut]
    gone: list[StaffOut]


async def activity(
    session: AsyncSession, staff: StaffCaller, wanted: AuditFilter, before: int | None, limit: int
) -> Activity:
    """The entries newest first, from below the id ``before``."""
    entries = await AuditEntries(session).page(staff.store_id, wanted, before, limit)
    rows = {row for entry in entries for row in rows_of(entry)}
    return Activity(
        entries,
        await names(session, staff.store_id, rows),
        await stores.people(session, staff),
        await stores.people_gone(session, staff),
    )
