"""The statements by which orders are placed, in three packets: lock and look; the orders; their lines and events.

They are one transaction, and of one store. Numbers and ids that an earlier statement of the same packet makes are taken
by the database itself, so that nobody waits for them to come and go.
"""

# ruff: noqa: S608 - what is put into these statements are names and placeholders of ours

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from ordering import clock
from ordering.counters import bump
from ordering.database.lane import Insert, Row, Statement, Transaction, instant, marks, stored
from ordering.kitchen import routing
from ordering.kitchen.shapes import TicketOut
from ordering.live import log
from ordering.orders.model import By, ChosenOption
from ordering.orders.numbers import OrderCounter
from ordering.printing import jobs
from ordering.printing.jobs import ToPrint
from ordering.tables.shapes import TableOut

DRAWN = "(SELECT last FROM order_counter WHERE store_id = %s AND business_date = %s) - %s"
SESSION = "(SELECT id FROM table_session WHERE table_id = %s AND live = 1)"

SESSIONS = (
    "INSERT INTO table_session (store_id, table_id, party, business_date, opened_at, last_order_at, open_orders, total,"
    " live) VALUES "
)
ORDERS = (
    "INSERT INTO placed_order (store_id, table_id, placed_at_table_id, table_session_id, business_date, day_number,"
    " idempotency_key, fingerprint, placed_by, staff_id, visit_id, phone_id, currency, status, version, total, note,"
    " placed_at, updated_at) VALUES "
)
ORDER = f"(%s, %s, %s, {SESSION}, %s, {DRAWN}, %s, %s, %s, %s, %s, %s, %s, 'pending', 1, %s, %s, %s, %s)"
PLACED = (
    "SELECT id, day_number, table_session_id FROM placed_order"
    f" WHERE store_id = %s AND business_date = %s AND day_number > {DRAWN} ORDER BY day_number"
)
LINES = (
    "INSERT INTO order_line (order_id, position, store_id, item_id, name, unit_price, quantity, options, note,"
    " subtotal, voided) VALUES "
)
LINE = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0)"
# Each key with its table: by tables and keys apart, servers read all that was ever ordered at the tables.
RULES = (
    "SELECT s.currency, s.timezone, s.day_cutoff_hour, s.open_orders_per_table, s.seconds_between_orders,"
    " COALESCE(v.last, 0), s.locale, o.placed_at_table_id, o.id, o.idempotency_key, o.fingerprint"
    " FROM store s LEFT JOIN menu_version v ON v.store_id = s.id LEFT JOIN placed_order o ON {} WHERE s.id = %s"
)
KEY = "o.placed_at_table_id = %s AND o.idempotency_key = %s"
COUNTS = (
    "SELECT s.table_id, (SELECT COUNT(*) FROM placed_order o WHERE o.table_session_id = s.id)"
    " FROM table_session s WHERE s.table_id IN ({}) AND s.live = 1"
)


class Stay(Struct):
    """A table's open session; ``id`` is None until it is written. ``opened_at`` and ``last_order_at`` are instants.

    ``orders`` is how many it has had: not known where no kitchen wants to know.
    """

    id: int | None
    opened_at: datetime
    last_order_at: datetime
    open_orders: int
    total: int
    orders: int = 0


class Seat(Struct):
    """A table that is locked for ordering: its open session, and what its idempotency keys were used for."""

    table: TableOut
    stay: Stay | None
    used_keys: dict[str, tuple[int, str]]  # order id, fingerprint


class PhoneVisit(Struct):
    """Where a visit that goes on sits, and what its phones' idempotency keys were used for."""

    table_id: int
    used_keys: dict[str, tuple[int, str]]  # order id, fingerprint


class Rules(Struct, frozen=True):
    """What a store says of its orders, and the version of its menu, now that its tables are locked."""

    currency: str
    timezone: str
    day_cutoff_hour: int
    open_orders_per_table: int
    seconds_between_orders: int
    menu_version: int
    locale: str

    def business_date(self, at: datetime) -> date:
        return clock.business_date(at, ZoneInfo(self.timezone), self.day_cutoff_hour)


