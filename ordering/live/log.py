"""The event log: every committed fact of a store, numbered 1, 2, 3 … without gaps, in commit order.

Numbers come from the store's counter row, drawn as the last thing in the transaction: an auto-increment id would
commit out of order, and a follower would skip rows for good.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Self, cast

import msgspec
from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, Table, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from ordering import clock
from ordering.counters import bump, draw
from ordering.database.lane import Insert, Statement, Transaction, marks, stored
from ordering.database.types import MYSQL_TABLE, Base, BigId

KEPT = timedelta(days=7)
JUMP = 10**9
"""A restored database's numbers go on so much later: none that was told before can be taken for a new one."""


class Tablets(Enum):
    """Which tablets hear of an event; the staff hear of every one."""

    NONE = "none"
    OWN = "own"
    """Those of the table that the event is about."""
    ALL = "all"


class EventType(StrEnum):
    """``tablets`` are those that hear of it; ``redraws_card``: the board draws the card of its table anew."""

    tablets: Tablets
    redraws_card: bool

    def __new__(cls, value: str, tablets: Tablets = Tablets.NONE, redraws_card: bool = False) -> Self:
        event_type = str.__new__(cls, value)
        event_type._value_ = value
        event_type.tablets, event_type.redraws_card = tablets, redraws_card
        return event_type

    ORDER_PLACED = "order.placed", Tablets.OWN, True
    ORDER_CHANGED = "order.changed", Tablets.OWN, True
    ORDER_OPENED = "order.opened", Tablets.NONE, True
    SESSION_OPENED = "session.opened", Tablets.OWN, True
    SESSION_CLOSED = "session.closed", Tablets.OWN, True
    MENU_CHANGED = "menu.changed", Tablets.ALL
    STORE_CHANGED = "store.changed", Tablets.ALL
    TABLE_CHANGED = "table.changed"
    CALL_PLACED = "call.placed", Tablets.OWN, True
    CALL_CHANGED = "call.changed", Tablets.OWN, True
    TICKET_PLACED = "ticket.placed", Tablets.NONE, True
    TICKET_CHANGED = "ticket.changed", Tablets.NONE, True
    SESSION_MOVED = "session.moved", Tablets.OWN, True
    SESSION_JOINED = "session.joined", Tablets.OWN, True
    SESSION_UNJOINED = "session.unjoined", Tablets.OWN, True
    SESSION_REOPENED = "session.reopened", Tablets.OWN, True
    ORDER_MOVED = "order.moved", Tablets.OWN, True
    VISIT_CHANGED = "visit.changed", Tablets.OWN
    ACCESS_REVOKED = "access.revoked"


# Sets, and not a look at the row's own member: a row may be of a type that only a later version knows.
FOR_OWN_TABLETS = {event_type for event_type in EventType if event_type.tablets is Tablets.OWN}
FOR_ALL_TABLETS = {event_type for event_type in EventType if event_type.tablets is Tablets.ALL}
REDRAWING_CARDS = {event_type for event_type in EventType if event_type.redraws_card}
FOR_KITCHENS = {
    *(EventType.TICKET_PLACED, EventType.TICKET_CHANGED),
    *(EventType.SESSION_CLOSED, EventType.SESSION_REOPENED),
}
PARTINGS = {EventType.SESSION_CLOSED, EventType.SESSION_MOVED, EventType.SESSION_JOINED}
"""By which a party leaves the event's (first) table."""


def goes_on(earlier: int, later: int) -> bool:
    """Whether a number that was read after another one is of the same history: no other has come back from a backup.

    What jumps is the backup's number. The lost one may have been further on, so less than a whole jump lies between.
    """
    return 0 <= later - earlier < JUMP // 2


