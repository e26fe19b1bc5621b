"""Whether a tablet is there: while it listens it is seen again and again, by whichever process it listens to."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.live import hub
from ordering.tables import queries
from ordering.tables.model import Device
from tests.streams.reader import Served
from tests.world import Restaurant


async def online(here: Restaurant) -> dict[int, bool]:
    devices = await here.services.work.read(queries.tablets_by_table, here.people["owner"])  # type: ignore[index]  # it is in this world
    return {device.table.number: device.online for device in devices}


async def last_seen(here: Restaurant, ago: timedelta) -> None:
    async def unseen(session: AsyncSession) -> Any:
        mine = update(Device).where(Device.store_id == here.store_id)
        await session.execute(mine.values(last_seen_at=clock.now() - ago))

    await here.services.work.run(unseen)


async def test_a_tablet_that_listens_is_online_and_one_that_does_not_is_away(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "SEEN_SECONDS", 0)
    here = served.bistro
    await last_seen(here, timedelta(minutes=3))
    assert set((await online(here)).values()) == {False}
    tablet = await served.listen(1)
    async with asyncio.timeout(30):
        while not (await online(here))[1]:
            await asyncio.sleep(0.1)
    assert not (await online(here))[2]
    await tablet.close()
    async with asyncio.timeout(30):
        while len(here.services.hub):
            await asyncio.sleep(0.02)
    await last_seen(here, timedelta(minutes=3))
    await served.listen("staff")
    await asyncio.sleep(1.2)
    assert set((await online(here)).values()) == {False}
