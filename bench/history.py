"""Past business days: closed sessions with their orders, lines and events, written in bulk past the product."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Date, String, Table, func, insert, literal, literal_column, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.world import Restaurant, Seat
from ordering.database.engine import create_engine
from ordering.database.types import Base, Instant
from ordering.live.log import EventCounter, StoreEvent
from ordering.orders.model import Order, OrderLine
from ordering.tables.model import TableSession

A_DAY, A_SESSION = 1_000, 4
BASE = 2 * A_DAY
EVENTS, AT_ONCE = 50_000, 2_000
"""Of older orders the events would be purged by now."""
FIRST_ID = 10_000_000
EARLIER: dict[str, dict[type, str]] = {
    "mysql": dict.fromkeys([Date, Instant], "{0} - INTERVAL {1} DAY"),
    "sqlite": {Date: "date({0}, '-{1} days')", Instant: "strftime('%Y-%m-%d %H:%M:%f000', {0}, '-{1} days')"},
}
"""A date, and a moment, so many days earlier."""


async def fill(url: str, restaurant: Restaurant, orders: int) -> None:
    """That many orders of three lines: 1,000 a day from yesterday backwards, four to a session, at every table. The
    database doubles what it has by itself.
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
    sessions, days = there // A_SESSION, there // A_DAY
    order = {
        "id": Order.id + there,
        "table_session_id": Order.table_session_id + sessions,
        "idempotency_key": literal("bench-history-") + sql_cast(Order.id + there, String(20)),
    }
    first = TableSession.id < FIRST_ID + more // A_SESSION
    await _again(connection, TableSession, first, days, {"id": TableSession.id + sessions})
    await _again(connection, Order, Order.id < FIRST_ID + more, days, order)
    await _again(
        connection, OrderLine, OrderLine.order_id < FIRST_ID + more, days, {"order_id": OrderLine.order_id + there}
    )


async def _again(
    connection: AsyncConnection, model: type[Base], first: ColumnElement[bool], days: int, changed: dict[str, Any]
) -> None:
    """The ``first`` rows, ``changed``, so many days earlier."""
    table, earlier = cast("Table", model.__table__), EARLIER[connection.dialect.name]
    at: dict[str, Any] = {
        one.name: literal_column(earlier[type(one.type)].format(one.name, days))
        for one in table.columns
        if type(one.type) in earlier
    }
    values = [(changed | at).get(one.name, one) for one in table.columns]
    mine = table.columns["order_id" if model is OrderLine else "id"] >= FIRST_ID
    await connection.execute(insert(table).from_select(list(table.columns), select(*values).where(mine, first)))


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
        "placed_at_table_id": _seat(restaurant, n).table_id, "table_session_id": FIRST_ID + n // A_SESSION,
        "business_date": day, "day_number": 1 + n % A_DAY,
        "idempotency_key": f"bench-history-{n:09}", "fingerprint": f"{n:064}", "placed_by": "table",
        "currency": "KRW", "status": "completed", "version": 3, "total": 30_000,
        "placed_at": at, "updated_at": at, "preparing_at": at, "completed_at": at,
    }  # fmt: skip


def _lines(restaurant: Restaurant, n: int) -> Iterator[dict[str, Any]]:
    for position, item_id in enumerate(restaurant.items):
        yield {
            "order_id": FIRST_ID + n, "position": position, "store_id": restaurant.store_id, "item_id": item_id,
            "name": "a dish of the menu", "unit_price": 10_000, "quantity": 1, "options": [], "subtotal": 10_000,
            "voided": 0,
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
