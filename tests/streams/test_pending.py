"""Connections that time can bring something: none that only rests or streams, which a process has hundreds of."""

import asyncio
import time

from ordering.http.wire.wire import Wire
from tests.faults.wire import a_get
from tests.streams.reader import Served


async def test_a_connection_that_rests_or_streams_is_looked_at_no_more(served: Served, wire: Wire) -> None:
    stream = await served.listen("staff")
    assert (await served.client.get("/health")).status_code == 200
    look(wire)
    assert wire.pending == set()
    await stream.close()
    await none_is_left(wire)


async def test_one_that_asks_again_after_a_rest_is_looked_at_again(served: Served, wire: Wire) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    for _ in range(2):
        writer.write(a_get("/health")[:-4])
        async with asyncio.timeout(30):
            while not wire.pending:
                await asyncio.sleep(0.01)
        look(wire)
        assert len(wire.pending) == 1, "its head is not whole"
        writer.write(b"\r\n\r\n")
        assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
        await reader.read(1000)
        look(wire)
        assert wire.pending == set()
    writer.close()
    await none_is_left(wire)


def look(wire: Wire) -> None:
    for connection in list(wire.pending):
        connection.look(time.monotonic())


async def none_is_left(wire: Wire) -> None:
    async with asyncio.timeout(30):
        while len(wire.slots) > len(wire.turned_away) + 1 or wire.pending:  # the client keeps one
            await asyncio.sleep(0.01)
