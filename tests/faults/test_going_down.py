"""A planned stop in the middle of everything."""

import asyncio

from tests.faults.screens import screens
from tests.faults.service import Scene, a_client
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost

STREAMS = 200


async def test_a_stop_with_200_open_streams_while_orders_pour_in(scene: Scene) -> None:
    outbox, done = Outbox(scene.bistro), asyncio.Event()
    async with a_client(scene.service.url) as client, screens(STREAMS, scene.bistro, client) as watching:
        ordering = asyncio.create_task(outbox.keep_ordering(done))
        async with asyncio.timeout(60):
            while not all(screen.connects and screen.last > 3 for screen in watching):
                await asyncio.sleep(0.05)
        readers = [screen.reader for screen in watching]
        assert await scene.service.stop() < 30
        async with asyncio.timeout(30):
            while not all(reader is not None and reader.ended for reader in readers):
                await asyncio.sleep(0.02)
        assert {reader.comments[-1] for reader in readers if reader is not None} == {"closing"}
        await scene.service.start()
        await asyncio.sleep(0.3)
        done.set()
        await ordering
        await nothing_is_lost(scene, outbox, watching)
