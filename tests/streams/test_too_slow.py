"""A listener that is behind is disconnected, and misses nothing."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.live import connection, log, subscription
from ordering.live.log import EventType
from ordering.menu.shapes import MenuChanged
from tests.streams.reader import Served


async def test_a_reader_that_does_not_keep_up_is_disconnected_and_resumes(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription, "QUEUED", 3)
    monkeypatch.setattr(connection, "STALLED_SECONDS", 0.3)
    here = served.bistro
    writer_open = await asyncio.open_connection("127.0.0.1", served.port, limit=1)
    reader, writer = writer_open
    token = here.token("staff")
    request = f"GET /api/v1/admin/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
    writer.write(request.encode())
    await reader.read(1)
    note = "길" * 200
    async with asyncio.timeout(90):
        while len(here.services.hub):
            await asyncio.gather(*(here.order(1, *["냉면"] * 50, note=note) for _ in range(8)))
    writer.close()
    back = await served.listen("staff", cursor=0)
    head = (await here.ask("staff", "GET", "/admin/board")).json()["cursor"]
    async with asyncio.timeout(30):
        while not back.events or back.events[-1].seq < head:
            await asyncio.sleep(0.02)
    assert [event.seq for event in back.events] == list(range(1, head + 1))


async def test_a_burst_that_is_too_much_is_told_whole_to_who_comes_back(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription, "QUEUED", 3)
    here = served.bistro
    live = await served.listen("staff")
    await here.ordered(1)
    await live.until(2)

    async def burst(session: AsyncSession) -> None:
        for version in range(8):
            log.append(session, here.store_id, EventType.MENU_CHANGED, MenuChanged(version))

    await here.services.work.run(burst)
    await live.until_ended()
    back = await served.listen("staff", live.cursor)
    assert [one.data["version"] for one in await back.until(8)] == list(range(8))
