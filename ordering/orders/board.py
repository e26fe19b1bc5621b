"""The board: every table with its open session and latest orders, in at most three statements."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.work import Work
from ordering.live.log import StoreEvents, goes_on
from ordering.orders.repository import Orders
from ordering.orders.shapes import Board, BoardTable, OrderOut
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.repository import Tables
from ordering.tables.shapes import TableOut, TableRef, TableSessionOut

REMEMBERED = 64


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
    cursor, tables = await Tables(session).with_sessions(store_id)
    if cursor is None:
        cursor = await StoreEvents(session).head(store_id)
    if kept is not None and kept.board.cursor == cursor:
        return kept
    if kept is not None and not goes_on(kept.board.cursor, cursor):
        kept = None  # a backup was restored: its orders may have the numbers and versions of others
    open_ids = [table_session.id for _, table_session in tables if table_session is not None]
    wanted = store_id, open_ids, orders_per_table
    latest = await Orders(session).latest_versions(*wanted, unfinished=unfinished) if open_ids else []
    orders = await _orders(session, store_id, latest, kept.orders if kept else {})
    of_session: dict[int, list[OrderOut]] = {}
    for session_id, order_id, _ in latest:
        of_session.setdefault(session_id, []).append(orders[order_id])
    board = Board(cursor, [_card(table, table_session, of_session) for table, table_session in tables])
    return Snapshot(board, orders)


async def _orders(
    session: AsyncSession, store_id: int, latest: Sequence[tuple[int, int, int]], known: Mapping[int, OrderOut]
) -> dict[int, OrderOut]:
    stands = {order_id: known[order_id] for _, order_id, version in latest if _is(known.get(order_id), version)}
    changed = [order_id for _, order_id, _ in latest if order_id not in stands]
    fresh = await Orders(session).by_id(store_id, changed) if changed else {}
    return stands | {order_id: OrderOut.of(order, for_staff=True) for order_id, order in fresh.items()}


def _is(known: OrderOut | None, version: int) -> bool:
    return known is not None and known.version == version


def _card(
    table: DiningTable, table_session: TableSession | None, of_session: Mapping[int, list[OrderOut]]
) -> BoardTable:
    orders = of_session.get(table_session.id, []) if table_session else []
    ref = TableRef.of(table)  # it may have been renumbered since an order was read
    return BoardTable(
        table=TableOut.of(table),
        party=table.party,
        table_session=TableSessionOut.of(table_session),
        open_orders=table_session.open_orders if table_session else 0,
        orders=[order if order.table == ref else msgspec.structs.replace(order, table=ref) for order in orders],
    )
