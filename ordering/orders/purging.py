"""Forgetting what is past its time, a little per transaction, so that service goes on beside it."""

from datetime import datetime, timedelta
from typing import Any, cast

from msgspec import Struct
from sqlalchemy import CursorResult, Delete, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.audit import AuditEntry
from ordering.database import Work
from ordering.live.log import KEPT, StoreEvents
from ordering.media.storage import Storage
from ordering.menu.purging import purge_images
from ordering.orders.model import Order, OrderCounter, OrderLine
from ordering.stores.model import DeadToken, Store
from ordering.tables.model import Device, TableSession

AT_ONCE = 200


class Purged(Struct):
    """How many rows went."""

    sessions: int = 0
    events: int = 0
    audit: int = 0
    tokens: int = 0
    devices: int = 0
    images: int = 0


async def purge(work: Work, storage: Storage) -> Purged:
    """Delete closed sessions with their orders, audit entries and unpaired devices past each store's retention,
    events past their week, logged-out tokens that have expired, and pictures that nothing shows.

    May run at any time, and again after a crash. Raises ``StorageDown``, with all but the pictures done.
    """
    gone = Purged()
    for store_id in await work.read(_stores):
        while count := await work.run(_sessions, store_id):
            gone.sessions += count
        while count := await work.run(_events, store_id, clock.now() - KEPT):
            gone.events += count
        gone.audit += await work.run(_audit, store_id)
        gone.devices += await work.run(_devices, store_id)
    gone.tokens = await work.run(_tokens)
    gone.images = await purge_images(work, storage)
    return gone


async def _stores(session: AsyncSession) -> list[int]:
    return list(await session.scalars(select(Store.id).order_by(Store.id)))


async def _sessions(session: AsyncSession, store_id: int) -> int:
    store = await session.get_one(Store, store_id)
    oldest_kept = store.business_date(clock.now()) - timedelta(days=store.retention_days)
    past = select(TableSession.id).where(
        TableSession.store_id == store_id,
        TableSession.closed_at < clock.now() - timedelta(days=store.retention_days),
        TableSession.business_date < oldest_kept,
    )
    ids = list(await session.scalars(past.order_by(TableSession.id).limit(AT_ONCE)))
    if ids:
        orders = select(Order.id).where(Order.table_session_id.in_(ids))
        order_ids = list(await session.scalars(orders))
        await session.execute(delete(OrderLine).where(OrderLine.order_id.in_(order_ids)))
        await session.execute(delete(Order).where(Order.id.in_(order_ids)))
        await session.execute(delete(TableSession).where(TableSession.id.in_(ids)))
    # A day's numbers can go once no order of that day is left to be confused with.
    of_that_day = (Order.store_id == store_id) & (Order.business_date == OrderCounter.business_date)
    days = delete(OrderCounter).where(
        OrderCounter.store_id == store_id,
        OrderCounter.business_date < oldest_kept,
        ~exists().where(of_that_day),
    )
    await session.execute(days)
    return len(ids)


async def _events(session: AsyncSession, store_id: int, before: datetime) -> int:
    return await StoreEvents(session).purge(store_id, before, AT_ONCE * 10)


async def _audit(session: AsyncSession, store_id: int) -> int:
    past = AuditEntry.at < await _retained(session, store_id)
    return await _deleted(session, delete(AuditEntry).where(AuditEntry.store_id == store_id, past))


async def _devices(session: AsyncSession, store_id: int) -> int:
    past = Device.unpaired_at < await _retained(session, store_id)
    return await _deleted(session, delete(Device).where(Device.store_id == store_id, past))


async def _tokens(session: AsyncSession) -> int:
    return await _deleted(session, delete(DeadToken).where(DeadToken.expires_at < clock.now()))


async def _deleted(session: AsyncSession, doomed: Delete) -> int:
    return cast("CursorResult[Any]", await session.execute(doomed)).rowcount


async def _retained(session: AsyncSession, store_id: int) -> datetime:
    store = await session.get_one(Store, store_id)
    return clock.now() - timedelta(days=store.retention_days)
