"""The pictures of the stores that are in use, in this process: guests' orders and boards are views of them.

What is committed here is folded in at once. A reader first asks for the number of the store's last event, by its
primary key, and reads what is missing: so nobody sees less than has been committed anywhere. It all can be thrown away
at any time.
"""

import asyncio
import logging
import time
from collections.abc import Collection
from datetime import date
from functools import partial

from msgspec import Struct, field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.lane import Statement
from ordering.database.shared import SharedRead
from ordering.database.work import Work, in_time
from ordering.kitchen.shapes import TicketState
from ordering.live.log import HEAD, Event, after, goes_on
from ordering.orders.model import Order
from ordering.orders.opened import opened
from ordering.orders.picture import Picture, Torn
from ordering.orders.pictured import PicturedTable
from ordering.orders.repository import Orders, tables_of
from ordering.orders.sales import daily_sales
from ordering.orders.shapes import OrderOut
from ordering.tables.calls import CallOut, ServiceCall
from ordering.tables.shapes import TableOut, TableSessionOut

MISSING = 500
"""Events, beyond which a picture is read anew."""
IDLE_SECONDS = 600.0


class Kept(Struct):
    """``head`` reads the number of the store's last event. ``turn``: who reads something into the picture; what is
    committed meanwhile is read from the log afterwards.
    """

    head: SharedRead[int]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    picture: Picture | None = None
    used_at: float = 0.0


class Pictures:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._kept: dict[int, Kept] = {}

    async def now(self, store_id: int) -> Picture:
        """As it is now, with whatever was committed before. Raises ``Busy``."""
        kept = self._use(store_id)
        before = kept.picture
        seq_before = before.seq if before is not None else 0
        head = await kept.head()
        picture = kept.picture
        if picture is not None and picture is before and goes_on(seq_before, head) and picture.seq >= head:
            return picture
        async with in_time(), kept.turn:
            if kept.picture is before and not goes_on(seq_before, head):
                kept.picture = None  # a backup was put back: its orders may have the numbers and versions of others
            return await self._catch_up(store_id, kept, head)

    async def for_staff(self, store_id: int) -> Picture:
        """With what only the staff may see: why orders were cancelled, and who went to a call."""
        picture = await self.now(store_id)
        while picture.unknown_orders or picture.unknown_calls:
            orders, calls = set(picture.unknown_orders), set(picture.unknown_calls)
            picture.explain(*await self._work.read(_explanations, store_id, orders, calls))
            picture = await self.now(store_id)
        return picture

    async def for_board(self, store_id: int, day: date) -> Picture:
        """With what a business day has taken, and which new orders were opened."""
        picture = await self.for_staff(store_id)
        while picture.sales is None or picture.sales.day != day or picture.opened is None:
            kept = self._use(store_id)
            async with in_time(), kept.turn:
                if (picture := await self._catch_up(store_id, kept, 0)).sales is None or picture.sales.day != day:
                    picture.sales = await self._work.read(daily_sales, store_id, day)
                if picture.opened is None:
                    picture.opened = await self._work.read(opened, store_id)
            picture = await self.for_staff(store_id)
        return picture

    def hear(self, news: Event) -> None:
        """Something was committed in this process."""
        kept = self._kept.get(news.store_id)
        if kept is None or kept.picture is None or kept.turn.locked() or news.seq != kept.picture.seq + 1:
            return
        try:
            kept.picture.fold(news)
        except Torn as torn:
            self._throw_away(kept, torn)

    def forget(self, store_id: int) -> None:
        """Its picture is read anew by whoever wants it next."""
        self._kept.pop(store_id, None)

    async def _head(self, store_id: int) -> int:
        rows = await self._work.rows(Statement(HEAD, (store_id,)))
        return int(rows[0][0]) if rows else 0

    def _use(self, store_id: int) -> Kept:
        now = time.monotonic()
        kept = self._kept.get(store_id)
        if kept is None:
            idle = [other for other, one in self._kept.items() if now - one.used_at > IDLE_SECONDS]
            for other in idle:
                del self._kept[other]
            kept = self._kept[store_id] = Kept(SharedRead(partial(self._head, store_id)))
        kept.used_at = now
        return kept

    async def _catch_up(self, store_id: int, kept: Kept, head: int) -> Picture:
        while (picture := kept.picture) is None or picture.seq < head:
            if picture is None:
                kept.picture = await self._work.read(_picture, store_id)
                head = await kept.head()  # what was read later than that number fits together by then
                continue
            try:
                missing = await self._work.rows(after(store_id, picture.seq, MISSING))
                if not missing or len(missing) == MISSING:
                    raise Torn(f"{len(missing)} events or more after {picture.seq}")
                for event in (Event(*row) for row in missing):
                    picture.fold(event)
            except Torn as torn:
                self._throw_away(kept, torn)
        return picture

    def _throw_away(self, kept: Kept, why: Torn) -> None:
        kept.picture = None
        logging.getLogger(__name__).info("a picture is read anew: %s", why)


async def _picture(session: AsyncSession, store_id: int) -> Picture:
    """From the rows. Orders and reasons are read after the event's number: they may be newer, and never older."""
    seq, rows = await tables_of(session, store_id)
    open_ids = [table_session.id for _, table_session, _ in rows if table_session is not None]
    orders = await Orders(session).of_sessions(store_id, open_ids) if open_ids else {}
    tables: dict[int, PicturedTable] = {}
    for table, table_session, calls in rows:
        of_party = orders[table_session.id][::-1] if table_session is not None else []
        tables[table.id] = PicturedTable(
            TableOut.of(table),
            TableSessionOut.of(table_session),
            {order.id: OrderOut.of(order, for_staff=True) for order in of_party},
            {call.id: CallOut.of(call) for call in calls},
            {order.id: {one.id: TicketState.of(one) for one in order.tickets} for order in of_party if order.tickets},
        )
    return Picture(store_id, seq, tables)


async def _explanations(
    session: AsyncSession, store_id: int, order_ids: Collection[int], call_ids: Collection[int]
) -> tuple[dict[int, str | None], dict[int, tuple[int, str | None]]]:
    """Reasons, and versions with names. An order that is gone has no reason, and nobody is to ask again."""
    reasons = select(Order.id, Order.cancel_reason).where(Order.store_id == store_id, Order.id.in_(order_ids))
    staff = select(ServiceCall.id, ServiceCall.version, ServiceCall.taken_by)
    staff = staff.where(ServiceCall.store_id == store_id, ServiceCall.id.in_(call_ids))
    why: dict[int, str | None] = dict.fromkeys(order_ids)
    why |= {order_id: reason for order_id, reason in await session.execute(reasons)} if order_ids else {}
    calls = await session.execute(staff) if call_ids else ()
    return why, {call_id: (version, name) for call_id, version, name in calls}
