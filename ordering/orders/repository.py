"""Named queries about orders. The store comes first."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, cast

from advanced_alchemy.filters import LimitOffset
from msgspec import Struct
from sqlalchemy import ColumnElement, CursorResult, Table, bindparam, func, insert, select
from sqlalchemy.orm import joinedload, selectinload

from ordering.database.repository import StoreRows
from ordering.errors import NotFound
from ordering.live.log import EventCounter
from ordering.orders.model import Order, OrderLine, Status
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.repository import Tables

WHOLE = (selectinload(Order.lines), joinedload(Order.table, innerjoin=True))


# Built once: putting it together costs more than sending it, and every order does.
SEATS = (
    select(DiningTable, TableSession, Order.id, Order.idempotency_key, Order.fingerprint)
    .outerjoin(TableSession, (TableSession.table_id == DiningTable.id) & (TableSession.live == 1))
    .outerjoin(Order, (Order.table_id == DiningTable.id) & Order.idempotency_key.in_(bindparam("keys", expanding=True)))
    .where(
        DiningTable.store_id == bindparam("store_id"),
        DiningTable.id.in_(bindparam("table_ids", expanding=True)),
        DiningTable.live == 1,
    )
    .order_by(DiningTable.id)
    # By the primary key only: found through another index, the two would be locked in an order that the foreign keys
    # of a neighbour's event cross (MariaDB does so, and deadlocks).
    .with_hint(DiningTable, "FORCE INDEX (PRIMARY)", "mysql")
    .with_for_update()
)


ORDERS, LINES = cast("Table", Order.__table__), cast("Table", OrderLine.__table__)
INSERT_ORDER, INSERT_LINE = insert(ORDERS).inline(), insert(LINES).inline()
ORDER_COLUMNS = [column.name for column in ORDERS.columns if column.name != "id"]
LINE_COLUMNS = [column.name for column in LINES.columns]


class Seat(Struct):
    """A table that is locked for ordering: its open session, and what its idempotency keys were used for."""

    table: DiningTable
    table_session: TableSession | None
    used_keys: dict[str, tuple[int, str]]  # order id, fingerprint


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

    async def seats(self, store_id: int, table_ids: Collection[int], keys: Collection[str]) -> dict[int, Seat]:
        """Lock these tables and read their open sessions and used keys, all in one statement."""
        wanted = {"store_id": store_id, "table_ids": list(table_ids), "keys": list(keys)}
        seats: dict[int, Seat] = {}
        for table, table_session, order_id, key, fingerprint in await self.session.execute(SEATS, wanted):
            seat = seats.setdefault(table.id, Seat(table, table_session, {}))
            if key is not None:
                seat.used_keys[key] = order_id, fingerprint
        return seats

    async def insert(self, store_id: int, orders: Sequence[Order]) -> None:
        """Insert a store's orders of one business day with their lines, and give them their ids.

        Past the session, which would insert them one by one: these are the rows that everybody waits for.
        """
        rows = [{name: getattr(order, name) for name in ORDER_COLUMNS} for order in orders]
        if len(orders) == 1:
            orders[0].id = cast("CursorResult[Any]", await self.session.execute(INSERT_ORDER, rows[0])).lastrowid
        else:  # no two servers agree on what the ids of many rows are
            await self.session.execute(INSERT_ORDER, rows)
            numbers = {order.day_number: order for order in orders}
            inserted = select(Order.id, Order.day_number).where(
                Order.store_id == store_id,
                Order.business_date == orders[0].business_date,
                Order.day_number.in_(numbers),
            )
            for order_id, day_number in await self.session.execute(inserted):
                numbers[day_number].id = order_id
        for order in orders:
            for line in order.lines:
                line.order_id = order.id
        lines = [{name: getattr(line, name) for name in LINE_COLUMNS} for order in orders for line in order.lines]
        await self.session.execute(INSERT_LINE, lines)

    async def by_id(self, store_id: int, order_ids: Collection[int]) -> dict[int, Order]:
        """These orders whole, in one statement."""
        whole = joinedload(Order.lines), joinedload(Order.table, innerjoin=True)
        mine = select(Order).where(Order.store_id == store_id, Order.id.in_(order_ids)).options(*whole)
        return {order.id: order for order in (await self.session.scalars(mine)).unique()}

    async def locked(self, store_id: int, order_id: int) -> Order:
        """The order as it is now, under its table's lock: nothing else happens at that table meanwhile."""
        mine = select(Order.table_id).where(Order.store_id == store_id, Order.id == order_id)
        table_id = await self.session.scalar(mine)
        if table_id is None:
            raise NotFound
        await Tables(self.session).of(store_id, table_id, lock=True, archived=True)
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
        theirs = select(Order).where(_in_sessions(store_id, session_ids)).options(*WHOLE).order_by(Order.id.desc())
        found: dict[int, list[Order]] = {session_id: [] for session_id in session_ids}
        for order in await self.session.scalars(theirs):
            found[order.table_session_id].append(order)
        return found

    async def latest_versions(
        self, store_id: int, session_ids: Collection[int], most: int, *, unfinished: bool = False
    ) -> Sequence[tuple[int, int, int]]:
        """(session, order, version) of the latest ``most`` orders of each of these sessions, newest first.

        ``unfinished``: and of those that are, whatever their rank.
        """
        rank = func.row_number().over(partition_by=Order.table_session_id, order_by=Order.id.desc())
        ranked = select(Order.table_session_id, Order.id, Order.version, Order.status, rank.label("rank"))
        found = ranked.where(_in_sessions(store_id, session_ids)).subquery()
        wanted = found.c.rank <= most
        if unfinished:
            wanted |= found.c.status.in_([one for one in Status if one.unfinished])
        latest = select(found.c.table_session_id, found.c.id, found.c.version).where(wanted)
        rows = await self.session.execute(latest.order_by(found.c.id.desc()))
        return [(session_id, order_id, version) for session_id, order_id, version in rows]

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

    async def items_sold_on(self, store_id: int, day: date) -> Sequence[tuple[int, str, int, int]]:
        """(item id, name, quantity, sales) of a business day without the cancelled orders, best first."""
        sales = func.sum(OrderLine.subtotal)
        sold = (
            select(OrderLine.item_id, OrderLine.name, func.sum(OrderLine.quantity), sales)
            .join(Order, Order.id == OrderLine.order_id)
            .where(Order.store_id == store_id, Order.business_date == day, Order.status != Status.CANCELLED)
            .group_by(OrderLine.item_id, OrderLine.name)
            .order_by(sales.desc(), OrderLine.item_id, OrderLine.name)
        )
        rows = await self.session.execute(sold)
        return [(item_id, name, int(count), int(total)) for item_id, name, count, total in rows]
