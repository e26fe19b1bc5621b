"""The invariants of a store (I1-I8 and I10-I15 in the design's words), read straight from its rows.

Every race and every fault ends with ``check``: whatever was answered, this must hold. I1 (an acknowledged write is
there) needs to know what was acknowledged: see ``kept``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from ordering.database.types import Base
from ordering.database.work import Work
from ordering.kitchen.model import KitchenTicket
from ordering.live.log import PARTINGS, EventCounter, StoreEvent
from ordering.menu.model import MenuItem
from ordering.orders.model import Order, OrderLine, Status
from ordering.orders.numbers import OrderCounter
from ordering.orders.pictures import Pictures
from ordering.orders.today import today
from ordering.printing.model import PrintJob
from ordering.services import Services
from ordering.tables.calls import CallStatus, ServiceCall
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.visits import Phone, Visit
from tests.kitchen.rules import every_ticket_is_printed_once, every_ticket_was_told, tickets_fit_their_orders
from tests.stories import every_order_was_told, every_session_was_told, sessions_that_were_left


class Rows(msgspec.Struct):
    """Everything of one store that the invariants speak of."""

    tables: list[DiningTable]
    visits: list[Visit]
    phones: list[Phone]
    sessions: list[TableSession]
    orders: list[Order]
    lines: list[OrderLine]
    calls: list[ServiceCall]
    tickets: list[KitchenTicket]
    jobs: list[PrintJob]
    items: set[int]
    numbers: dict[date, int]
    events: list[StoreEvent]
    last_event: int
    whole: bool
    """Whether nothing has been purged yet."""


async def check(database: Services | AsyncEngine, store_id: int, *, purged: bool = False) -> None:
    """Raises ``AssertionError`` at the first invariant that this store breaks. ``purged``: its past may be gone.

    With the services of a process also if its picture of the store is another one than that of the rows.
    """
    if isinstance(database, Services):
        told = await _told(database.pictures, database.work, store_id)
        assert told == await _told(Pictures(database.work), database.work, store_id), "a picture that the rows deny"
    async with AsyncSession(database.work.engine if isinstance(database, Services) else database) as session:
        rows = await _read(session, store_id, whole=not purged)
        _events_have_no_gaps(rows)
        _a_key_makes_one_order(rows)
        _a_table_has_one_open_session(rows)
        _numbers_are_contiguous(rows)
        _totals_are_sums(rows)
        _statuses_tell_one_story(rows)
        _nothing_is_another_stores(rows, store_id)
        _phones_are_of_their_visit(rows)
        every_session_was_told(rows.sessions, rows.events, whole=rows.whole)
        every_order_was_told(rows.orders, rows.events, whole=rows.whole)
        _a_call_waits_until_somebody_ends_it(rows)
        tickets_fit_their_orders(rows.tickets, rows.orders)
        every_ticket_is_printed_once(rows.tickets, rows.jobs, whole=rows.whole)
        every_ticket_was_told(rows.tickets, rows.events, whole=rows.whole)


async def kept(database: Work | AsyncEngine, orders: Iterable[dict[str, Any]]) -> None:
    """I1: each of these acknowledged orders is there, with the lines that were answered."""
    acknowledged = {order["id"]: order for order in orders}
    async with AsyncSession(database.engine if isinstance(database, Work) else database) as session:
        mine = select(Order).where(Order.id.in_(acknowledged)).options(selectinload(Order.lines))
        rows = {order.id: order for order in await session.scalars(mine)}
    assert rows.keys() == acknowledged.keys(), "I1: an acknowledged order is gone"
    for order_id, told in acknowledged.items():
        row = rows[order_id]
        assert (row.number, row.table_session_id) == (told["number"], told["table_session_id"])
        total = sum(line.quantity * line.each for line in row.lines)
        assert row.total == total == told["total"] or row.version > told["version"]
        assert [_ordered(line.quantity, line.voided, line.each) for line in row.lines] == [
            _ordered(line["quantity"], line["voided"], _each(line)) for line in told["lines"]
        ]


def _ordered(quantity: int, voided: int, each: int) -> tuple[int, int]:
    """Of a line, whatever was taken back since."""
    return quantity + voided, each


def _each(line: dict[str, Any]) -> int:
    return int(line["unit_price"] + sum(option["price_delta"] for option in line["options"]))


async def _told(pictures: Pictures, work: Work, store_id: int) -> dict[str, Any]:
    """All that a picture says. Orders that are begun ring no more, whoever has opened them."""
    picture = await pictures.for_board(store_id, (await work.read(today, store_id)).day)
    assert picture.sales is not None
    assert picture.opened is not None
    orders = [order for one in picture.tables.values() for order in one.orders.values()]
    return {
        "seq": picture.seq,
        "tables": {
            table_id: (one.table, one.table_session, one.orders, one.calls, one.tickets, one.open_orders)
            for table_id, one in sorted(picture.tables.items())
        },
        "sales": picture.sales.total,
        "opened": picture.opened.ids & {order.id for order in orders if order.status is Status.PENDING},
    }


async def _read(session: AsyncSession, store_id: int, *, whole: bool) -> Rows:
    async def every(model: type[Base], *order: Any) -> list[Any]:
        mine = select(model).where(model.store_id == store_id).order_by(*order)  # type: ignore[attr-defined]  # every row of a store has one
        if model is Order:
            mine = mine.options(selectinload(Order.lines), joinedload(Order.table), joinedload(Order.placed_at_table))
        return list(await session.scalars(mine))

    counter = await session.scalar(select(EventCounter.last).where(EventCounter.store_id == store_id))
    return Rows(
        tables=await every(DiningTable, DiningTable.id),
        visits=await every(Visit, Visit.id),
        phones=await every(Phone, Phone.id),
        sessions=await every(TableSession, TableSession.id),
        orders=await every(Order, Order.id),
        lines=await every(OrderLine, OrderLine.order_id, OrderLine.position),
        calls=await every(ServiceCall, ServiceCall.id),
        tickets=await every(KitchenTicket, KitchenTicket.order_id, KitchenTicket.ordinal),
        jobs=await every(PrintJob, PrintJob.id),
        items={item.id for item in await every(MenuItem, MenuItem.id)},
        numbers={one.business_date: one.last for one in await every(OrderCounter, OrderCounter.business_date)},
        events=await every(StoreEvent, StoreEvent.seq),
        last_event=counter or 0,
        whole=whole,
    )


def _events_have_no_gaps(rows: Rows) -> None:
    seqs = [event.seq for event in rows.events]
    if seqs:
        assert seqs[0] == 1 or not rows.whole, "I3: the log has lost its beginning"
        assert seqs == list(range(seqs[0], rows.last_event + 1)), "I3: the log has a gap, or an end nobody counted"


def _a_key_makes_one_order(rows: Rows) -> None:
    used = Counter((order.placed_at_table_id, order.idempotency_key) for order in rows.orders)
    assert all(times == 1 for times in used.values()), "I2: a key made two orders"


def _a_table_has_one_open_session(rows: Rows) -> None:
    parties = {table.id: table.party for table in rows.tables}
    of_table: dict[int, list[TableSession]] = defaultdict(list)
    for one in rows.sessions:
        of_table[one.table_id].append(one)
        assert one.is_open == (one.closed_at is None), "I5: half closed"
    for table_id, sessions in of_table.items():
        still_open = [one for one in sessions if one.is_open]
        assert len(still_open) <= 1, "I5: a table has two open sessions"
        assert all(one.party == parties[table_id] for one in still_open), "a party that has gone sits there"
        assert len({one.party for one in sessions}) == len(sessions), "two sessions are of one party"
    left = Counter(event.table_id for event in rows.events if event.type in PARTINGS)
    for table_id, party in parties.items():
        assert left[table_id] == party or not rows.whole, "party is not the number of those that have left"


def _numbers_are_contiguous(rows: Rows) -> None:
    of_day: dict[date, list[int]] = defaultdict(list)
    for order in rows.orders:
        of_day[order.business_date].append(order.day_number)
    for day, numbers in of_day.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), f"I6: numbers of {day}"
        assert rows.numbers[day] == len(numbers), f"I6: the counter of {day}"


def _totals_are_sums(rows: Rows) -> None:
    orders_of: dict[int, list[Order]] = defaultdict(list)
    for order in rows.orders:
        orders_of[order.table_session_id].append(order)
        for line in order.lines:
            one = line.unit_price + sum(option.price_delta for option in line.options)
            assert line.subtotal == line.quantity * one, "I7: a line is not what it costs"
            assert line.quantity >= 0 <= line.voided, "I7: more was taken back than was ordered"
            assert line.quantity + line.voided > 0, "a line of nothing"
        assert [line.position for line in order.lines] == list(range(len(order.lines)))
        assert order.lines, "an order of nothing"
        left = sum(line.quantity for line in order.lines)
        assert left or order.status == Status.CANCELLED, "all was taken back, and it is not cancelled"
        assert order.total == sum(line.subtotal for line in order.lines), "I7: an order is not the sum of its lines"
    emptied = sessions_that_were_left(rows.events)
    for stay in rows.sessions:
        orders = orders_of[stay.id]
        assert orders or stay.id in emptied or stay.joined_into, "a session that no order opened"
        assert not orders or stay.joined_into is None, "I10: a party has joined another one, and its orders have not"
        total = sum(order.total for order in orders if order.status != Status.CANCELLED)
        assert stay.total == total, "I7: a session is not the sum of its orders"
        assert stay.open_orders == sum(order.is_unfinished for order in orders), "the count of unfinished orders"


def _statuses_tell_one_story(rows: Rows) -> None:
    for order in rows.orders:
        cancelled = order.status == Status.CANCELLED
        assert cancelled == (order.cancelled_at is not None) == (order.cancelled_by is not None)
        assert (order.status == Status.COMPLETED) == (order.completed_at is not None) or cancelled
        assert order.version >= 1
        assert order.updated_at >= order.placed_at or order.version > 1


def _phones_are_of_their_visit(rows: Rows) -> None:
    seats = {table.id for table in rows.tables if table.live}
    waiting = [visit.table_id for visit in rows.visits if visit.live]
    assert len(set(waiting)) == len(waiting), "I12: a table has two visits"
    assert set(waiting) <= seats, "I12: a visit at no table"
    assert all((visit.live is None) == (visit.ended_at is not None) for visit in rows.visits), "I12: half over"
    visit_of = {phone.id: phone.visit_id for phone in rows.phones}
    assert set(visit_of.values()) <= {visit.id for visit in rows.visits}, "I12: a phone of another store's visit"
    for order in rows.orders:
        assert (order.placed_by == "phone") == (order.phone_id is not None) == (order.visit_id is not None)
        assert order.phone_id is None or visit_of[order.phone_id] == order.visit_id, "I12: a phone for another party"


def _a_call_waits_until_somebody_ends_it(rows: Rows) -> None:
    """What boards show of them are the pictures (above): here, that the rows lose and double none."""
    parties = {table.id: table.party for table in rows.tables}
    kinds = [(call.table_id, call.kind) for call in rows.calls if call.live == 1]
    assert len(kinds) == len(set(kinds)), "I11: two open calls of a kind at a table"
    for call in rows.calls:
        waits = call.status in (CallStatus.OPEN, CallStatus.TAKEN)
        assert waits == (call.live == 1) == (call.done_at is None), "I11: a call is gone that nobody has ended"
        assert (call.taken_at is None) == (call.taken_by is None), "I11: taken by nobody"
        assert (call.done_by is not None) == (call.status is CallStatus.DONE), "I11: done by nobody"
        assert not waits or call.party == parties[call.table_id], "I11: a call of a party that has gone waits"


def _nothing_is_another_stores(rows: Rows, store_id: int) -> None:
    tables, sessions = {one.id for one in rows.tables}, {one.id: one.table_id for one in rows.sessions}
    orders = {one.id for one in rows.orders}
    assert all(sessions[one.table_session_id] == one.table_id for one in rows.orders), (
        "I10: an order is at another table than its session"
    )
    assert all(one.order_id in orders and one.item_id in rows.items for one in rows.lines), "I8: a line elsewhere"
    assert sum(len(one.lines) for one in rows.orders) == len(rows.lines), "I8: a line of another store's order"
    assert {one.table_id for one in rows.orders} | {one.table_id for one in rows.sessions} <= tables, "I8: a table"
    assert {one for event in rows.events for one in (event.table_id, event.other_table_id)} - {None} <= tables, (
        "I8: an event of a table elsewhere"
    )
    assert all(line.store_id == store_id for order in rows.orders for line in order.lines)
