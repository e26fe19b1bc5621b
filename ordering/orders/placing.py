"""Placing orders: everything that waits for one store goes into one transaction.

A store's orders take turns anyway, since their numbers come from one counter; sharing the transaction lets them share
its flush too. Each order is judged alone: a refused one leaves its neighbours as they are.
"""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from ordering import clock
from ordering.database.lane import Transaction
from ordering.errors import KeyReused, NotFound, PartyChanged, Refusal, TooManyOrders, VisitOver
from ordering.kitchen.model import TicketLine
from ordering.kitchen.routing import tickets_of
from ordering.kitchen.shapes import OrderKitchen, TicketEvent, TicketOrder, TicketOut, TicketState
from ordering.live.log import EventType, NewEvent
from ordering.menu.orderable import OrderableItem
from ordering.orders import intake
from ordering.orders.intake import NewLine, NewOrder, Numbered, PhoneVisit, Rules, Seat, Stay
from ordering.orders.model import LINES_AT_MOST, By, Status
from ordering.orders.numbers import number_of
from ordering.orders.papers import of_new_order
from ordering.orders.pricing import price
from ordering.orders.shapes import Draft, OrderEvent, OrderLineOut, OrderOut, StatusTimes
from ordering.printing.jobs import Outlet, ToPrint
from ordering.security.callers import PhoneCaller, StaffCaller
from ordering.security.revocations import Caller
from ordering.tables.shapes import TableEvent, TableRef, TableSessionOut

RETRY_WHEN_SERVED = 30
"""Seconds after which a table with too many unfinished orders may ask again: the kitchen decides, we guess."""


class Submission(msgspec.Struct, frozen=True):
    """One order that somebody sent, under an idempotency key whose scope is the table; a phone's is its visit."""

    caller: Caller
    table_id: int
    key: str
    draft: Draft

    @property
    def visit_id(self) -> int | None:
        return self.caller.visit_id if isinstance(self.caller, PhoneCaller) else None

    @property
    def stored_key(self) -> str:
        """As an order keeps it. A phone's names its visit, so that it is nobody else's whatever table that sits at."""
        if self.visit_id is None:
            return self.key
        return hashlib.sha256(f"{self.visit_id} {self.key}".encode()).hexdigest()

    @property
    def fingerprint(self) -> str:
        """Of the decoded body: defaults are left out, so a later version's new field doesn't change it."""
        return hashlib.sha256(msgspec.json.encode(self.draft)).hexdigest()


class Placed(msgspec.Struct, frozen=True):
    order: OrderOut
    replayed: bool


class Accepted(msgspec.Struct, eq=False):
    """A submission that will be written; ``session_total`` is the party's total with it. ``answer`` is the staff's."""

    submission: Submission
    order: NewOrder
    session_total: int
    opens_session: bool
    answer: OrderOut | None = None


class Replay(msgspec.Struct, frozen=True, eq=False):
    """The key was used before for this very order: by a stored order (its id), or earlier in this batch."""

    of: int | Accepted


class Elsewhere(msgspec.Struct, frozen=True, eq=False):
    """The visit that this is for sits at another table by now: it is to be sent from there."""

    table_id: int


Verdict = Accepted | Replay | Elsewhere | Refusal


class OtherMenu(Exception):
    """The menu that orders were to be judged by is no longer the store's."""


class Menu(msgspec.Struct, frozen=True):
    """What orders are judged by, where they are made, and where their papers come out."""

    version: int
    items: Mapping[int, OrderableItem]
    stations: Mapping[int, str]
    outlets: Sequence[Outlet] = ()


async def place(transaction: Transaction, store_id: int, batch: Sequence[Submission], menu: Menu) -> list[Verdict]:
    """Judge and write a batch of one store; the outcome of each, in the same sequence. Raises ``OtherMenu``."""
    now = clock.now()
    keys = {(one.table_id, one.stored_key) for one in batch}
    phones = {one.visit_id for one in batch if one.visit_id is not None}
    counted = bool(menu.stations or menu.outlets)
    seats, visits, rules = await intake.seats(transaction, store_id, keys, phones, counted=counted)
    if menu.version != rules.menu_version:
        raise OtherMenu
    judged: list[Verdict] = []
    used: dict[tuple[int, str], Accepted] = {}
    for one in batch:
        try:
            known = _elsewhere(one, visits) or _replay(one, seats, visits, used)
            verdict = known or _accept(one, seats[one.table_id], rules, menu.items, now)
        except Refusal as refusal:
            judged.append(refusal)
            continue
        if isinstance(verdict, Accepted):
            used[one.table_id, one.stored_key] = verdict
        judged.append(verdict)
    if used:
        await _write(transaction, store_id, rules, menu, list(used.values()), now)
    return judged


def _elsewhere(one: Submission, visits: Mapping[int, PhoneVisit]) -> Elsewhere | None:
    if one.visit_id is None:
        return None
    if one.visit_id not in visits:
        raise VisitOver
    table_id = visits[one.visit_id].table_id
    return Elsewhere(table_id) if table_id != one.table_id else None


def _replay(
    one: Submission,
    seats: Mapping[int, Seat],
    visits: Mapping[int, PhoneVisit],
    used: Mapping[tuple[int, str], Accepted],
) -> Replay | None:
    if one.table_id not in seats:
        raise NotFound
    before: int | Accepted
    key = one.stored_key
    used_keys = (seats[one.table_id] if one.visit_id is None else visits[one.visit_id]).used_keys
    if key in used_keys:
        before, fingerprint = used_keys[key]
    elif (one.table_id, key) in used:
        before = used[one.table_id, key]
        fingerprint = before.order.fingerprint
    else:
        return None
    if fingerprint != one.fingerprint:
        raise KeyReused
    return Replay(before)


