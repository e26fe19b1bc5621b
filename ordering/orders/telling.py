"""How a change of an order and its kitchen tickets is told: events, the audit, and what the refused get to see."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from msgspec import UNSET, UnsetType
from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit
from ordering.audit import Action
from ordering.errors import IllegalTransition, SessionClosed, StaleVersion
from ordering.kitchen.model import KitchenTicket
from ordering.kitchen.shapes import TicketEvent, TicketOut
from ordering.live import log
from ordering.live.log import EventType
from ordering.menu.model import Station, StationKind
from ordering.orders.model import Order, Status
from ordering.orders.shapes import OrderEvent, OrderOut, Voided
from ordering.stores.model import Store

Versions = Mapping[int, int]
"""Of an order's tickets, by their ids."""


def versions(order: Order) -> Versions:
    return {ticket.id: ticket.version for ticket in order.tickets}


async def by_tap(session: AsyncSession, order: Order) -> bool:
    """Whether somebody says when an order is carried, once all of it is done; nobody for one without a kitchen."""
    if not order.tickets:
        return False
    expo = exists().where(Station.store_id == order.store_id, Station.kind == StationKind.EXPO, Station.live == 1)
    tapped = select(or_(Store.serving_tap, expo)).where(Store.id == order.store_id)
    return bool(await session.scalar(tapped))


@contextmanager
def showing(order: Order) -> Iterator[None]:
    """Whoever is refused gets to see the order as it is."""
    try:
        yield
    except (SessionClosed, StaleVersion, IllegalTransition) as refusal:
        refusal.facts["order"] = OrderOut.of(order, for_staff=True)
        raise


def record_status(session: AsyncSession, by: audit.Actor, order: Order, before: Status) -> None:
    audit.record(session, by, Action.ORDER_ADVANCED, order.id, {"status": before}, {"status": order.status})


def tell_order(
    session: AsyncSession, order: Order, known: Versions, voided: Voided | UnsetType = UNSET, *, once_more: bool = False
) -> None:
    """Tell of an order that has changed, and of its tickets that have since they were ``known``.

    ``once_more``: of all of them where none has, since their order is another one.
    """
    event = OrderEvent(OrderOut.of(order), order.table_session.total, voided)
    log.append(session, order.store_id, EventType.ORDER_CHANGED, event, table_id=order.table_id)
    changed = [ticket for ticket in order.tickets if ticket.version != known[ticket.id]]
    for ticket in changed or (order.made_tickets if once_more else ()):
        tell_ticket(session, order, ticket)


def tell_tickets(session: AsyncSession, orders: Iterable[Order]) -> None:
    """Tell of all tickets of these orders, as they are now."""
    for order in orders:
        for ticket in order.tickets:
            tell_ticket(session, order, ticket)


def tell_ticket(session: AsyncSession, order: Order, ticket: KitchenTicket) -> None:
    event = TicketEvent(TicketOut.of(ticket, order))
    log.append(session, order.store_id, EventType.TICKET_CHANGED, event, table_id=order.table_id)
