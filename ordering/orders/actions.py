"""What is done to orders that are placed, and closing a table; one function is one transaction."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.audit import Action
from ordering.codes import Code
from ordering.errors import (
    Forbidden,
    Invalid,
    NoOpenSession,
    NotFound,
    NotYours,
    UnfinishedOrders,
)
from ordering.orders.model import Status
from ordering.orders.papers import tell_voided
from ordering.orders.repository import Orders
from ordering.orders.shapes import (
    Cancellation,
    ClosedSession,
    Closing,
    LineCancellation,
    Move,
    OrderNamed,
    OrderOut,
    Voided,
)
from ordering.orders.telling import by_tap, record_status, showing, tell_order, versions
from ordering.security.callers import GuestCaller, PhoneCaller, StaffCaller
from ordering.stores.repository import Stores
from ordering.tables.actions import leave
from ordering.tables.repository import Tables, TableSessions
from ordering.tables.visits import table_of


async def has_orders(session: AsyncSession, store_id: int) -> bool:
    """Whether the store has ever had an order; none can be placed until this transaction ends."""
    await Tables(session).lock_all(store_id)
    return await Orders(session).any_of(store_id)


async def advance(session: AsyncSession, staff: StaffCaller, order_id: int, move: Move) -> OrderOut:
    """One step of the status table, forward or back (recall).

    Raises ``SessionClosed``, ``StaleVersion`` or ``IllegalTransition``, each with the current ``order``.
    """
    order = await Orders(session).locked(staff.store_id, order_id)
    before, known = order.status, versions(order)
    with showing(order):
        order.advance(Status(move.status), move.version, clock.now())
    record_status(session, staff, order, before)
    tell_order(session, order, known, once_more=True)
    return OrderOut.of(order, for_staff=True)


async def cancel(session: AsyncSession, staff: StaffCaller, order_id: int, wanted: Cancellation) -> OrderOut:
    """Take an order out of the bill; the row stays. Repeating it is no error.

    Raises ``Forbidden`` for staff without a manager's role once the kitchen has it; else as ``advance``.
    """
    order = await Orders(session).locked(staff.store_id, order_id)
    before, known = order.status, versions(order)
    if before is Status.CANCELLED:
        return OrderOut.of(order, for_staff=True)
    with showing(order):
        order.may_change(wanted.version)
    if not may_cancel(staff, before):
        raise Forbidden("Only a manager or owner may cancel an order that the kitchen has.")
    taken = {line.id: line.quantity for line in order.lines}
    order.cancel(wanted.reason.strip(), wanted.version, clock.now())
    await tell_voided(session, order, taken)
    after = {"status": order.status, "reason": order.cancel_reason}
    audit.record(session, staff, Action.ORDER_CANCELLED, order.id, {"status": before}, after)
    tell_order(session, order, known)
    return OrderOut.of(order, for_staff=True)


async def void(
    session: AsyncSession, staff: StaffCaller, order_id: int, line_id: int, wanted: LineCancellation
) -> OrderOut:
    """Take back some of a line; if that leaves nothing of the order, it is cancelled.

    Raises ``Invalid`` for more than is left, else as ``cancel``; the version comes first, so that repeating it is
    ``StaleVersion`` and takes nothing back a second time.
    """
    order = await Orders(session).locked(staff.store_id, order_id)
    line = next((line for line in order.lines if line.id == line_id), None)
    if line is None:
        raise NotFound
    with showing(order):
        order.may_change(wanted.version)
    if not may_cancel(staff, order.status):
        raise Forbidden("Only a manager or owner may cancel an order that the kitchen has.")
    left, before, known = line.quantity, order.status, versions(order)
    quantity = left if wanted.quantity is None else wanted.quantity
    if not 1 <= quantity <= left:
        raise Invalid("quantity", Code.TOO_HIGH, n=left)
    reason = wanted.reason.strip()
    amount = order.void(line, quantity, reason, clock.now(), by_tap=await by_tap(session, order))
    await tell_voided(session, order, {line_id: quantity})
    after = {"line": line.name, "voided": quantity, "reason": reason}
    if order.status is not before:
        after["status"] = order.status
    audit.record(session, staff, Action.ORDER_VOIDED, order.id, after=after)
    tell_order(session, order, known, Voided(line_id, quantity, amount))
    return OrderOut.of(order, for_staff=True)


def may_cancel(staff: StaffCaller, status: Status) -> bool:
    """Whether this person may cancel an order that stands so."""
    return status is not Status.CANCELLED and (staff.manages or status is Status.PENDING)


async def undo(session: AsyncSession, guest: GuestCaller, order_id: int) -> OrderOut:
    """The party changes its mind, soon enough. Repeating it is no error.

    Raises ``TooLate``, and ``NotYours`` to a phone that has not placed it.
    """
    order = await Orders(session).locked(guest.store_id, order_id)
    if order.table_id != await table_of(session, guest) or not order.table_session.is_open:
        raise NotFound
    if isinstance(guest, PhoneCaller) and order.phone_id != guest.phone_id:
        raise NotYours
    if order.status is Status.CANCELLED:
        return OrderOut.of(order)
    store, known = await Stores(session).of(guest.store_id), versions(order)
    taken = {line.id: line.quantity for line in order.lines}
    order.undo(clock.now(), timedelta(seconds=store.undo_seconds))
    await tell_voided(session, order, taken)
    change = {"status": Status.PENDING}, {"status": order.status}
    audit.record(session, guest, Action.ORDER_CANCELLED, order.id, *change)
    tell_order(session, order, known)
    return OrderOut.of(order)


async def close(session: AsyncSession, staff: StaffCaller, table_id: int, closing: Closing) -> ClosedSession:
    """이용 완료: the party leaves, its orders become history, the table is free.

    Raises ``NoOpenSession``, also when another session than the one named is open (a retry must not close the next
    party's), and ``UnfinishedOrders`` naming them unless ``force``.
    """
    table = await Tables(session).of(staff.store_id, table_id, lock=True)
    table_session = await TableSessions(session).find(staff.store_id, table_id=table_id)
    if table_session is None or closing.table_session_id not in (None, table_session.id):
        raise NoOpenSession
    orders = await Orders(session).of_session(staff.store_id, table_session.id)
    unfinished = [OrderNamed(one.id, one.number, one.status) for one in orders if one.is_unfinished]
    if unfinished and not closing.force:
        raise UnfinishedOrders(orders=unfinished)
    await leave(session, staff, table, table_session, len(unfinished))
    return ClosedSession.of(table_session, table, orders)
