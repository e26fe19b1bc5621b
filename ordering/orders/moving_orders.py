"""One order goes to another table's party: it was given to the wrong one, or somebody has changed places."""

from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.audit import Action
from ordering.database.work import Again
from ordering.errors import TableOccupied
from ordering.live import log
from ordering.live.log import EventType
from ordering.live.repository import StoreEvents
from ordering.orders.moved import OrderMove, OrderMoved, SeatedSession
from ordering.orders.moving import ONTO_ITSELF, both, refuse_deleted
from ordering.orders.papers import tell_moved
from ordering.orders.repository import Orders
from ordering.orders.shapes import OrderOut
from ordering.orders.telling import showing, tell_tickets
from ordering.security.callers import StaffCaller
from ordering.stores.repository import Stores
from ordering.tables.actions import announce
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.repository import TableSessions

TOLD = msgspec.json.Decoder(OrderMoved)


async def move_order(session: AsyncSession, staff: StaffCaller, order_id: int, wanted: OrderMove) -> OrderOut:
    """One order goes to another table's party, or begins one there. Repeating it is no error.

    Raises ``TableOccupied`` for the table where it is, else as ``actions.advance``.
    """
    store_id, orders = staff.store_id, Orders(session)
    table_id = await orders.table_of(store_id, order_id)
    if table_id == wanted.to_table_id:
        order = await orders.locked(store_id, order_id)
        for earlier in await StoreEvents(session).to_table(store_id, EventType.ORDER_MOVED, table_id):
            told = TOLD.decode(earlier.payload).order
            if (told.id, told.version) == (order_id, wanted.version + 1):
                return OrderOut.of(order, for_staff=True)
        raise TableOccupied(ONTO_ITSELF)
    here, there = await both(session, store_id, table_id, wanted.to_table_id)
    refuse_deleted(there)
    order = await orders.fresh(store_id, order_id)
    if order.table_id != here.id:
        raise Again
    with showing(order):
        order.may_change(wanted.version)
    left, now = order.table_session, clock.now()
    joined = await TableSessions(session).find(store_id, table_id=there.id)
    opened = joined is None
    if joined is None:
        joined = await _sit_down(session, there, now)
    order.go(there, joined, now)
    await tell_moved(session, [order], here)
    if opened:
        announce(session, EventType.SESSION_OPENED, there, joined)
    tables = {"from_table_id": here.id, "to_table_id": there.id}
    audit.record(session, staff, Action.ORDER_MOVED, order.id, after=tables)
    event = OrderMoved(OrderOut.of(order), SeatedSession.of(here, left), SeatedSession.of(there, joined))
    log.append(session, store_id, EventType.ORDER_MOVED, event, table_id=here.id, other_table_id=there.id)
    tell_tickets(session, [order])
    return OrderOut.of(order, for_staff=True)


async def _sit_down(session: AsyncSession, table: DiningTable, at: datetime) -> TableSession:
    """A session for whom the first order is brought from elsewhere."""
    store = await Stores(session).of(table.store_id)
    opened = TableSession(
        store_id=table.store_id,
        table_id=table.id,
        party=table.party,
        business_date=store.business_date(at),
        opened_at=at,
        last_order_at=at,
        open_orders=0,
        total=0,
        live=1,
    )
    session.add(opened)
    await session.flush()
    return opened