class StoreEvent(Base):
    """``payload`` is the JSON that streams send, encoded once: a replay needs no other query."""

    __tablename__ = "store_event"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "table_id"], ["dining_table.store_id", "dining_table.id"]),
        ForeignKeyConstraint(["store_id", "other_table_id"], ["dining_table.store_id", "dining_table.id"]),
        MYSQL_TABLE,
    )

    # The counter's row, not the store's: that one is locked by now, and nobody has to wait for another.
    store_id: Mapped[int] = mapped_column(BigId, ForeignKey("event_counter.store_id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(20))
    table_id: Mapped[int | None]  # whose table's tablets may see it
    other_table_id: Mapped[int | None]  # and those of the table that somebody went to from there
    payload: Mapped[bytes]
    at: Mapped[datetime]


INSERT = insert(cast("Table", StoreEvent.__table__))
HEAD = "SELECT last FROM event_counter WHERE store_id = %s"
HEADS = "SELECT store_id, last FROM event_counter WHERE store_id IN "
EVENTS = "INSERT INTO store_event (store_id, seq, type, table_id, payload, at) VALUES "
EVENT = "(%s, (SELECT last FROM event_counter WHERE store_id = %s) - %s, %s, %s, %s, %s)"


class EventCounter(Base):
    __tablename__ = "event_counter"
    __table_args__ = (MYSQL_TABLE,)

    store_id: Mapped[int] = mapped_column(BigId, ForeignKey("store.id"), primary_key=True)
    last: Mapped[int]


class Event(msgspec.Struct, frozen=True):
    """A committed event, as streams tell it. Its ``type`` may be one that only a later version knows."""

    store_id: int
    seq: int
    type: str
    table_id: int | None
    payload: bytes
    other_table_id: int | None = None

    def is_for(self, table_id: int | None) -> bool:
        """Whether the tablets of a table may see it; None is the staff, who see everything."""
        if table_id is None or self.type in FOR_ALL_TABLETS:
            return True
        return table_id in (self.table_id, self.other_table_id) and self.type in FOR_OWN_TABLETS


class NewEvent(msgspec.Struct, frozen=True):
    """An event of the lean lane, which gets its number when it is written."""

    type: EventType
    table_id: int | None
    payload: bytes


def append(
    session: AsyncSession,
    store_id: int,
    kind: EventType,
    data: msgspec.Struct,
    *,
    table_id: int | None = None,
    other_table_id: int | None = None,
) -> None:
    """Note an event for the end of this transaction. ``data`` is encoded now: it must show the state after the change.

    ``table_id``: the table whose tablets may see it too; None for the staff's eyes only. ``other_table_id``: where
    somebody went to from there, who may see it as well.
    """
    tables = {"table_id": table_id, "other_table_id": other_table_id}
    row = {"type": kind, "payload": msgspec.json.encode(data), "at": clock.now(), **tables}
    session.info.setdefault("events", {}).setdefault(store_id, []).append(row)


def is_noted(session: AsyncSession, store_id: int, kind: EventType) -> bool:
    """Whether this transaction has noted such an event of the store already."""
    return any(row["type"] == kind for row in session.info.get("events", {}).get(store_id, []))


async def write(session: AsyncSession) -> None:
    """Number and insert the noted events; the transaction's last statements before COMMIT."""
    for store_id, rows in sorted(session.info.pop("events", {}).items()):  # a tablet that moves can tell two stores
        first = await draw(session, EventCounter, len(rows), store_id=store_id)
        numbered = [{**row, "store_id": store_id, "seq": first + i} for i, row in enumerate(rows)]
        await session.execute(INSERT, numbered)
        session.info.setdefault("announcements", []).extend(
            Event(store_id, row["seq"], row["type"], row["table_id"], row["payload"], row["other_table_id"])
            for row in numbered
        )


async def commit(
    transaction: Transaction, store_id: int, events: Sequence[NewEvent], *before: Statement | Insert
) -> None:
    """Number and insert a store's events as the last statements of a transaction in the lean lane, and commit it."""
    at, many = stored(clock.now()), len(events)
    rows = [
        (store_id, store_id, many - 1 - rank, event.type.value, event.table_id, event.payload, at)
        for rank, event in enumerate(events)
    ]
    found = await transaction.commit(
        *before,
        Statement(bump(EventCounter, transaction.dialect), [store_id, many, many]),
        Insert(EVENTS, EVENT, rows),
    )
    head = found[len(before)][0][0]
    transaction.news += [
        Event(store_id, head - many + 1 + rank, event.type, event.table_id, event.payload)
        for rank, event in enumerate(events)
    ]


AFTER = (
    "SELECT store_id, seq, type, table_id, payload, other_table_id FROM store_event WHERE store_id = %s AND seq > %s"
)
OWN, ALL = (sorted(one.value for one in types) for types in (FOR_OWN_TABLETS, FOR_ALL_TABLETS))
FOR_A_TABLE = (
    f" AND ((table_id = %s OR other_table_id = %s) AND type IN ({marks(len(OWN))}) OR type IN ({marks(len(ALL))}))"
)


def after(store_id: int, seq: int, limit: int, *, upto: int | None = None, table_id: int | None = None) -> Statement:
    """The next ``Event`` rows after a cursor, in their sequence; with ``table_id`` those that its tablets may see."""
    sql = AFTER
    parameters: list[int | str] = [store_id, seq]
    if upto is not None:
        sql, parameters = sql + " AND seq <= %s", [*parameters, upto]
    if table_id is not None:
        sql, parameters = sql + FOR_A_TABLE, [*parameters, table_id, table_id, *OWN, *ALL]
    return Statement(sql + " ORDER BY seq LIMIT %s", [*parameters, limit])


def heads(store_ids: Collection[int]) -> Statement:
    """The number of the last event of each of these stores that has any, as rows with the store's id."""
    return Statement(HEADS + f"({marks(len(store_ids))})", [*store_ids])


class Hint(msgspec.Struct, frozen=True):
    """Something was committed that makes no event, and that people's screens show."""

    store_id: int


def hint(session: AsyncSession, store_id: int) -> None:
    """Let the screens of this process look again once this transaction is committed; others do as they hear of it."""
    session.info.setdefault("announcements", []).append(Hint(store_id))


class AccessEnded(msgspec.Struct, frozen=True):
    """Somebody's access ended with this commit, which no event tells of."""

    store_id: int


def access_ended(session: AsyncSession, store_id: int) -> None:
    """Let every process find out whose access ended, once this transaction is committed."""
    session.info.setdefault("announcements", []).append(AccessEnded(store_id))