def _accept(one: Submission, seat: Seat, rules: Rules, items: Mapping[int, OrderableItem], now: datetime) -> Accepted:
    """Everything that can be said against a new order, in the contract's order; then the party's session is charged."""
    # A phone's visit is one party's, wherever that has gone.
    if one.visit_id is None and one.draft.party not in (None, seat.table.party):
        raise PartyChanged(party=seat.table.party)
    lines = _lines(one.draft, items)
    opens_session = seat.stay is None
    if seat.stay is None:
        seat.stay = Stay(None, now, now, 0, 0)
    else:
        _check_limits(seat.stay, rules, now)
    total = sum(line.subtotal for line in lines)
    seat.stay.last_order_at = now
    seat.stay.open_orders += 1
    seat.stay.orders += 1
    seat.stay.total += total
    caller = one.caller
    order = NewOrder(
        seat=seat,
        key=one.stored_key,
        fingerprint=one.fingerprint,
        placed_by=_placed_by(caller),
        staff_id=caller.staff_id if isinstance(caller, StaffCaller) else None,
        visit_id=one.visit_id,
        phone_id=caller.phone_id if isinstance(caller, PhoneCaller) else None,
        note=one.draft.note or None,
        total=total,
        round=seat.stay.orders,
        lines=lines,
    )
    return Accepted(one, order, seat.stay.total, opens_session)


def _placed_by(caller: Caller) -> By:
    if isinstance(caller, StaffCaller):
        return "staff"
    return "phone" if isinstance(caller, PhoneCaller) else "table"


def _lines(draft: Draft, items: Mapping[int, OrderableItem]) -> list[NewLine]:
    return [
        NewLine(
            item_id=wanted.item_id,
            name=items[wanted.item_id].name,
            unit_price=priced.unit_price,
            quantity=wanted.quantity,
            options=priced.options,
            note=wanted.note or None,
            subtotal=priced.subtotal,
        )
        for wanted, priced in zip(draft.lines, price(draft, items), strict=True)
    ]


def _check_limits(stay: Stay, rules: Rules, now: datetime) -> None:
    if 0 < rules.open_orders_per_table <= stay.open_orders:
        raise TooManyOrders(retry_after=RETRY_WHEN_SERVED)
    since_last = (now - stay.last_order_at).total_seconds()
    # A negative time is a clock that was set back: nobody should wait an hour for that.
    if 0 <= since_last < rules.seconds_between_orders:
        raise TooManyOrders(retry_after=math.ceil(rules.seconds_between_orders - since_last))


async def _write(
    transaction: Transaction, store_id: int, rules: Rules, menu: Menu, accepted: Sequence[Accepted], now: datetime
) -> None:
    orders = [one.order for one in accepted]
    numbered = await intake.write_orders(transaction, store_id, rules, orders, now)
    events: list[NewEvent] = []
    tickets: list[TicketOut] = []
    slips: list[ToPrint] = []
    for one, numbers in zip(accepted, numbered, strict=True):
        answer = _answer(one.order, numbers, rules, now)
        told = _tickets(one.order, answer, numbers.day_number, menu) if menu.stations else []
        one.answer = msgspec.structs.replace(answer, kitchen=OrderKitchen.of([TicketState.told(one) for one in told]))
        events += _events(one, answer, told)
        tickets += told
        if menu.outlets:
            slips += of_new_order(menu.outlets, answer, told, one.order.round, rules.locale, rules.timezone)
    lines = [*zip(numbered, orders, strict=True)]
    await intake.write_lines(transaction, store_id, lines, tickets, slips, events)


def _tickets(order: NewOrder, answer: OrderOut, day_number: int, menu: Menu) -> list[TicketOut]:
    lines = [
        (
            menu.items[line.item_id].station_id,
            TicketLine(
                line.id, line.item_id, line.name, [one.name for one in line.options], line.quantity, note=line.note
            ),
        )
        for line in answer.lines
    ]
    return tickets_of(TicketOrder.of(answer), day_number, order.round, lines, menu.stations)


def _answer(order: NewOrder, numbered: Numbered, rules: Rules, now: datetime) -> OrderOut:
    day, at = rules.business_date(now), order.seat.table
    table = TableRef(at.id, at.number, at.label)
    return OrderOut(
        id=numbered.order_id,
        number=number_of(day, numbered.day_number),
        business_date=day,
        currency=rules.currency,
        table=table,
        placed_at_table=table,
        table_session_id=numbered.table_session_id,
        placed_by=order.placed_by,
        status=Status.PENDING,
        version=1,
        total=order.total,
        note=order.note,
        placed_at=now,
        updated_at=now,
        status_times=StatusTimes(),
        cancelled=None,
        lines=[
            OrderLineOut(numbered.order_id * LINES_AT_MOST + position, *msgspec.structs.astuple(line))
            for position, line in enumerate(order.lines)
        ],
    )


def _events(one: Accepted, answer: OrderOut, tickets: Sequence[TicketOut]) -> Iterator[NewEvent]:
    seat = one.order.seat
    assert seat.stay is not None  # noqa: S101 - whoever ordered sits there
    if one.opens_session:
        opened = TableSessionOut(answer.table_session_id, seat.stay.opened_at, one.session_total)
        event = TableEvent(seat.table, seat.table.party, opened)
        yield NewEvent(EventType.SESSION_OPENED, seat.table.id, msgspec.json.encode(event))
    placed = OrderEvent(answer, one.session_total)
    yield NewEvent(EventType.ORDER_PLACED, seat.table.id, msgspec.json.encode(placed))
    for ticket in tickets:
        yield NewEvent(EventType.TICKET_PLACED, seat.table.id, msgspec.json.encode(TicketEvent(ticket)))
