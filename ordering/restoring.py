"""After a backup was put back: nobody may take the new history for the lost one."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.audit import Action
from ordering.database.replica import Heartbeat
from ordering.database.work import Work
from ordering.live.log import JUMP
from ordering.live.repository import StoreEvents
from ordering.menu.repository import MenuVersions
from ordering.retention import in_batches
from ordering.security.callers import CommandLine
from ordering.stores.model import Store
from ordering.stores.repository import StaffMembers
from ordering.tables.repository import Devices
from ordering.tables.visits import Phones

ALL = timedelta(days=1)


async def restored(work: Work) -> int:
    """End every store's history of events and begin another, and return how many stores there are.

    The clients, whatever they had seen, are told to load everything again (``reset``), running processes find out
    within a second, and no menu that a client keeps is taken for the one there is. Every access token ends, since the
    database knows no longer which of them had ended already. May be run again, and beside a server that serves.
    """
    store_ids = await work.read(_stores)
    for store_id in store_ids:
        # A prefix at a time, and the last of it together with the jump: broken off, it is only purged early.
        await in_batches(work, _oldest_events, store_id)
        await work.run(_jump, store_id)
    await work.run(_another_database)
    return len(store_ids)


async def _another_database(session: AsyncSession) -> None:
    """A replica of what this is a backup of is none of this."""
    await session.execute(delete(Heartbeat))


async def _stores(session: AsyncSession) -> list[int]:
    return list(await session.scalars(select(Store.id).order_by(Store.id)))


async def _oldest_events(session: AsyncSession, store_id: int, limit: int) -> int:
    return await StoreEvents(session).purge(store_id, clock.now() + ALL, limit)


async def _jump(session: AsyncSession, store_id: int) -> None:
    await MenuVersions(session).jump(store_id)
    audit.record(session, CommandLine(store_id), Action.STORE_RESTORED, store_id)
    await session.flush()
    further = JUMP + secrets.randbelow(JUMP)  # at random: the same backup may be put back twice
    await StaffMembers(session).end_all_tokens(store_id, further)
    await Devices(session).end_all_tokens(store_id, further)
    await Phones(session).end_all_tokens(store_id, further)
    await StoreEvents(session).begin_anew(store_id)
