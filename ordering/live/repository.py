"""Named queries about a store's events. The store comes first."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from sqlalchemy import delete, func, select

from ordering.counters import draw
from ordering.database.repository import Repository
from ordering.live.log import JUMP, PARTINGS, EventCounter, EventType, StoreEvent


class StoreEvents(Repository):
    async def head(self, store_id: int) -> int:
        """The last number given out; 0 before the first event."""
        return await self.session.scalar(select(EventCounter.last).where(EventCounter.store_id == store_id)) or 0

    async def bounds(self, store_id: int) -> tuple[int, int]:
        """The head, and the first event that is kept (the next one to come where none is)."""
        first = select(func.min(StoreEvent.seq)).where(StoreEvent.store_id == store_id).scalar_subquery()
        last = select(EventCounter.last).where(EventCounter.store_id == store_id).scalar_subquery()
        head, kept = (await self.session.execute(select(last, first))).one()
        return head or 0, kept or (head or 0) + 1

    async def left_since(self, store_id: int, table_id: int, seq: int) -> bool:
        """Whether a party has left a table after a cursor: what came before that is not for the next one."""
        left = select(StoreEvent.seq).where(
            StoreEvent.store_id == store_id,
            StoreEvent.seq > seq,
            StoreEvent.table_id == table_id,
            StoreEvent.type.in_(PARTINGS),
        )
        return await self.session.scalar(left.limit(1)) is not None

    async def to_table(
        self, store_id: int, kind: EventType, table_id: int, from_id: int | None = None
    ) -> Sequence[StoreEvent]:
        """Those by which somebody went to a table, from another one or from any; the last first."""
        mine = StoreEvent.store_id == store_id, StoreEvent.type == kind, StoreEvent.other_table_id == table_id
        went = select(StoreEvent).where(*mine).order_by(StoreEvent.seq.desc())
        if from_id is not None:
            went = went.where(StoreEvent.table_id == from_id)
        return (await self.session.scalars(went)).all()

    async def begin_anew(self, store_id: int) -> None:
        """Forget every event, and jump: all cursors are older than what is kept, also those of a lost future."""
        last = await draw(self.session, EventCounter, JUMP, store_id=store_id) + JUMP - 1
        await self.session.execute(delete(StoreEvent).where(StoreEvent.store_id == store_id, StoreEvent.seq <= last))

    async def purge(self, store_id: int, before: datetime, limit: int) -> int:
        """Delete up to ``limit`` of the oldest events from before an instant; how many it were.

        Only a prefix ever goes, whatever the clock did, so that what is kept stays without gaps.
        """
        oldest = select(StoreEvent.seq, StoreEvent.at).where(StoreEvent.store_id == store_id)
        rows = (await self.session.execute(oldest.order_by(StoreEvent.seq).limit(limit))).all()
        gone = [seq for seq, _ in takewhile(lambda row: row.at < before, rows)]
        if gone:
            upto = delete(StoreEvent).where(StoreEvent.store_id == store_id, StoreEvent.seq <= gone[-1])
            await self.session.execute(upto)
        return len(gone)
