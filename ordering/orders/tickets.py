"""Looking at the kitchen's tickets: of the parties that are there, as stations and the staff see them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from ordering.kitchen.model import TICKETS_AT_MOST, KitchenTicket, TicketStatus
from ordering.kitchen.queries import sees
from ordering.kitchen.shapes import TicketOut, ToMake
from ordering.live.repository import StoreEvents
from ordering.menu.model import Station
from ordering.orders.model import Order, Status
from ordering.security.callers import KitchenCaller
from ordering.tables.model import DiningTable, TableSession

Found = tuple[int, list[TicketOut]]
"""The store's last event before they were read, and the tickets."""

UNDONE = [TicketStatus.NEW, TicketStatus.STARTED]
ON_SCREEN = or_(
    KitchenTicket.status.in_(UNDONE),
    and_(KitchenTicket.status == TicketStatus.VOID, KitchenTicket.acknowledged_at.is_(None)),
)
"""What a station has before it: a void one until somebody has noticed."""
UNSERVED = [Order.status.in_([Status.PENDING, Status.PREPARING]), KitchenTicket.status != TicketStatus.VOID]
"""What an expo has before it."""


async def open_tickets(
    session: AsyncSession, caller: KitchenCaller, station_id: int | None, after: int | None, limit: int
) -> Found:
    """The oldest first, from above the id ``after``."""
    found = [ON_SCREEN]
    if after is not None:
        order_id, ordinal = divmod(after, TICKETS_AT_MOST)
        same = and_(KitchenTicket.order_id == order_id, KitchenTicket.ordinal > ordinal)
        found.append(or_(KitchenTicket.order_id > order_id, same))
    order = KitchenTicket.order_id.asc(), KitchenTicket.ordinal.asc()
    return await _page(session, caller, station_id, found, order, limit)


async def done_tickets(
    session: AsyncSession,
    caller: KitchenCaller,
    station_id: int | None,
    before: tuple[datetime, int] | None,
    limit: int,
) -> Found:
    """The last that was done first, from below ``before`` (time and id)."""
    found: list[ColumnElement[bool]] = [KitchenTicket.status == TicketStatus.DONE]
    if before is not None:
        at, (order_id, ordinal) = before[0], divmod(before[1], TICKETS_AT_MOST)
        same = and_(KitchenTicket.order_id == order_id, KitchenTicket.ordinal < ordinal)
        earlier = or_(KitchenTicket.order_id < order_id, same)
        found.append(or_(KitchenTicket.done_at < at, and_(KitchenTicket.done_at == at, earlier)))
    order = KitchenTicket.done_at.desc(), KitchenTicket.order_id.desc(), KitchenTicket.ordinal.desc()
    return await _page(session, caller, station_id, found, order, limit)


async def all_day(session: AsyncSession, caller: KitchenCaller, station_id: int | None) -> list[ToMake]:
    """How many of each dish are still to be made: most first."""
    _, found = await _page(session, caller, station_id, [KitchenTicket.status.in_(UNDONE)], [], None)
    return still_to_make(found)


def still_to_make(tickets: Iterable[TicketOut]) -> list[ToMake]:
    """Of these tickets, without what is done or was taken back."""
    counted: Counter[tuple[int, str, tuple[str, ...]]] = Counter()
    for ticket in tickets:
        for line in ticket.lines if ticket.status in UNDONE else ():
            if line.done_at is None and line.quantity:
                counted[line.item_id, line.name, tuple(line.options)] += line.quantity
    return [
        ToMake(item_id, name, [*options], quantity)
        for (item_id, name, options), quantity in sorted(counted.items(), key=lambda one: (-one[1], one[0][1:]))
    ]


async def unserved_tickets(session: AsyncSession, caller: KitchenCaller, limit: int) -> Found:
    """Of orders that nobody has carried out yet, the oldest first: also those that are done."""
    order = KitchenTicket.order_id.asc(), KitchenTicket.ordinal.asc()
    return await _page(session, caller, None, UNSERVED, order, limit)


async def left_tickets(session: AsyncSession, caller: KitchenCaller, of: int, *, of_order: bool) -> list[TicketOut]:
    """What was still on somebody's screen when its party left: one ticket to make, or all of one order to carry."""
    order_id, ordinal = (of, None) if of_order else divmod(of, TICKETS_AT_MOST)
    found = [KitchenTicket.order_id == order_id, TableSession.live.is_(None)]
    found += UNSERVED if of_order else [KitchenTicket.status.in_(UNDONE)]
    if ordinal is not None:
        found.append(KitchenTicket.ordinal == ordinal)
    if (mine := await sees(session, caller)) is not None:
        found.append(KitchenTicket.station_id == mine)
    rows = await session.execute(_with_orders(caller.store_id, *found).order_by(KitchenTicket.ordinal))
    return [TicketOut.of(ticket, order) for ticket, order in rows]


async def _page(
    session: AsyncSession,
    caller: KitchenCaller,
    station_id: int | None,
    found: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    limit: int | None,
) -> Found:
    """Events after the one that is told may be in."""
    cursor = await StoreEvents(session).head(caller.store_id)
    there = _with_orders(caller.store_id, TableSession.live == 1, *found).order_by(*order).limit(limit)
    for one in (station_id, await sees(session, caller)):
        if one is not None:
            there = there.where(KitchenTicket.station_id == one)
    rows = await session.execute(there)
    return cursor, [TicketOut.of(ticket, order) for ticket, order in rows]


def _with_orders(store_id: int, *found: ColumnElement[bool]) -> Select[KitchenTicket, Order]:
    """From the tables that are in use: a store's past is long."""
    return (
        select(KitchenTicket, Order)
        .join(Order, Order.id == KitchenTicket.order_id)
        .join(TableSession, TableSession.id == Order.table_session_id)
        .join(DiningTable, DiningTable.id == TableSession.table_id)
        .join(Station, Station.id == KitchenTicket.station_id)
        .where(DiningTable.store_id == store_id, *found)
        .options(contains_eager(KitchenTicket.station), contains_eager(Order.table))
    )
