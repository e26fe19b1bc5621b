"""Past business days: closed sessions with their orders, lines and events, written in bulk past the product."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.world import Seat, World
from ordering.database.engine import create_engine
from ordering.live.log import EventCounter, StoreEvent
from ordering.orders.model import Order, OrderLine
from ordering.tables.model import TableSession

A_DAY, A_SESSION, AT_ONCE = 1_000, 4, 2_000
EVENTS = 50_000
"""Of older orders the events would be purged by now."""
FIRST_ID = 10_000_000


async def fill(url: str, world: World, orders: int) -> None:
    """That many orders of three lines: 1,000 a day from yesterday backwards, four to a session, at every table."""
    engine = create_engine(url)
    async with engine.connect() as connection:
        await connection.execution_options(writes=True)
        for first in range(0, orders, AT_ONCE):
            await _write(connection, world, range(first, min(first + AT_ONCE, orders)))
            await connection.commit()
        await _log(connection, world, min(orders, EVENTS))
        await connection.commit()
    await engine.dispose()


async def _write(connection: AsyncConnection, world: World, numbers: range) -> None:
    sessions = [_session(world, n) for n in numbers if n % A_SESSION == 0]
    await connection.execute(insert(TableSession), sessions)
    await connection.execute(insert(Order), [_order(world, n) for n in numbers])
    await connection.execute(insert(OrderLine), [line for n in numbers for line in _lines(world, n)])


def _when(n: int) -> tuple[date, datetime]:
    day = datetime.now(UTC).date() - timedelta(days=2 + n // A_DAY)
    return day, datetime.combine(day, time(9), UTC) + timedelta(seconds=20 * (n % A_DAY))


def _seat(world: World, n: int) -> Seat:
    return world.seats[n // A_SESSION % len(world.seats)]


def _session(world: World, n: int) -> dict[str, Any]:
    day, at = _when(n)
    return {
        "id": FIRST_ID + n // A_SESSION, "store_id": world.store_id, "table_id": _seat(world, n).table_id,
        "party": 0, "business_date": day, "opened_at": at, "closed_at": at + timedelta(hours=1),
        "last_order_at": at, "open_orders": 0, "total": A_SESSION * 30_000, "live": None,
    }  # fmt: skip


def _order(world: World, n: int) -> dict[str, Any]:
    day, at = _when(n)
    return {
        "id": FIRST_ID + n, "store_id": world.store_id, "table_id": _seat(world, n).table_id,
        "table_session_id": FIRST_ID + n // A_SESSION, "business_date": day, "day_number": 1 + n % A_DAY,
        "idempotency_key": f"bench-history-{n:09}", "fingerprint": f"{n:064}", "placed_by": "table",
        "currency": "KRW", "status": "completed", "version": 3, "total": 30_000,
        "placed_at": at, "updated_at": at, "preparing_at": at, "completed_at": at,
    }  # fmt: skip


def _lines(world: World, n: int) -> Iterator[dict[str, Any]]:
    for position, item_id in enumerate(world.items):
        yield {
            "order_id": FIRST_ID + n, "position": position, "store_id": world.store_id, "item_id": item_id,
            "name": "a dish of the menu", "unit_price": 10_000, "quantity": 1, "options": [], "subtotal": 10_000,
        }  # fmt: skip


async def _log(connection: AsyncConnection, world: World, events: int) -> None:
    mine = EventCounter.store_id == world.store_id
    head = await connection.scalar(select(func.max(EventCounter.last)).where(mine)) or 0
    at = datetime.now(UTC)
    for first in range(0, events, AT_ONCE):
        rows = [
            {"store_id": world.store_id, "seq": head + 1 + n, "type": "order.placed", "payload": b"{}" * 500, "at": at}
            for n in range(first, min(first + AT_ONCE, events))
        ]
        await connection.execute(insert(StoreEvent), rows)
    await connection.execute(update(EventCounter).where(mine).values(last=head + events))


async def forget(url: str, seats: list[Seat]) -> None:
    """Takes the orders of the open sessions at these tables away, as if they had never been."""
    engine = create_engine(url)
    async with engine.connect() as connection:
        await connection.execution_options(writes=True)
        tables = [seat.table_id for seat in seats]
        open_ids = select(TableSession.id).where(TableSession.table_id.in_(tables), TableSession.live == 1)
        ids = list(await connection.scalars(open_ids))
        orders = select(Order.id).where(Order.table_session_id.in_(ids))
        await connection.execute(delete(OrderLine).where(OrderLine.order_id.in_(orders)))
        await connection.execute(delete(Order).where(Order.table_session_id.in_(ids)))
        await connection.execute(delete(TableSession).where(TableSession.id.in_(ids)))
        await connection.commit()
    await engine.dispose()
