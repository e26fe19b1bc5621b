"""What is a party's beside its orders: its calls and its visit end with it, or go along to another table."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from ordering import clock
from ordering.audit import Action
from ordering.live import log
from ordering.security.callers import StaffCaller
from ordering.tables.calls import CallStatus, ServiceCall, ServiceCalls, announce, record
from ordering.tables.model import DiningTable
from ordering.tables.shapes import TableOut
from ordering.tables.visits import VisitChanged, Visits, end_visit


async def end_calls(session: AsyncSession, staff: StaffCaller, table: DiningTable) -> None:
    """The party leaves, under the table's lock: nothing that it has called for is waited for any more."""
    for call in await ServiceCalls(session).all_of(table.store_id, table_id=table.id):
        _end(session, staff, call)


async def bring_calls(session: AsyncSession, staff: StaffCaller, here: DiningTable, there: DiningTable) -> None:
    """The calls of the party that sits ``here`` go ``there``, both tables locked. Of two that wait for the same thing
    the older stays, and the other is done.
    """
    calls = ServiceCalls(session)
    of_party = await calls.all_of(
        here.store_id, table_id=here.id, party=here.party, archived=True, load=ServiceCalls.whole
    )
    waiting_there = await calls.all_of(there.store_id, table_id=there.id, load=ServiceCalls.whole)
    newer = _newer_of_two([call for call in of_party if call.live], waiting_there)
    for call in newer:
        _end(session, staff, call)
    await session.flush()  # a table has one call of a kind
    for call in of_party:
        call.table_id, call.party = there.id, there.party
        set_committed_value(call, "table", there)
    for call in newer:
        announce(session, log.EventType.CALL_CHANGED, call)


async def bring_visit(session: AsyncSession, here: DiningTable, there: DiningTable) -> None:
    """The phones' visit goes along, both tables locked: the one that waited ``there`` for a party ends."""
    visit = await Visits(session).find(here.store_id, table_id=here.id)
    if visit is None and await Visits(session).find(there.store_id, table_id=there.id) is None:
        return
    await end_visit(session, there)
    if visit is not None:
        visit.table_id = there.id
        log.access_ended(session, there.store_id)  # what processes know of where it sits is not so any more
    event = VisitChanged(TableOut.of(there), there.party)
    log.append(session, there.store_id, log.EventType.VISIT_CHANGED, event, table_id=there.id)


def _newer_of_two(ones: list[ServiceCall], others: list[ServiceCall]) -> list[ServiceCall]:
    of_kind = {call.kind: call for call in others}
    pairs = [(call, of_kind[call.kind]) for call in ones if call.kind in of_kind]
    return [max(pair, key=lambda call: (call.placed_at, call.id)) for pair in pairs]


def _end(session: AsyncSession, staff: StaffCaller, call: ServiceCall) -> None:
    call.advance(CallStatus.DONE, call.version, staff.username, clock.now())
    record(session, staff, Action.CALL_DONE, call)
