"""The event log: every committed fact of a store, numbered 1, 2, 3 … without gaps, in commit order.

Numbers come from the store's counter row, drawn as the last thing in the transaction: an auto-increment id would
commit out of order, and a follower would skip rows for good.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from ordering import clock
from ordering.database import MYSQL_TABLE, Base, BigId, Repository, draw

KEPT = timedelta(days=7)


class EventType(StrEnum):
    ORDER_PLACED = "order.placed"
    ORDER_CHANGED = "order.changed"
    SESSION_OPENED = "session.opened"
    SESSION_CLOSED = "session.closed"
    MENU_CHANGED = "menu.changed"
    TABLE_CHANGED = "table.changed"
    ACCESS_REVOKED = "access.revoked"


class StoreEvent(Base):
    """``payload`` is the JSON that streams send, encoded once: a replay needs no other query."""

    __tablename__ = "store_event"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "table_id"], ["dining_table.store_id", "dining_table.id"]),
        MYSQL_TABLE,
    )

    store_id: Mapped[int] = mapped_column(BigId, ForeignKey("store.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(20))
    table_id: Mapped[int | None]  # whose table's tablets may see it
    payload: Mapped[bytes]
    at: Mapped[datetime]


class EventCounter(Base):
    __tablename__ = "event_counter"
    __table_args__ = (MYSQL_TABLE,)

    store_id: Mapped[int] = mapped_column(BigId, ForeignKey("store.id"), primary_key=True)
    last: Mapped[int]


class Announcement(msgspec.Struct, frozen=True):
    """A committed event, for whoever waits in this process."""

    store_id: int
    seq: int
    type: EventType
    payload: bytes


def append(
    session: AsyncSession, store_id: int, kind: EventType, data: msgspec.Struct, *, table_id: int | None = None
) -> None:
    """Note an event for the end of this transaction. ``data`` is encoded now: it must show the state after the change.

    ``table_id``: the table whose tablets may see it too; None for the staff's eyes only.
    """
    row = {"type": kind, "table_id": table_id, "payload": msgspec.json.encode(data), "at": clock.now()}
    session.info.setdefault("events", {}).setdefault(store_id, []).append(row)


async def write(session: AsyncSession) -> None:
    """Number and insert the noted events; the transaction's last statements before COMMIT."""
    for store_id, rows in session.info.pop("events", {}).items():
        first = await draw(session, EventCounter, len(rows), store_id=store_id)
        numbered = [{**row, "store_id": store_id, "seq": first + i} for i, row in enumerate(rows)]
        await session.execute(insert(StoreEvent), numbered)
        session.info.setdefault("announcements", []).extend(
            Announcement(store_id, row["seq"], row["type"], row["payload"]) for row in numbered
        )


class StoreEvents(Repository[StoreEvent]):
    model_type = StoreEvent

    async def head(self, store_id: int) -> int:
        """The last number given out; 0 before the first event."""
        return await self.session.scalar(select(EventCounter.last).where(EventCounter.store_id == store_id)) or 0

    async def after(self, store_id: int, seq: int, limit: int) -> Sequence[StoreEvent]:
        """The next events after a cursor, in order."""
        after = select(StoreEvent).where(StoreEvent.store_id == store_id, StoreEvent.seq > seq)
        return (await self.session.scalars(after.order_by(StoreEvent.seq).limit(limit))).all()

    async def purge(self, store_id: int, before: datetime, limit: int) -> int:
        """Delete up to ``limit`` of the oldest events from before an instant; how many it were.

        Only a prefix ever goes, whatever the clock did, so that what is kept stays without gaps.
        """
        oldest = select(StoreEvent.seq, StoreEvent.at).where(StoreEvent.store_id == store_id)
        rows = (await self.session.execute(oldest.order_by(StoreEvent.seq).limit(limit))).all()
        last = 0
        for seq, at in rows:
            if at >= before:
                break
            last = seq
        gone = [seq for seq, _ in rows if seq <= last]
        if gone:
            upto = delete(StoreEvent).where(StoreEvent.store_id == store_id, StoreEvent.seq <= last)
            await self.session.execute(upto)
        return len(gone)
