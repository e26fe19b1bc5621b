"""The board: every table with its open session and latest orders, in at most three statements."""

from collections import OrderedDict

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database import Work
from ordering.live.log import StoreEvents
from ordering.orders.model import Order
from ordering.orders.repository import Orders
from ordering.orders.shapes import Board, BoardTable, OrderOut
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.repository import Tables
from ordering.tables.shapes import TableOut, TableSessionOut

REMEMBERED = 64


class Boards:
    """Snapshots, encoded and kept by the event number they were read at.

    Whatever a board shows makes an event when it changes, so while the number stands the snapshot does too.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._kept: OrderedDict[tuple[int, int], tuple[int, bytes]] = OrderedDict()

    async def of(self, store_id: int, orders_per_table: int) -> bytes:
        """The JSON of a ``Board``."""
        key = store_id, orders_per_table
        cursor, body = await self._work.read(_snapshot, store_id, orders_per_table, self._kept.get(key))
        self._kept[key] = cursor, body
        self._kept.move_to_end(key)
        if len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)
        return body


async def _snapshot(
    session: AsyncSession, store_id: int, orders_per_table: int, kept: tuple[int, bytes] | None
) -> tuple[int, bytes]:
    # The orders are read after the cursor: they may already hold later events, never lack earlier ones.
    cursor, tables = await Tables(session).with_sessions(store_id)
    if cursor is None:
        cursor = await StoreEvents(session).head(store_id)
    if kept is not None and kept[0] == cursor:
        return kept
    open_ids = [table_session.id for _, table_session in tables if table_session is not None]
    latest = await Orders(session).latest_of_sessions(open_ids, orders_per_table) if open_ids else {}
    board = Board(cursor, [_card(table, table_session, latest) for table, table_session in tables])
    return cursor, msgspec.json.encode(board)


def _card(table: DiningTable, table_session: TableSession | None, latest: dict[int, list[Order]]) -> BoardTable:
    orders = latest.get(table_session.id, []) if table_session else []
    return BoardTable(
        table=TableOut.of(table),
        party=table.party,
        table_session=TableSessionOut.of(table_session),
        open_orders=table_session.open_orders if table_session else 0,
        orders=[OrderOut.of(order, for_staff=True) for order in orders],
    )
