"""A party changes its table, two become one, and a join or a closing is taken back.

Both tables are locked in the order of their ids, so nothing else happens there meanwhile: an order that races a move
lands with the party that sits at its table then.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from ordering import audit, clock
from ordering.audit import Action
from ordering.database.work import Again
from ordering.errors import NoOpenSession, NotFound, TableOccupied, TooLate
from ordering.live import log
from ordering.live.log import EventType
from ordering.live.repository import StoreEvents
from ordering.menu.model import StationKind
from ordering.menu.repository import Stations
from ordering.orders.model import Order
from ordering.orders.moved import (
    PartyJoin,
    PartyMove,
    PartyNamed,
    Seated,
    SeatedSession,
    SessionMoved,
    SessionReopened,
    SessionUnjoined,
)
from ordering.orders.papers import tell_moved
from ordering.orders.repository import Orders
from ordering.orders.shapes import OrderOut
from ordering.orders.telling import tell_tickets
from ordering.security.callers import StaffCaller
from ordering.tables.along import bring_calls, bring_visit
from ordering.tables.calls import CallOut, ServiceCalls
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.repository import Tables, TableSessions
from ordering.tables.shapes import TableOut, TableSessionOut
from ordering.tables.visits import end_visit

UNJOINED_WITHIN = timedelta(seconds=60)
REOPENED_WITHIN = timedelta(minutes=10)
WAS_NOT_JOINED = "It is too late to take this join back: move the party, or its orders."
WAS_NOT_CLOSED = "It is too late to take this closing back."
Both = tuple[int, int]
"""The ids of the tables that somebody has left and come to."""
ONTO_ITSELF = "Choose another table: the party sits at this one."


async def move(session: AsyncSession, staff: StaffCaller, table_id: int, wanted: PartyMove) -> Both:
    """A party goes to a table where nobody sits, with all that is its. Repeating it is no error.

    Raises ``NoOpenSession`` where another party sits here, and ``TableOccupied``.
    """
    here, there = await both(session, staff.store_id, table_id, wanted.to_table_id)
    sessions = TableSessions(session)
    party = await sessions.find(staff.store_id, table_id=here.id)
    if party is None or party.id != wanted.table_session_id:
        told = await StoreEvents(session).to_table(staff.store_id, EventType.SESSION_MOVED, there.id, here.id)
        if any(_told_session(event.payload) == wanted.table_session_id for event in told):
            return here.id, there.id
        refuse_deleted(here, there)
        raise NoOpenSession
    refuse_deleted(there)
    if await sessions.find(staff.store_id, table_id=there.id) is not None:
        raise TableOccupied("Somebody sits at the other table: let the two parties join.")
    orders = await _whole(session, party)
    await bring_calls(session, staff, here, there)
    await bring_visit(session, here, there)
    party.move(here, there)
    _go(orders, there, party, clock.now())
    await tell_moved(session, orders, here)
    _record(session, staff, Action.TABLE_MOVED, here, there, party)
    await _tell(session, EventType.SESSION_MOVED, (here, there), party, orders)
    return here.id, there.id


async def join(session: AsyncSession, staff: StaffCaller, table_id: int, wanted: PartyJoin) -> Both:
    """A party becomes a part of another one. Repeating it is no error.

    Raises ``NoOpenSession`` where other parties sit at one of the tables.
    """
    here, there = await both(session, staff.store_id, table_id, wanted.into_table_id)
    sessions = TableSessions(session)
    party = await sessions.find(staff.store_id, table_id=here.id)
    into = await sessions.find(staff.store_id, table_id=there.id)
    if party is None or into is None or (party.id, into.id) != (wanted.table_session_id, wanted.into_session_id):
        ended = await sessions.get(staff.store_id, wanted.table_session_id, archived=True)
        if ended is not None and (ended.table_id, ended.joined_into) == (here.id, wanted.into_session_id):
            told = await StoreEvents(session).to_table(staff.store_id, EventType.SESSION_JOINED, there.id, here.id)
            if any(_told_session(event.payload) == wanted.into_session_id for event in told):
                return here.id, there.id
        refuse_deleted(here, there)
        raise NoOpenSession
    orders = await _whole(session, party)
    await bring_calls(session, staff, here, there)
    await end_visit(session, here)
    now, total = clock.now(), party.total
    party.joined_orders = [order.id for order in orders]
    _go(orders, there, into, now)
    party.join(into, now, here)
    await tell_moved(session, orders, here)
    _record(session, staff, Action.TABLE_JOINED, here, there, party, total=total, into_session_id=into.id)
    await _tell(session, EventType.SESSION_JOINED, (here, there), into, orders)
    return here.id, there.id


async def unjoin(session: AsyncSession, staff: StaffCaller, table_id: int, wanted: PartyNamed) -> Both:
    """Take a join back, soon enough: of the orders that came those go back which are still there. Repeatable.

    Raises ``TooLate``, also where the joint party has left, and ``TableOccupied``.
    """
    sessions, store_id = TableSessions(session), staff.store_id
    table = await Tables(session).of(store_id, table_id)
    ended = await sessions.get(store_id, wanted.table_session_id, archived=True)
    if ended is None or ended.table_id != table.id:
        raise TooLate(WAS_NOT_JOINED)
    if ended.joined_into is None:
        return await _unjoined(session, store_id, table_id, ended)
    joint = await sessions.of(store_id, ended.joined_into, archived=True)
    here, there = await both(session, store_id, joint.table_id, table_id)
    refuse_deleted(there)
    ended, joint = await _again(sessions, ended), await _again(sessions, joint)
    if joint.table_id != here.id or ended.joined_into != joint.id:
        raise Again
    now = clock.now()
    if not joint.is_open or ended.closed_at is None or now - ended.closed_at >= UNJOINED_WITHIN:
        raise TooLate(WAS_NOT_JOINED)
    if await sessions.find(store_id, table_id=there.id) is not None:
        raise TableOccupied
    came = set(ended.joined_orders or ())
    orders = [order for order in await _whole(session, joint) if order.id in came]
    ended.part(joint, there)
    _go(orders, there, ended, now)
    await tell_moved(session, orders, here)
    _record(session, staff, Action.TABLE_UNJOINED, here, there, ended)
    event = SessionUnjoined(SeatedSession.of(here, joint), SeatedSession.of(there, ended), _shown(orders))
    log.append(session, store_id, EventType.SESSION_UNJOINED, event, table_id=here.id, other_table_id=there.id)
    tell_tickets(session, orders)
    return here.id, there.id


async def reopen(session: AsyncSession, staff: StaffCaller, table_id: int, wanted: PartyNamed) -> TableOut:
    """Take a table's last closing back, soon enough: the party had not left. Repeating it is no error.

    Raises ``TooLate``, also for a session that was not the last, and ``TableOccupied``.
    """
    table = await Tables(session).of(staff.store_id, table_id, lock=True)
    sessions = TableSessions(session)
    current = await sessions.find(staff.store_id, table_id=table.id)
    if current is not None and current.id == wanted.table_session_id:
        return TableOut.of(table)
    last = await sessions.last_closed(staff.store_id, table.id)
    if last is None or last.id != wanted.table_session_id or last.joined_into is not None or last.closed_at is None:
        raise TooLate(WAS_NOT_CLOSED)
    if current is not None:
        raise TableOccupied
    if clock.now() - last.closed_at >= REOPENED_WITHIN:
        raise TooLate(WAS_NOT_CLOSED)
    last.reopen(table)
    audit.record(session, staff, Action.TABLE_REOPENED, table.id, after={"table_session_id": last.id})
    shown = TableSessionOut(last.id, last.opened_at, last.total, last.guests)
    orders = await Orders(session).of_session(staff.store_id, last.id)
    await _bring_from_gone_stations(session, staff.store_id, orders)
    event = SessionReopened(TableOut.of(table), table.party, shown, _shown(orders))
    log.append(session, staff.store_id, EventType.SESSION_REOPENED, event, table_id=table.id)
    tell_tickets(session, orders)  # whoever had let go of them has them again
    return TableOut.of(table)


async def _bring_from_gone_stations(session: AsyncSession, store_id: int, orders: Sequence[Order]) -> None:
    """A station that has gone meanwhile took nothing of a closed table's along."""
    makers = await Stations(session).all_of(store_id, kind=StationKind.PREP)
    for ticket in (ticket for order in orders for ticket in order.tickets):
        if makers and all(ticket.station_id != maker.id for maker in makers):
            ticket.hand_to(makers[0])


