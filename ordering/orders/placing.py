"""Placing orders: everything that waits for one store goes into one transaction.

A store's orders take turns anyway, since their numbers come from one counter; sharing the transaction lets them share
its flush too. Each order is judged alone: a refused one leaves its neighbours as they are.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from ordering import clock
from ordering.counters import draw
from ordering.errors import KeyReused, NotFound, PartyChanged, Refusal, TooManyOrders
from ordering.live import log
from ordering.menu.model import MenuItem
from ordering.menu.repository import Items
from ordering.orders.model import Order, OrderCounter, OrderLine, Status
from ordering.orders.pricing import price
from ordering.orders.repository import Orders, Seat
from ordering.orders.shapes import Draft, OrderEvent, OrderOut, PricedLine
from ordering.security.callers import StaffCaller, TableCaller
from ordering.stores.model import Store
from ordering.tables.model import TableSession
from ordering.tables.shapes import TableEvent, TableOut, TableSessionOut

RETRY_WHEN_SERVED = 30
"""Seconds after which a table with too many unfinished orders may ask again: the kitchen decides, we guess."""


class Submission(msgspec.Struct, frozen=True):
    """One order that somebody sent, under an idempotency key whose scope is the table."""

    caller: TableCaller | StaffCaller
    table_id: int
    key: str
    draft: Draft

    @property
    def fingerprint(self) -> str:
        """Of the decoded body: defaults are left out, so a later version's new field doesn't change it."""
        return hashlib.sha256(msgspec.json.encode(self.draft)).hexdigest()


class Placed(msgspec.Struct, frozen=True):
    order: OrderOut
    replayed: bool


class Accepted(msgspec.Struct, eq=False):
    """A submission that will be written; ``session_total`` is the party's total with it."""

    submission: Submission
    seat: Seat
    table_session: TableSession
    store: Store
    lines: list[PricedLine]
    names: list[str]
    session_total: int
    opens_session: bool
    answer: OrderOut | None = None

    @property
    def total(self) -> int:
        return sum(line.subtotal for line in self.lines)


class Replay(msgspec.Struct, frozen=True, eq=False):
    """The key was used before for this very order: by a stored order (its id), or earlier in this batch."""

    of: int | Accepted


async def place(session: AsyncSession, store_id: int, batch: Sequence[Submission]) -> list[Placed | Refusal]:
    """Judge and write a batch of one store; the outcome of each, in the same order."""
    now = clock.now()
    seats = await Orders(session).seats(store_id, {one.table_id for one in batch}, {one.key for one in batch})
    fresh = [one for one in batch if (seat := seats.get(one.table_id)) and one.key not in seat.used_keys]
    wanted = {line.item_id for one in fresh for line in one.draft.lines}
    items = await Items(session).orderable(store_id, wanted) if wanted else {}

    judged: list[Accepted | Replay | Refusal] = []
    used: dict[tuple[int, str], Accepted] = {}
    for one in batch:
        try:
            verdict = _replay(one, seats, used) or _accept(one, seats[one.table_id], items, now)
        except Refusal as refusal:
            judged.append(refusal)
            continue
        if isinstance(verdict, Accepted):
            used[one.table_id, one.key] = verdict
        judged.append(verdict)

    if used:
        await _write(session, list(used.values()), now)
    stored = {one.of for one in judged if isinstance(one, Replay) and isinstance(one.of, int)}
    replays = await Orders(session).by_id(store_id, stored) if stored else {}
    return [_outcome(one, submission, replays) for one, submission in zip(judged, batch, strict=True)]


def _replay(one: Submission, seats: Mapping[int, Seat], used: Mapping[tuple[int, str], Accepted]) -> Replay | None:
    if one.table_id not in seats:
        raise NotFound
    before: int | Accepted
    if one.key in seats[one.table_id].used_keys:
        before, fingerprint = seats[one.table_id].used_keys[one.key]
    elif (one.table_id, one.key) in used:
        before = used[one.table_id, one.key]
        fingerprint = before.submission.fingerprint
    else:
        return None
    if fingerprint != one.fingerprint:
        raise KeyReused
    return Replay(before)


