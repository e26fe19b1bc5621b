"""I9: after load, cuts and deaf readers, tasks, files, connections and listeners are as many as before."""

import asyncio
import random
import time

from tests.faults.proxy import RandomCuts, proxied
from tests.faults.screens import screens
from tests.faults.service import Scene, a_client
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost


async def cut_load(scene: Scene, dice: random.Random, outbox: Outbox) -> None:
    """40 orders through a bad cable, 10 screens that come and go."""
    async with (
        proxied(scene.service.port, lambda: RandomCuts(dice, [0])) as port,
        a_client(f"http://127.0.0.1:{port}") as client,
        screens(10, scene.bistro, client, dice),
    ):
        whole, scene.bistro.http = scene.bistro.http, client
        await asyncio.gather(*(outbox.order(1 + number % 3) for number in range(40)))
        await asyncio.gather(*(client.get("/api/v1/menu") for _ in range(10)), return_exceptions=True)
        scene.bistro.http = whole


async def calm(scene: Scene, at_most: int, seconds: float = 10) -> int:
    """The files it has open, once they are that few or time is up."""
    end = time.monotonic() + seconds
    while (files := scene.service.files) > at_most and time.monotonic() < end:
        await asyncio.sleep(0.1)
    return files


async def test_files_are_as_many_as_before(scene: Scene, dice: random.Random) -> None:
    outbox = Outbox(scene.bistro)
    async with a_client(scene.service.url) as client:
        scene.bistro.http, whole = client, scene.bistro.http
        for _ in range(3):  # fills the pool: it keeps what it has
            await asyncio.gather(*(scene.bistro.ask("staff", "GET", "/admin/orders") for _ in range(60)))
        scene.bistro.http = whole
    await cut_load(scene, dice, outbox)
    await asyncio.sleep(2)
    before = scene.service.files
    for _ in range(3):
        await cut_load(scene, dice, outbox)
    assert await calm(scene, before) <= before
    await nothing_is_lost(scene, outbox)
