"""Past business days: closed sessions with their orders, lines and events, written in bulk past the product."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import Date, DateTime, Table, func, insert, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.world import Restaurant, Seat
from ordering.database.engine import create_engine
from ordering.database.types import Base
from ordering.live.log import EventCounter, StoreEvent
from ordering.orders.model import Order, OrderLine
from ordering.tables.model import TableSession

A_DAY, A_SESSION = 1_000, 4
BASE = 2 * A_DAY
EVENTS, AT_ONCE = 50_000, 2_000
"""Of older orders the events would be purged by now."""
FIRST_ID = 10_000_000


async def fill(url: str, restaurant: Restaurant, orders: int) -> None:
    """That many orders of three lines: 1,000 a day from yesterday backwards, four to a session, at every table. Of
    MySQL or MariaDB, which double what they have by themselves.
    """
    engine = create_engine(url)
    async with engine.connect() as connection:
        await connection.execution_options(writes=True)
        await _write(connection, restaurant, range(min(orders, BASE)))
        await connection.commit()
        there = BASE
        while there < orders:
            await _double(connection, there, min(orders, 2 * there) - there)
            await connection.commit()
            there *= 2
        await _log(connection, restaurant, min(orders, EVENTS))
        await connection.commit()
    await engine.dispose()


async def _double(connection: AsyncConnection, there: int, more: int) -> None:
    """The first ``more`` of the orders that are ``there`` once again, as many days earlier as those fill."""
    sessions, order = there // A_SESSION, f"id + {there}"
    await _again(connection, TableSession, "id", more // A_SESSION, there, id=f"id + {sessions}")
    key, session = f"CONCAT('bench-history-', {order})", f"table_session_id + {sessions}"
    await _again(
        connection, Order, "id", more, there, id=order, table_session_id=session, idempotency_key=key
    )  # fmt: skip
    await _again(connection, OrderLine, "order_id", more, there, order_id=f"order_id + {there}")


async def _again(
    connection: AsyncConnection, model: type[Base], by: str, more: int, there: int, **changed: str
) -> None:
    table = cast("Table", model.__table__)
    earlier = f"- INTERVAL {there // A_DAY} DAY"
    dates = {one.name: f"{one.name} {earlier}" for one in table.columns if isinstance(one.type, Date | DateTime)}
    values: list[Any] = [literal_column((dates | changed).get(one.name, one.name)) for one in table.columns]
    first = table.columns[by].between(FIRST_ID, FIRST_ID + more - 1)
    await connection.execute(insert(table).from_select(list(table.columns), select(*values).where(first)))


async def _write(connection: AsyncConnection, restaurant: Restaurant, numbers: range) -> None:
    if not numbers:
        return
    sessions = [_session(restaurant, n) for n in numbers if n % A_SESSION == 0]
    await connection.execute(insert(TableSession), sessions)
    await connection.execute(insert(Order), [_order(restaurant, n) for n in numbers])
    await connection.execute(insert(OrderLine), [line for n in numbers for line in _lines(restaurant, n)])


def _when(n: int) -> tuple[date, datetime]:
    day = datetime.now(UTC).date() - timedelta(days=2 + n // A_DAY)
    return day, datetime.combine(day, time(9), UTC) + timedelta(seconds=20 * (n % A_DAY))


def _seat(restaurant: Restaurant, n: int) -> Seat:
    return restaurant.seats[n // A_SESSION % len(restaurant.seats)]


def _session(restaurant: Restaurant, n: int) -> dict[str, Any]:
    day, at = _when(n)
    return {
        "id": FIRST_ID + n // A_SESSION, "store_id": restaurant.store_id, "table_id": _seat(restaurant, n).table_id,
        "party": 0, "business_date": day, "opened_at": at, "closed_at": at + timedelta(hours=1),
        "last_order_at": at, "open_orders": 0, "total": A_SESSION * 30_000, "live": None,
    }  # fmt: skip


def _order(restaurant: Restaurant, n: int) -> dict[str, Any]:
    day, at = _when(n)
    return {
        "id": FIRST_ID + n, "store_id": restaurant.store_id, "table_id": _seat(restaurant, n).table_id,
        "table_session_id": FIRST_ID + n // A_SESSION, "business_date": day, "day_number": 1 + n % A_DAY,
        "idempotency_key": f"bench-history-{n:09}", "fingerprint": f"{n:064}", "placed_by": "table",
        "currency": "KRW", "status": "completed", "version": 3, "total": 30_000,
        "placed_at": at, "updated_at": at, "preparing_at": at, "completed_at": at,
    }  # fmt: skip


def _lines(restaurant: Restaurant, n: int) -> Iterator[dict[str, Any]]:
    for position, item_id in enumerate(restaurant.items):
        yield {
            "order_id": FIRST_ID + n, "position": position, "store_id": restaurant.store_id, "item_id": item_id,
            "name": "a dish of the menu", "unit_price": 10_000, "quantity": 1, "options": [], "subtotal": 10_000,
        }  # fmt: skip


async def _log(connection: AsyncConnection, restaurant: Restaurant, events: int) -> None:
    mine = EventCounter.store_id == restaurant.store_id
    head = await connection.scalar(select(func.max(EventCounter.last)).where(mine)) or 0
    at = datetime.now(UTC)
    for first in range(0, events, AT_ONCE):
        rows = [
            {
                "store_id": restaurant.store_id,
                "seq": head + 1 + n,
                "type": "order.placed",
                "payload": b"{}" * 500,
                "at": at,
            }
            for n in range(first, min(first + AT_ONCE, events))
        ]
        await connection.execute(insert(StoreEvent), rows)
    await connection.execute(update(EventCounter).where(mine).values(last=head + events))