class NewLine(Struct, frozen=True):
    """A line as it is written, with everything copied from the menu."""

    item_id: int
    name: str
    unit_price: int
    quantity: int
    options: list[ChosenOption]
    note: str | None
    subtotal: int


class NewOrder(Struct, frozen=True, kw_only=True):
    """An order as it is written; it gets its id and number from that."""

    seat: Seat
    key: str
    fingerprint: str
    placed_by: By
    staff_id: int | None
    visit_id: int | None
    phone_id: int | None
    note: str | None
    total: int
    round: int
    lines: list[NewLine]


class Numbered(Struct, frozen=True):
    order_id: int
    day_number: int
    table_session_id: int


async def seats(
    transaction: Transaction,
    store_id: int,
    keys: Collection[tuple[int, str]],
    visits: Collection[int],
    *,
    counted: bool,
) -> tuple[dict[int, Seat], dict[int, PhoneVisit], Rules]:
    """Lock the tables of these (table, idempotency key), and read their open sessions and used keys, and the store's
    rules; those of archived tables are missing. Read where these visits sit, now that nobody moves to or from these
    tables; those that are over are missing. ``counted``: with how many orders the sessions have had.
    """
    wanted, phones = sorted(keys), sorted(visits)
    ids = sorted({table_id for table_id, _ in wanted})
    look = Statement(_seats(transaction.dialect, len(ids)), [store_id, *ids])
    any_key = Statement(_rules(len(wanted)), [*chain.from_iterable(wanted), store_id])
    sent = [look, any_key]
    if counted:
        sent.append(Statement(COUNTS.format(marks(len(ids))), ids))
    if phones:
        sent.append(_visits(store_id, phones, [key for _, key in wanted]))
    rows, used, *more = await transaction.send(*sent)
    found: dict[int, Seat] = {}
    for table_id, number, label, area, party, session_id, opened_at, last_order_at, open_orders, total in rows:
        seat = found[table_id] = Seat(TableOut(table_id, number, label, area, party), None, {})
        if session_id is not None:
            seat.stay = Stay(session_id, instant(opened_at), instant(last_order_at), open_orders, total)
    columns = len(Rules.__struct_fields__)
    for table_id, order_id, key, fingerprint in (row[columns:] for row in used):
        if table_id in found:
            found[table_id].used_keys[key] = order_id, fingerprint
    for table_id, orders in more.pop(0) if counted else ():
        if table_id in found and (stay := found[table_id].stay) is not None:
            stay.orders = orders
    return found, _sitting(more.pop() if phones else ()), Rules(*used[0][:columns])


@lru_cache(1024)
def _rules(keys: int) -> str:
    """The store's rules, with a row for each of the keys that is used by now; else one row."""
    return RULES.format(" OR ".join([KEY] * keys))


def _sitting(rows: Iterable[Row]) -> dict[int, PhoneVisit]:
    visits: dict[int, PhoneVisit] = {}
    for visit_id, table_id, order_id, key, fingerprint in rows:
        visit = visits.setdefault(visit_id, PhoneVisit(table_id, {}))
        if key is not None:
            visit.used_keys[key] = order_id, fingerprint
    return visits


async def write_orders(
    transaction: Transaction, store_id: int, rules: Rules, orders: Sequence[NewOrder], now: datetime
) -> list[Numbered]:
    """Their sessions as they are with them, and the orders; with the numbers that they got, in the same sequence."""
    day, at = rules.business_date(now).isoformat(), stored(now)
    taken = {order.seat.table.id: order.seat for order in orders}
    sent: list[Statement | Insert] = [*_sessions(store_id, taken, day, at)]
    sent.append(Statement(bump(OrderCounter, transaction.dialect), [store_id, day, len(orders), len(orders)]))
    rows = [_order(store_id, rules, order, day, at, len(orders) - 1 - rank) for rank, order in enumerate(orders)]
    sent += [Insert(ORDERS, ORDER, rows), Statement(PLACED, [store_id, day, store_id, day, len(orders)])]
    return [Numbered(*row) for row in (await transaction.send(*sent))[-1]]