def _accept(one: Submission, seat: Seat, items: Mapping[int, MenuItem], now: datetime) -> Accepted:
    """Everything that can be said against a new order, in the contract's order; then the party's session is charged."""
    if one.draft.party not in (None, seat.table.party):
        raise PartyChanged(party=seat.table.party)
    lines = price(one.draft, items)
    store = items[one.draft.lines[0].item_id].store
    opens_session = seat.table_session is None
    if seat.table_session is None:
        seat.table_session = _new_session(seat, store, now)
    else:
        _check_limits(seat.table_session, store, now)
    table_session = seat.table_session
    table_session.last_order_at = now
    table_session.open_orders += 1
    table_session.total += sum(line.subtotal for line in lines)
    names = [items[line.item_id].name for line in one.draft.lines]
    return Accepted(one, seat, table_session, store, lines, names, table_session.total, opens_session)


def _check_limits(table_session: TableSession, store: Store, now: datetime) -> None:
    if 0 < store.open_orders_per_table <= table_session.open_orders:
        raise TooManyOrders(retry_after=RETRY_WHEN_SERVED)
    since_last = (now - table_session.last_order_at).total_seconds()
    # A negative time is a clock that was set back: nobody should wait an hour for that.
    if 0 <= since_last < store.seconds_between_orders:
        raise TooManyOrders(retry_after=math.ceil(store.seconds_between_orders - since_last))


def _new_session(seat: Seat, store: Store, now: datetime) -> TableSession:
    return TableSession(
        store_id=store.id,
        table_id=seat.table.id,
        party=seat.table.party,
        business_date=store.business_date(now),
        opened_at=now,
        closed_at=None,
        last_order_at=now,
        open_orders=0,
        total=0,
        live=1,
    )


async def _write(session: AsyncSession, accepted: Sequence[Accepted], now: datetime) -> None:
    session.add_all([one.table_session for one in accepted if one.opens_session])
    await session.flush()
    store = accepted[0].store
    day = store.business_date(now)
    first = await draw(session, OrderCounter, len(accepted), store_id=store.id, business_date=day)
    orders = [_order(one, first + i, now) for i, one in enumerate(accepted)]
    await Orders(session).insert(store.id, orders)
    for one, order in zip(accepted, orders, strict=True):
        one.answer = OrderOut.of(order)
        table = one.seat.table
        if one.opens_session:
            opened = TableSessionOut(one.table_session.id, one.table_session.opened_at, one.session_total)
            event = TableEvent(TableOut.of(table), table.party, opened)
            log.append(session, store.id, log.EventType.SESSION_OPENED, event, table_id=table.id)
        placed = OrderEvent(one.answer, one.session_total)
        log.append(session, store.id, log.EventType.ORDER_PLACED, placed, table_id=table.id)


def _order(one: Accepted, day_number: int, now: datetime) -> Order:
    submission, items = one.submission, one.submission.draft.lines
    by_staff = isinstance(submission.caller, StaffCaller)
    order = Order(
        store_id=one.store.id,
        table_id=one.seat.table.id,
        table_session_id=one.table_session.id,
        business_date=one.store.business_date(now),
        day_number=day_number,
        idempotency_key=submission.key,
        fingerprint=submission.fingerprint,
        placed_by="staff" if by_staff else "table",
        staff_id=submission.caller.staff_id if isinstance(submission.caller, StaffCaller) else None,
        currency=one.store.currency,
        status=Status.PENDING,
        version=1,
        total=one.total,
        note=submission.draft.note or None,
        placed_at=now,
        updated_at=now,
        preparing_at=None,
        completed_at=None,
        cancelled_at=None,
        cancelled_by=None,
        cancel_reason=None,
        lines=[
            OrderLine(
                position=i,
                store_id=one.store.id,
                item_id=wanted.item_id,
                name=one.names[i],
                unit_price=priced.unit_price,
                quantity=wanted.quantity,
                options=priced.options,
                note=wanted.note or None,
                subtotal=priced.subtotal,
            )
            for i, (wanted, priced) in enumerate(zip(items, one.lines, strict=True))
        ],
    )
    set_committed_value(order, "table", one.seat.table)
    return order


def _outcome(
    judged: Accepted | Replay | Refusal, submission: Submission, replays: Mapping[int, Order]
) -> Placed | Refusal:
    if isinstance(judged, Refusal):
        return judged
    for_staff = isinstance(submission.caller, StaffCaller)
    if isinstance(judged, Accepted):
        order, replayed = judged.answer, False
    elif isinstance(judged.of, Accepted):
        order, replayed = judged.of.answer, True
    elif judged.of in replays:
        order, replayed = OrderOut.of(replays[judged.of], for_staff=for_staff), True
    else:  # purged this very moment
        return NotFound()
    assert order is not None  # noqa: S101 - _write answered every accepted one
    return Placed(order, replayed)
