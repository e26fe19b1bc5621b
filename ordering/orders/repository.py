"""Named queries about orders. The store comes first."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from advanced_alchemy.filters import LimitOffset
from msgspec import Struct
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from ordering.database.repository import StoreRows
from ordering.database.work import Again
from ordering.errors import NotFound
from ordering.kitchen.model import KitchenTicket
from ordering.live.log import EventCounter
from ordering.live.repository import StoreEvents
from ordering.orders.model import Order, OrderLine, Status
from ordering.tables.calls import ServiceCall
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.repository import Tables

TABLES = (joinedload(Order.table, innerjoin=True), joinedload(Order.placed_at_table, innerjoin=True))
TICKETS = selectinload(Order.tickets).joinedload(KitchenTicket.station, innerjoin=True)
WHOLE = (selectinload(Order.lines), TICKETS, *TABLES)
IN_TURN = "STRAIGHT_JOIN"
"""On a server orders are read before what is joined to them. Left to itself MariaDB begins with the few tables, or with
the lines of all times, and reads whatever was ordered ever.
"""


class OrderFilter(Struct, frozen=True, kw_only=True):
    """What to look for; None for all. Dates are business dates, inclusive."""

    table_id: int | None = None
    since: date | None = None
    until: date | None = None
    number: tuple[date | None, int] | None = None
    status: str | None = None
    in_open_session: bool = False

    def on_orders(self, store_id: int) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Order.store_id == store_id]
        if self.status is not None:
            found.append(Order.status == self.status)
        if self.in_open_session:
            mine = TableSession.store_id == store_id
            found.append(Order.table_session_id.in_(select(TableSession.id).where(mine, TableSession.live == 1)))
        return found + self._common(Order) + self._numbered()

    def on_sessions(self, store_id: int) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [TableSession.store_id == store_id]
        if self.number is not None:
            numbered = select(Order.table_session_id).where(Order.store_id == store_id, *self._numbered())
            found.append(TableSession.id.in_(numbered))
        return found + self._common(TableSession)

    def _common(self, of: type[Order] | type[TableSession]) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.table_id is not None:
            found.append(of.table_id == self.table_id)
        if self.since is not None:
            found.append(of.business_date >= self.since)
        if self.until is not None:
            found.append(of.business_date <= self.until)
        return found

    def _numbered(self) -> list[ColumnElement[bool]]:
        if self.number is None:
            return []
        day, number = self.number
        found = [Order.day_number == number]
        return [*found, Order.business_date == day] if day is not None else found


def _in_sessions(store_id: int, session_ids: Collection[int]) -> ColumnElement[bool]:
    # The 0 keeps it off the store's indexes: SQLite would take one for two sessions, and read all the store's orders.
    return (Order.store_id + 0 == store_id) & Order.table_session_id.in_(session_ids)


class Orders(StoreRows[Order]):
    model_type = Order
    whole = WHOLE
    order = (Order.id.asc(),)

    async def by_id(self, store_id: int, order_ids: Collection[int]) -> dict[int, Order]:
        """These orders whole."""
        whole = joinedload(Order.lines), TICKETS, *TABLES
        mine = select(Order).where(Order.store_id == store_id, Order.id.in_(order_ids)).options(*whole)
        return {order.id: order for order in (await self.session.scalars(mine)).unique()}

    async def locked(self, store_id: int, order_id: int) -> Order:
        """The order as it is now, under its table's lock: nothing else happens at that table meanwhile."""
        table_id = await self.table_of(store_id, order_id)
        await Tables(self.session).of(store_id, table_id, lock=True, archived=True)
        order = await self.fresh(store_id, order_id)
        if order.table_id != table_id:  # it has moved before the lock was had
            raise Again
        return order

    async def table_of(self, store_id: int, order_id: int) -> int:
        """The id of the table where it is; it may move at once, unless that table is locked. Raises ``NotFound``."""
        mine = select(Order.table_id).where(Order.store_id == store_id, Order.id == order_id)
        table_id = await self.session.scalar(mine)
        if table_id is None:
            raise NotFound
        return table_id

    async def fresh(self, store_id: int, order_id: int) -> Order:
        """The order as it is now, whole and with its session."""
        fresh = (
            select(Order)
            .where(Order.store_id == store_id, Order.id == order_id)
            .options(*WHOLE, joinedload(Order.table_session, innerjoin=True))
            .execution_options(populate_existing=True)
        )
        return (await self.session.scalars(fresh)).unique().one()

    async def of_session(self, store_id: int, session_id: int) -> list[Order]:
        """Newest first."""
        return (await self.of_sessions(store_id, [session_id]))[session_id]

    async def of_sessions(self, store_id: int, session_ids: Collection[int]) -> dict[int, list[Order]]:
        """The orders of each of these sessions, newest first."""
        theirs = (
            select(Order)
            .prefix_with(IN_TURN, dialect="mysql")
            .where(_in_sessions(store_id, session_ids))
            .options(*WHOLE)
            .order_by(Order.id.desc())
        )
        found: dict[int, list[Order]] = {session_id: [] for session_id in session_ids}
        for order in await self.session.scalars(theirs):
            found[order.table_session_id].append(order)
        return found

    async def page(self, store_id: int, wanted: OrderFilter, before: int | None, limit: int) -> list[Order]:
        """Orders newest first, from below the id ``before``."""
        page = wanted.on_orders(store_id)
        if before is not None:
            page.append(Order.id < before)
        return await self.all_of(store_id, *page, LimitOffset(limit, 0), order=[Order.id.desc()], load=WHOLE)

    async def any_of(self, store_id: int) -> bool:
        return await self.session.scalar(select(Order.id).where(Order.store_id == store_id).limit(1)) is not None

    async def taken_on(self, store_id: int, day: date) -> tuple[int, int]:
        """The store's last event, and what its orders of a business day add up to without the cancelled ones.

        One statement, so that both are of one moment.
        """
        head = select(EventCounter.last).where(EventCounter.store_id == store_id).scalar_subquery()
        mine = select(func.sum(Order.total)).where(
            Order.store_id == store_id, Order.business_date == day, Order.status != Status.CANCELLED
        )
        seq, total = (await self.session.execute(select(head, mine.scalar_subquery()))).one()
        return seq or 0, int(total or 0)

    async def taken_one_by_one(self, store_id: int, day: date) -> Sequence[tuple[datetime, Status, int]]:
        """(placed at, status, total) of each order of a business day, cancelled ones too, the first first: as columns,
        since it may have a thousand.
        """
        mine = select(Order.placed_at, Order.status, Order.total).where(
            Order.store_id == store_id, Order.business_date == day
        )
        rows = await self.session.execute(mine.order_by(Order.id))
        return [(placed_at, status, total) for placed_at, status, total in rows]

    async def most_sold(self, store_id: int, since: date, least: int, limit: int) -> list[int]:
        """The ids of the items of which most were sold from a business day on, ``least`` at least; best first."""
        sold = func.sum(OrderLine.quantity)
        most = (
            select(OrderLine.item_id)
            .prefix_with(IN_TURN, dialect="mysql")
            .select_from(Order)
            .join(OrderLine, Order.id == OrderLine.order_id)
            .where(Order.store_id == store_id, Order.business_date >= since, Order.status != Status.CANCELLED)
            .group_by(OrderLine.item_id)
            .having(sold >= least)
            .order_by(sold.desc(), OrderLine.item_id)
            .limit(limit)
        )
        return list(await self.session.scalars(most))

    async def items_sold_on(self, store_id: int, day: date) -> Sequence[tuple[int, str, int, int]]:
        """(item id, name, quantity, sales) of a business day without the cancelled orders, best first."""
        sales = func.sum(OrderLine.subtotal)
        sold = (
            select(OrderLine.item_id, OrderLine.name, func.sum(OrderLine.quantity), sales)
            .prefix_with(IN_TURN, dialect="mysql")
            .select_from(Order)
            .join(OrderLine, Order.id == OrderLine.order_id)
            .where(Order.store_id == store_id, Order.business_date == day, Order.status != Status.CANCELLED)
            .where(OrderLine.quantity > 0)  # not what was taken back whole
            .group_by(OrderLine.item_id, OrderLine.name)
            .order_by(sales.desc(), OrderLine.item_id, OrderLine.name)
        )
        rows = await self.session.execute(sold)
        return [(item_id, name, int(count), int(total)) for item_id, name, count, total in rows]


TableRow = tuple[DiningTable, TableSession | None, list[ServiceCall]]


async def tables_of(session: AsyncSession, store_id: int) -> tuple[int, Sequence[TableRow]]:
    """The last event, and every table with its open session and waiting calls, by number, all of one moment."""
    head = select(EventCounter.last).where(EventCounter.store_id == store_id).scalar_subquery()
    joined = (
        select(DiningTable, TableSession, ServiceCall, head)
        .outerjoin(TableSession, (TableSession.table_id == DiningTable.id) & (TableSession.live == 1))
        .outerjoin(ServiceCall, (ServiceCall.table_id == DiningTable.id) & (ServiceCall.live == 1))
        .where(DiningTable.store_id == store_id, DiningTable.live == 1)
        .order_by(DiningTable.number, ServiceCall.id)
    )
    rows = (await session.execute(joined)).all()
    cursor = (rows[0][3] or 0) if rows else await StoreEvents(session).head(store_id)
    tables: dict[int, TableRow] = {}
    for table, table_session, call, _ in rows:
        calls = tables.setdefault(table.id, (table, table_session, []))[2]
        if call is not None:
            set_committed_value(call, "table", table)
            calls.append(call)
    return cursor, list(tables.values())
