"""What the kitchen does with its tickets; one function is one transaction. The orders' statuses follow, and are told.

Whoever changes a ticket has its table's lock, as whoever changes its order: so the two never contradict each other.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.audit import Action
from ordering.database.work import Again
from ordering.errors import Forbidden, IllegalTransition, NotFound, SessionClosed, StaleVersion
from ordering.kitchen.model import TICKETS_AT_MOST, KitchenTicket, TicketStatus
from ordering.kitchen.queries import sees
from ordering.kitchen.shapes import TicketMove, TicketOut, ticket_number
from ordering.orders.model import Order, Status
from ordering.orders.repository import Orders
from ordering.orders.shapes import OrderOut, Serving
from ordering.orders.telling import by_tap, record_status, showing, tell_order, tell_ticket, versions
from ordering.security.callers import KitchenCaller, StaffCaller
from ordering.tables.model import TableSession
from ordering.tables.repository import Tables


async def bump(session: AsyncSession, caller: KitchenCaller, ticket_id: int, move: TicketMove) -> TicketOut:
    """A ticket starts, is done, or comes back (recall).

    Raises ``SessionClosed``, ``StaleVersion`` or ``IllegalTransition``, each with the current ``ticket``.
    """
    order, ticket = await _locked(session, caller, ticket_id)
    before = ticket.status
    with _showing(order, ticket):
        ticket.advance(TicketStatus(move.status), move.version, clock.now())
    await _follow(session, caller, order, ticket, before)
    return TicketOut.of(ticket, order)


async def mark_line(
    session: AsyncSession, caller: KitchenCaller, ticket_id: int, line_id: int, *, done: bool
) -> TicketOut:
    """A line of a ticket is done, or not after all; the ticket follows. Repeatable. Raises as ``bump``."""
    order, ticket = await _locked(session, caller, ticket_id)
    if all(line.id != line_id for line in ticket.lines):
        raise NotFound
    before = ticket.status
    with _showing(order, ticket):
        changed = ticket.mark_line(line_id, done, clock.now())
    if changed:
        await _follow(session, caller, order, ticket, before)
    return TicketOut.of(ticket, order)


async def acknowledge(session: AsyncSession, caller: KitchenCaller, ticket_id: int) -> TicketOut:
    """The kitchen has noticed what was taken back: one that is void leaves the screen. Repeatable.

    Raises ``SessionClosed`` with the current ``ticket``.
    """
    order, ticket = await _locked(session, caller, ticket_id)
    with _showing(order, ticket):
        noticed = ticket.acknowledge(clock.now())
    if noticed:
        tell_ticket(session, order, ticket)
    return TicketOut.of(ticket, order)


async def serve(session: AsyncSession, caller: KitchenCaller, order_id: int, wanted: Serving) -> OrderOut:
    """An order is carried to its table (나감), with whatever of it is open; or that is taken back.

    Raises ``Forbidden`` for a screen where dishes are made, else as ``actions.advance``.
    """
    if await sees(session, caller) is not None:
        raise Forbidden
    order = await Orders(session).locked(caller.store_id, order_id)
    before, known, tapped = order.status, versions(order), await by_tap(session, order)
    with showing(order):
        # Nobody taps in a store where what is done is completed by itself: something is to be made again then.
        order.advance(Status(wanted.status), wanted.version, clock.now(), carried=tapped)
    record_status(session, caller, order, before)
    tell_order(session, order, known, once_more=True)
    return OrderOut.of(order, for_staff=True)


async def see(session: AsyncSession, caller: KitchenCaller, ticket_ids: Collection[int]) -> list[TicketOut]:
    """Screens show these tickets. What is not the caller's is passed over, and what was seen before. Repeatable."""
    return await _seen(session, caller.store_id, ticket_ids, await sees(session, caller))


async def tell(session: AsyncSession, staff: StaffCaller, order_id: int) -> None:
    """Somebody has told the kitchen of an order that its screens have not shown: it is seen. Repeatable."""
    order = await Orders(session).locked(staff.store_id, order_id)
    unseen = [one for one in order.tickets if one.seen_at is None] if order.table_session.is_open else []
    for ticket in unseen:
        _see(session, order, ticket)
    if unseen:
        audit.record(session, staff, Action.ORDER_TOLD, order.id)


async def printed(session: AsyncSession, store_id: int, ticket_id: int) -> None:
    """A printer says that the ticket's paper has come out: so it is seen."""
    await _seen(session, store_id, [ticket_id], None)


async def _seen(session: AsyncSession, store_id: int, ticket_ids: Collection[int], mine: int | None) -> list[TicketOut]:
    """``mine`` is the only station whose tickets it is about; None for all."""
    order_ids = {ticket_id // TICKETS_AT_MOST for ticket_id in ticket_ids}
    unseen = (
        select(Order.id, Order.table_id)
        .join(KitchenTicket, KitchenTicket.order_id == Order.id)
        .join(TableSession, TableSession.id == Order.table_session_id)
        .where(Order.store_id == store_id, Order.id.in_(order_ids), TableSession.live == 1)
        .where(KitchenTicket.seen_at.is_(None))
    )
    there = {order_id: table_id for order_id, table_id in await session.execute(unseen)}
    if there:
        await Tables(session).lock(set(there.values()))
    found = await Orders(session).by_id(store_id, order_ids)
    if any(found[order_id].table_id != table_id for order_id, table_id in there.items() if order_id in found):
        raise Again
    shown: list[TicketOut] = []
    for order_id in sorted(found):
        order = found[order_id]
        for ticket in order.tickets:
            if ticket.id not in ticket_ids or mine not in (None, ticket.station_id):
                continue
            if ticket.seen_at is None and order_id in there:
                _see(session, order, ticket)
            shown.append(TicketOut.of(ticket, order))
    return shown


def _see(session: AsyncSession, order: Order, ticket: KitchenTicket) -> None:
    ticket.seen_at = clock.now()
    tell_ticket(session, order, ticket)


async def _locked(session: AsyncSession, caller: KitchenCaller, ticket_id: int) -> tuple[Order, KitchenTicket]:
    """Raises ``NotFound`` also for a ticket of a station that the caller does not see."""
    order = await Orders(session).locked(caller.store_id, ticket_id // TICKETS_AT_MOST)
    mine = await sees(session, caller)
    for ticket in order.tickets:
        if ticket.id == ticket_id and mine in (None, ticket.station_id):
            return order, ticket
    raise NotFound


@contextmanager
def _showing(order: Order, ticket: KitchenTicket) -> Iterator[None]:
    """Whoever is refused gets to see the ticket as it is."""
    try:
        if not order.table_session.is_open:
            raise SessionClosed
        yield
    except (SessionClosed, StaleVersion, IllegalTransition) as refusal:
        refusal.facts["ticket"] = TicketOut.of(ticket, order)
        raise


async def _follow(
    session: AsyncSession, caller: KitchenCaller, order: Order, ticket: KitchenTicket, before: TicketStatus
) -> None:
    """A ticket has changed: its order follows, and both are told."""
    known, status = versions(order), order.status
    if ticket.status is not before:
        after = {"ticket": ticket_number(order.day_number, ticket.ordinal), "step": ticket.status}
        audit.record(session, caller, Action.TICKET_ADVANCED, order.id, {"step": before}, after)
    if order.follow(clock.now(), by_tap=await by_tap(session, order)):
        record_status(session, caller, order, status)
        tell_order(session, order, known)
    tell_ticket(session, order, ticket)
