"""Named queries about orders. The store comes first, always."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, cast

from msgspec import Struct
from sqlalchemy import ColumnElement, CursorResult, Select, Table, bindparam, func, insert, select
from sqlalchemy.orm import joinedload, selectinload

from ordering.database.repository import Repository
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


class Orders(Repository[Order]):
    model_type = Order

    async def seats(self, store_id: int, table_ids: Collection[int], keys: Collection[str]) -> dict[int, Seat]:
        """Lock these tables and read their open sessions and used keys, all in one statement."""
        wanted = {"store_id": store_id, "table_ids": list(table_ids), "keys": list(keys)}
        seats: dict[int, Seat] = {}
        for table, table_session, order_id, key, fingerprint in await self.session.execute(SEATS, wanted):
            seat = seats.setdefault(table.id, Seat(table, table_session, {}))
            if key is not None:
                seat.used_keys[key] = order_id, fingerprint
        return seats

    async def insert(self, orders: Sequence[Order]) -> None:
        """Insert orders of one store and business day with their lines, and give them their ids.

        Past the session, which would insert them one by one: these are the rows that everybody waits for.
        """
        rows = [{name: getattr(order, name) for name in ORDER_COLUMNS} for order in orders]
        if len(orders) == 1:
            orders[0].id = cast("CursorResult[Any]", await self.session.execute(INSERT_ORDER, rows[0])).lastrowid
        else:  # no two servers agree on what the ids of many rows are
            await self.session.execute(INSERT_ORDER, rows)
            numbers = {order.day_number: order for order in orders}
            inserted = select(Order.id, Order.day_number).where(
                Order.store_id == orders[0].store_id,
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

    async def whole(self, store_id: int, order_ids: Collection[int]) -> dict[int, Order]:
        mine = select(Order).where(Order.store_id == store_id, Order.id.in_(order_ids)).options(*WHOLE)
        return {order.id: order for order in (await self.session.scalars(mine)).unique()}

    async def of(self, store_id: int, order_id: int) -> Order:
        """The order, lines and table loaded. Raises ``NotFound`` also for another store's."""
        order = (await self.whole(store_id, [order_id])).get(order_id)
        if order is None:
            raise NotFound
        return order

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

    async def of_session(self, table_session_id: int) -> list[Order]:
        """Newest first."""
        return (await self.of_sessions([table_session_id])).get(table_session_id, [])

    async def of_sessions(self, session_ids: Collection[int]) -> dict[int, list[Order]]:
        """The orders of each of these sessions, newest first."""
        return await self._by_session(select(Order).where(Order.table_session_id.in_(session_ids)))

    async def latest_versions(
        self, session_ids: Collection[int], most: int, *, unfinished: bool = False
    ) -> Sequence[tuple[int, int, int]]:
        """(session, order, version) of the latest ``most`` orders of each of these sessions, newest first.

        ``unfinished``: and of those that are, whatever their rank.
        """
        rank = func.row_number().over(partition_by=Order.table_session_id, order_by=Order.id.desc())
        ranked = select(Order.table_session_id, Order.id, Order.version, Order.status, rank.label("rank"))
        found = ranked.where(Order.table_session_id.in_(session_ids)).subquery()
        wanted = found.c.rank <= most
        if unfinished:
            wanted |= found.c.status.in_([one for one in Status if one.unfinished])
        latest = select(found.c.table_session_id, found.c.id, found.c.version).where(wanted)
        rows = await self.session.execute(latest.order_by(found.c.id.desc()))
        return [(session_id, order_id, version) for session_id, order_id, version in rows]

    async def joined(self, order_ids: Collection[int]) -> Sequence[Order]:
        """These orders whole, in one statement."""
        whole = (
            select(Order)
            .where(Order.id.in_(order_ids))
            .options(joinedload(Order.lines), joinedload(Order.table, innerjoin=True))
        )
        return (await self.session.scalars(whole)).unique().all()

    async def page(self, store_id: int, wanted: OrderFilter, before: int | None, limit: int) -> list[Order]:
        """Orders newest first, from below the id ``before``."""
        found = select(Order).where(*wanted.on_orders(store_id))
        if before is not None:
            found = found.where(Order.id < before)
        page = found.order_by(Order.id.desc()).limit(limit).options(*WHOLE)
        return list((await self.session.scalars(page)).unique())

    async def any_of(self, store_id: int) -> bool:
        return await self.session.scalar(select(Order.id).where(Order.store_id == store_id).limit(1)) is not None

    async def on(self, store_id: int, day: date) -> list[Order]:
        """The orders of a business day, in the order they came."""
        day_of = select(Order).where(Order.store_id == store_id, Order.business_date == day)
        return list(await self.session.scalars(day_of.order_by(Order.id)))

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

    async def _by_session(self, query: Select[Order]) -> dict[int, list[Order]]:
        found: dict[int, list[Order]] = {}
        whole = query.options(*WHOLE).order_by(Order.id.desc())
        for order in (await self.session.scalars(whole)).unique():
            found.setdefault(order.table_session_id, []).append(order)
        return found


class Sessions(Repository[TableSession]):
    model_type = TableSession

    async def closed(
        self, store_id: int, wanted: OrderFilter, before: tuple[datetime, int] | None, limit: int
    ) -> list[TableSession]:
        """Closed sessions, the last closed first, from below ``before`` (closing time and id)."""
        found = select(TableSession).where(TableSession.closed_at.is_not(None), *wanted.on_sessions(store_id))
        if before is not None:
            closed_at, session_id = before
            same = (TableSession.closed_at == closed_at) & (TableSession.id < session_id)
            found = found.where((TableSession.closed_at < closed_at) | same)
        page = found.order_by(TableSession.closed_at.desc(), TableSession.id.desc()).limit(limit)
        return list(await self.session.scalars(page.options(joinedload(TableSession.table, innerjoin=True))))

    async def opened_on(self, store_id: int, day: date) -> int:
        """How many sessions a business day had, open ones too."""
        mine = select(func.count()).where(TableSession.store_id == store_id, TableSession.business_date == day)
        return await self.session.scalar(mine) or 0