class _Told(msgspec.Struct):
    """Of an event what tells which party it is about."""

    table_session: TableSessionOut


class _ToldTo(msgspec.Struct):
    to: _Told


def _told_session(payload: bytes) -> int:
    return msgspec.json.decode(payload, type=_Told).table_session.id


async def both(session: AsyncSession, store_id: int, here_id: int, there_id: int) -> tuple[DiningTable, DiningTable]:
    """Two tables, locked in the order in which everybody locks tables. Either may have been deleted since: what has
    happened already is answered all the same.

    Raises ``NotFound``, ``TableOccupied``.
    """
    if here_id == there_id:
        await Tables(session).of(store_id, here_id)
        raise TableOccupied(ONTO_ITSELF)
    ids = sorted((here_id, there_id))
    tables = {one: await Tables(session).of(store_id, one, lock=True, archived=True) for one in ids}
    return tables[here_id], tables[there_id]


def refuse_deleted(*tables: DiningTable) -> None:
    """Nobody goes there, or comes from there. Raises ``NotFound``."""
    if any(table.live is None for table in tables):
        raise NotFound


async def _again(sessions: TableSessions, row: TableSession) -> TableSession:
    """As it is under the lock."""
    return await sessions.of(row.store_id, row.id, archived=True)


async def _whole(session: AsyncSession, party: TableSession) -> list[Order]:
    """A session's orders, oldest first, each with it."""
    orders = (await Orders(session).of_session(party.store_id, party.id))[::-1]
    for order in orders:
        set_committed_value(order, "table_session", party)
    return orders


