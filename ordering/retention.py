"""Forgetting what is past its time, a little per transaction, so that service goes on beside it."""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Select, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from ordering import clock
from ordering.database.work import Work
from ordering.errors import Busy
from ordering.kitchen.model import KitchenTicket
from ordering.live.log import KEPT
from ordering.live.repository import StoreEvents
from ordering.menu.purging import purge_images
from ordering.models import StoreRows
from ordering.orders.model import Order, OrderLine
from ordering.orders.numbers import OrderCounter
from ordering.storage import Storage
from ordering.stores.model import RevokedToken, Store
from ordering.tables.model import TableSession
from ordering.tables.visits import Phone, Visit

AT_ONCE = 1000
SESSIONS_AT_ONCE = 50
APART_SECONDS = 0.02
"""Between two batches others write: SQLite's other processes only look now and then whether they may."""

Instant = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
Batch = Callable[[AsyncSession, int, int], Awaitable[int]]
"""Deletes up to so many of a store's rows in one transaction, and says how many it were."""


async def purge(work: Work, storage: Storage) -> Counter[str]:
    """Delete closed sessions with their orders, visits with their phones, and whatever its repository keeps no longer,
    past each store's retention, events past their week, logged-out tokens that have expired, and pictures that
    nothing shows.

    Returns how many rows went, by what they were. May run at any time, and again after a crash. Raises
    ``StorageDown``, with all but the pictures done.
    """
    gone = Counter[str]()
    for store_id in await work.read(_stores):
        gone["sessions"] += await in_batches(work, _sessions, store_id, SESSIONS_AT_ONCE)
        await work.run(_days, store_id)
        gone["visits"] += await in_batches(work, _visits, store_id)
        gone["events"] += await in_batches(work, _events, store_id)
        for repository in StoreRows.__subclasses__():
            if repository.kept_from is not None:
                past = partial(_past, repository.model_type, repository.kept_from)
                gone[_name(repository)] += await in_batches(work, past, store_id)
    gone["tokens"] = await in_batches(work, _tokens, 0)
    gone["pictures"] = await purge_images(work, storage)
    return gone


async def in_batches(work: Work, batch: Batch, store_id: int, at_once: int | None = None) -> int:
    """Run ``batch`` until it finds nothing, and return how many rows went. What is gone stays gone.

    One that the database can't do in time is tried again with half as many. Raises ``Busy`` when not even one row goes.
    """
    gone, at_once = 0, at_once or AT_ONCE
    while True:
        try:
            count = await work.run(batch, store_id, at_once)
        except Busy:
            if at_once == 1:
                raise
            at_once //= 2
            continue
        if not count:
            return gone
        gone += count
        await asyncio.sleep(APART_SECONDS)


async def _stores(session: AsyncSession) -> list[int]:
    return list(await session.scalars(select(Store.id).order_by(Store.id)))


async def _sessions(session: AsyncSession, store_id: int, limit: int) -> int:
    before, oldest_kept = await _retained(session, store_id)
    past = select(TableSession.id).where(
        TableSession.store_id == store_id, TableSession.closed_at < before, TableSession.business_date < oldest_kept
    )
    # In the order of the index: by id, each batch would sort all that is left.
    oldest_first = past.order_by(TableSession.closed_at, TableSession.id).limit(limit)
    ids = list(await session.scalars(oldest_first))
    orders = list(await session.scalars(select(Order.id).where(Order.table_session_id.in_(ids))))
    await session.execute(delete(KitchenTicket).where(KitchenTicket.order_id.in_(orders)))
    await session.execute(delete(OrderLine).where(OrderLine.order_id.in_(orders)))
    await session.execute(delete(Order).where(Order.id.in_(orders)))
    # Whoever joined has gone before, or goes now: in whatever sequence the rows do.
    joined = update(TableSession).where(TableSession.store_id == store_id, TableSession.joined_into.in_(ids))
    await session.execute(joined.values(joined_into=None))
    await session.execute(delete(TableSession).where(TableSession.id.in_(ids)))
    return len(ids)


async def _visits(session: AsyncSession, store_id: int, limit: int) -> int:
    before, _ = await _retained(session, store_id)
    # A joined party's visit ended before the session did that its orders went to, and that one's day may be kept.
    past = select(Visit.id).where(
        Visit.store_id == store_id, Visit.ended_at < before, ~exists().where(Order.visit_id == Visit.id)
    )
    ids = list(await session.scalars(past.order_by(Visit.ended_at).limit(limit)))
    await session.execute(delete(Phone).where(Phone.visit_id.in_(ids)))
    await session.execute(delete(Visit).where(Visit.id.in_(ids)))
    return len(ids)


async def _days(session: AsyncSession, store_id: int) -> None:
    """A day's numbers can go once no order of that day is left to be confused with."""
    _, oldest_kept = await _retained(session, store_id)
    of_that_day = (Order.store_id == store_id) & (Order.business_date == OrderCounter.business_date)
    days = delete(OrderCounter).where(
        OrderCounter.store_id == store_id, OrderCounter.business_date < oldest_kept, ~exists().where(of_that_day)
    )
    await session.execute(days)


async def _events(session: AsyncSession, store_id: int, limit: int) -> int:
    return await StoreEvents(session).purge(store_id, clock.now() - KEPT, limit)


async def _past(row: Any, kept_from: Instant, session: AsyncSession, store_id: int, limit: int) -> int:
    before, _ = await _retained(session, store_id)
    past = select(row.id).where(row.store_id == store_id, kept_from < before)
    return await _deleted(session, row.id, past.order_by(kept_from).limit(limit))


def _name(repository: type[StoreRows[Any]]) -> str:
    """``AuditEntries`` are "audit entries"."""
    return re.sub(r"\B(?=[A-Z])", " ", repository.__name__).lower()


async def _tokens(session: AsyncSession, _: int, limit: int) -> int:
    return await _deleted(
        session, RevokedToken.jti, select(RevokedToken.jti).where(RevokedToken.expires_at < clock.now()).limit(limit)
    )


async def _deleted(session: AsyncSession, key: InstrumentedAttribute[Any], doomed: Select[Any]) -> int:
    keys = list(await session.scalars(doomed))
    await session.execute(delete(key.class_).where(key.in_(keys)))
    return len(keys)


async def _retained(session: AsyncSession, store_id: int) -> tuple[datetime, date]:
    """The instant and the business day from which the store keeps what is past."""
    store = await session.get_one(Store, store_id)
    kept = timedelta(days=store.retention_days)
    return clock.now() - kept, store.business_date(clock.now()) - kept
