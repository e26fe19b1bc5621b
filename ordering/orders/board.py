"""The board: every table with its open session and latest orders, in at most three statements."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from ordering.database.work import Work
from ordering.live.log import EventCounter, StoreEvents, goes_on
from ordering.orders.repository import Orders
from ordering.orders.shapes import OrderOut
from ordering.tables.calls import CallOut, ServiceCall
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.shapes import TableOut, TableRef, TableSessionOut

REMEMBERED = 64


class BoardTable(msgspec.Struct, frozen=True):
    """A table with the party that sits there and its latest orders, the newest first."""

    table: TableOut
    party: int
    table_session: TableSessionOut | None
    open_orders: int
    orders: list[OrderOut]
    calls: list[CallOut]
    """What somebody waits for, the oldest first."""

    @classmethod
    def of(
        cls,
        table: DiningTable,
        table_session: TableSession | None,
        calls: Sequence[ServiceCall],
        orders: Sequence[OrderOut],
    ) -> "BoardTable":
        ref = TableRef.of(table)  # it may have been renumbered since an order was read
        return cls(
            table=TableOut.of(table),
            party=table.party,
            table_session=TableSessionOut.of(table_session),
            open_orders=table_session.open_orders if table_session else 0,
            orders=[order if order.table == ref else msgspec.structs.replace(order, table=ref) for order in orders],
            calls=[CallOut.of(call) for call in calls],
        )


class Board(msgspec.Struct, frozen=True):
    """Every table, by number, as it is after the event ``cursor``."""

    cursor: int
    tables: list[BoardTable]


class Snapshot(msgspec.Struct, dict=True):
    """A snapshot, and the orders in it by their id."""

    board: Board
    orders: dict[int, OrderOut]

    @cached_property
    def body(self) -> bytes:
        return msgspec.json.encode(self.board)


class Boards:
    """Snapshots, kept by the event number they were read at.

    Whatever a board shows makes an event when it changes, so while the number stands the snapshot does too; and an
    order whose version stands needn't be read again.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._snapshots: OrderedDict[tuple[int, int, bool], Snapshot] = OrderedDict()

    async def of(self, store_id: int, orders_per_table: int) -> bytes:
        """The JSON of a ``Board``."""
        return (await self._now(store_id, orders_per_table, unfinished=False)).body

    async def shown(self, store_id: int, orders_per_table: int) -> Board:
        """The same for people, who also see every order that is unfinished, however many came after it."""
        return (await self._now(store_id, orders_per_table, unfinished=True)).board

    async def _now(self, store_id: int, orders_per_table: int, *, unfinished: bool) -> Snapshot:
        key = store_id, orders_per_table, unfinished
        kept = await self._work.read(_snapshot, store_id, orders_per_table, unfinished, self._snapshots.get(key))
        self._snapshots[key] = kept
        self._snapshots.move_to_end(key)
        if len(self._snapshots) > REMEMBERED:
            self._snapshots.popitem(last=False)
        return kept


async def _snapshot(
    session: AsyncSession, store_id: int, orders_per_table: int, unfinished: bool, kept: Snapshot | None
) -> Snapshot:
    # The orders are read after the cursor: they may already hold later events, never lack earlier ones.
    cursor, tables = await _tables(session, store_id)
    if kept is not None and kept.board.cursor == cursor:
        return kept
    if kept is not None and not goes_on(kept.board.cursor, cursor):
        kept = None  # a backup was restored: its orders may have the numbers and versions of others
    open_ids = [table_session.id for _, table_session, _ in tables if table_session is not None]
    wanted = store_id, open_ids, orders_per_table
    latest = await Orders(session).latest_versions(*wanted, unfinished=unfinished) if open_ids else []
    orders = await _orders(session, store_id, latest, kept.orders if kept else {})
    of_session: dict[int, list[OrderOut]] = {}
    for session_id, order_id, _ in latest:
        of_session.setdefault(session_id, []).append(orders[order_id])
    shown = [
        BoardTable.of(table, table_session, calls, of_session.get(table_session.id, []) if table_session else [])
        for table, table_session, calls in tables
    ]
    return Snapshot(Board(cursor, shown), orders)


TableRow = tuple[DiningTable, TableSession | None, list[ServiceCall]]


async def _tables(session: AsyncSession, store_id: int) -> tuple[int, Sequence[TableRow]]:
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


async def _orders(
    session: AsyncSession, store_id: int, latest: Sequence[tuple[int, int, int]], known: Mapping[int, OrderOut]
) -> dict[int, OrderOut]:
    stands = {order_id: known[order_id] for _, order_id, version in latest if _is(known.get(order_id), version)}
    changed = [order_id for _, order_id, _ in latest if order_id not in stands]
    fresh = await Orders(session).by_id(store_id, changed) if changed else {}
    return stands | {order_id: OrderOut.of(order, for_staff=True) for order_id, order in fresh.items()}


def _is(known: OrderOut | None, version: int) -> bool:
    return known is not None and known.version == version
