"""I9: after load, cuts and deaf readers, tasks, files, connections and listeners are as many as before."""

import asyncio
import random
import time
from contextlib import suppress

from tests.faults.proxy import RandomCuts, proxied
from tests.faults.screens import screens
from tests.faults.service import Scene, a_client
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost
from tests.invariants import check
from tests.streams.conftest import served, wire
from tests.streams.reader import Served

__all__ = ["served", "wire"]  # fixtures


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


async def calm(scene: Scene, at_most: int, seconds: float = 30) -> int:
    """The files it has open, once they are that few or time is up."""
    end = time.monotonic() + seconds
    while (files := scene.service.files) > at_most and time.monotonic() < end:
        await asyncio.sleep(0.1)
    return files


async def test_files_are_as_many_as_before(scene: Scene, dice: random.Random) -> None:
    outbox = Outbox(scene.bistro)
    async with a_client(scene.service.url) as client:
        scene.bistro.http, whole = client, scene.bistro.http
        await scene.fill_pool()
        scene.bistro.http = whole
    await cut_load(scene, dice, outbox)
    await asyncio.sleep(2)
    before = scene.service.files
    for _ in range(3):
        await cut_load(scene, dice, outbox)
    assert await calm(scene, before) <= before
    await nothing_is_lost(scene, outbox)


async def test_tasks_listeners_and_connections_are_as_many_as_before(served: Served) -> None:
    """In this process: streams that are cut, orders whose sender goes away, and requests that are refused."""
    here, services = served.bistro, served.bistro.services
    await here.ordered(1)
    before = len(asyncio.all_tasks())

    async def gone(wait: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await served.client.post("/api/v1/orders", headers=headers(here.token(1), here.new_key()), json=body)

    body = {"lines": here.lines("냉면")}
    for _ in range(5):
        readers = [await served.listen(who, cursor=0) for who in ("staff", 1, 2, "owner")]
        await asyncio.gather(
            *(gone(0.001 * n) for n in range(20)), here.order(1, key="short"), here.order(2, "티라미수")
        )
        await asyncio.gather(*(reader.close() for reader in readers))
    served.readers.clear()
    async with asyncio.timeout(30):
        while len(services.hub) or services.order_queue._writers or len(asyncio.all_tasks()) > before + 2:
            await asyncio.sleep(0.05)
    assert not services.hub._feeds
    assert not services.order_queue._lines
    assert not services.work._running
    assert services.work.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # its pool has one
    await check(services, here.store_id)


def headers(token: str, key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