def _go(orders: Collection[Order], table: DiningTable, party: TableSession, at: datetime) -> None:
    for order in orders:
        order.go(table, party, at)


def _shown(orders: Sequence[Order]) -> list[OrderOut]:
    return [OrderOut.of(order) for order in orders]


async def _unjoined(session: AsyncSession, store_id: int, table_id: int, again: TableSession) -> Both:
    """What became of a join that is taken back already. Raises ``TooLate`` where there was none."""
    for event in await StoreEvents(session).to_table(store_id, EventType.SESSION_UNJOINED, table_id):
        told = msgspec.json.decode(event.payload, type=_ToldTo).to.table_session.id
        if told == again.id and again.is_open and event.table_id is not None:
            return event.table_id, table_id
    raise TooLate(WAS_NOT_JOINED)


def _record(
    session: AsyncSession,
    staff: StaffCaller,
    action: Action,
    here: DiningTable,
    there: DiningTable,
    party: TableSession,
    **more: Any,
) -> None:
    """Under the name of the table that was left."""
    after = {"to_table_id": there.id, "table_session_id": party.id, "total": party.total, **more}
    audit.record(session, staff, action, here.id, after=after)


async def _tell(
    session: AsyncSession,
    kind: EventType,
    tables: tuple[DiningTable, DiningTable],
    party: TableSession,
    orders: Sequence[Order],
) -> None:
    here, there = tables
    waiting = await ServiceCalls(session).all_of(there.store_id, table_id=there.id, load=ServiceCalls.whole)
    shown = TableSessionOut(party.id, party.opened_at, party.total, party.guests)
    calls = [CallOut.of(call).for_guests() for call in waiting]
    event = SessionMoved(Seated.of(here), Seated.of(there), shown, _shown(orders), calls)
    log.append(session, here.store_id, kind, event, table_id=here.id, other_table_id=there.id)
    tell_tickets(session, orders)