async def write_lines(
    transaction: Transaction,
    store_id: int,
    orders: Sequence[tuple[Numbered, NewOrder]],
    tickets: Sequence[TicketOut],
    papers: Sequence[ToPrint],
    events: Sequence[log.NewEvent],
) -> None:
    """The orders' lines, tickets and papers, the events that tell of them, and COMMIT."""
    rows = [
        (
            numbered.order_id, position, store_id, line.item_id, line.name, line.unit_price, line.quantity,
            msgspec.json.encode(line.options).decode(), line.note, line.subtotal,
        )
        for numbered, order in orders
        for position, line in enumerate(order.lines)
    ]  # fmt: skip
    told = [routing.insert(store_id, tickets)] if tickets else []
    if papers:
        told.append(jobs.insert(store_id, papers, clock.now()))
        transaction.news.append(jobs.PaperWaits(store_id))
    await log.commit(transaction, store_id, events, Insert(LINES, LINE, rows), *told)


def _sessions(store_id: int, taken: Mapping[int, Seat], day: str, at: str) -> Sequence[Statement | Insert]:
    known: list[tuple[int, Stay]] = []
    fresh: list[Sequence[object]] = []
    for table_id, seat in taken.items():
        assert seat.stay is not None  # noqa: S101 - whoever ordered sits there
        if seat.stay.id is not None:
            known.append((seat.stay.id, seat.stay))
        else:
            fresh.append((store_id, table_id, seat.table.party, day, at, at, seat.stay.open_orders, seat.stay.total))
    sent: list[Statement | Insert] = []
    if known:
        cases = f"CASE id {' '.join(['WHEN %s THEN %s'] * len(known))} END"
        sql = f"UPDATE table_session SET last_order_at = %s, open_orders = {cases}, total = {cases}"
        open_orders = [value for session_id, stay in known for value in (session_id, stay.open_orders)]
        totals = [value for session_id, stay in known for value in (session_id, stay.total)]
        ids = [session_id for session_id, _ in known]
        sql += f" WHERE store_id = %s AND id IN ({marks(len(ids))})"
        sent.append(Statement(sql, [at, *open_orders, *totals, store_id, *ids]))
    if fresh:
        sent.append(Insert(SESSIONS, "(%s, %s, %s, %s, %s, %s, %s, %s, 1)", fresh))
    return sent


def _order(store_id: int, rules: Rules, order: NewOrder, day: str, at: str, before_last: int) -> Sequence[object]:
    table_id = order.seat.table.id
    return (
        store_id, table_id, table_id, table_id, day, store_id, day, before_last, order.key, order.fingerprint,
        order.placed_by, order.staff_id, order.visit_id, order.phone_id, rules.currency, order.total, order.note,
        at, at,
    )  # fmt: skip


@lru_cache(1024)
def _seats(dialect: str, tables: int) -> str:
    # By the primary key only: found through another index, the two would be locked in an order that the foreign keys
    # of a neighbour's event cross (MariaDB does so, and deadlocks).
    by_key, lock = ("FORCE INDEX (PRIMARY)", "FOR UPDATE") if dialect == "mysql" else ("", "")
    return (
        "SELECT t.id, t.number, t.label, t.area, t.party, s.id, s.opened_at, s.last_order_at, s.open_orders, s.total"
        f" FROM dining_table t {by_key} LEFT JOIN table_session s ON s.table_id = t.id AND s.live = 1"
        f" WHERE t.store_id = %s AND t.id IN ({marks(tables)}) AND t.live = 1 ORDER BY t.id {lock}"
    )


def _visits(store_id: int, visits: Sequence[int], keys: Sequence[str]) -> Statement:
    return Statement(
        "SELECT v.id, v.table_id, o.id, o.idempotency_key, o.fingerprint"
        " FROM visit v JOIN store s ON s.id = v.store_id AND s.phones AND s.phones_term = v.term"
        f" LEFT JOIN placed_order o ON o.visit_id = v.id AND o.idempotency_key IN ({marks(len(keys))})"
        f" WHERE v.store_id = %s AND v.id IN ({marks(len(visits))}) AND v.live = 1",
        [*keys, store_id, *visits],
    )
