"""Redis fails in every way it can: orders go on, screens follow, it is told, and all is well soon after its return."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis

from tests.faults.hole import hole
from tests.faults.pair import Pair, a_pair
from tests.faults.starter import Starter
from tests.servers import Redis
from tests.streams.reader import Served
from tests.streams.test_board_stream import looking

FOLLOWS_SECONDS = TOLD_SECONDS = RECOVERS_SECONDS = 20.0
"""A few looks, on a machine that does much else."""
QUICK_SECONDS = 8.0
"""What waits for a Redis that never answers is told after ten that it was too long."""

Undo = Callable[[], object]


def killed(server: Redis, _: redis.Redis) -> Undo:
    server.kill()
    return server.start


def frozen(server: Redis, _: redis.Redis) -> Undo:
    server.freeze()
    return server.thaw


def full(_: Redis, client: redis.Redis) -> Undo:
    client.config_set("maxmemory", 1)
    return lambda: client.config_set("maxmemory", 0)


def only_reading(_: Redis, client: redis.Redis) -> Undo:
    """Another one has become the primary."""
    client.replicaof("127.0.0.1", 1)
    return lambda: client.replicaof("NO", "ONE")


FAULTS = [killed, frozen, full, only_reading]


@pytest.fixture
async def pair(starter: Starter, mariadb_url: str, killable_redis: Redis, tmp_path: Path) -> AsyncIterator[Pair]:
    async with a_pair(starter, mariadb_url, tmp_path, killable_redis.url) as made:
        await made.until_redis("ok")
        yield made


@asynccontextmanager
async def watching(pair: Pair) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """What places an order here, and sees it on the board and at the tablet there. No stream is ever cut."""
    there = Served(pair.there.bistro, pair.there.bistro.http, pair.there.service.port)
    tablet = await there.listen(1)
    async with looking(there) as board:
        await board.until(1)

        async def order_and_see() -> None:
            boards, events = len(await board.until(1)), len(tablet.events)
            began = time.monotonic()
            await pair.bistro.ordered(1)
            assert time.monotonic() - began < QUICK_SECONDS
            await asyncio.gather(
                board.until(boards + 1, seconds=FOLLOWS_SECONDS), tablet.until(events + 1, FOLLOWS_SECONDS)
            )

        yield order_and_see
        assert not board.ended
        assert not tablet.ended
    await tablet.close()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_orders_go_on_and_screens_follow(
    pair: Pair, killable_redis: Redis, fault: Callable[[Redis, redis.Redis], Undo]
) -> None:
    with killable_redis.client() as client:
        async with watching(pair) as order_and_see:
            await order_and_see()
            undo = await asyncio.to_thread(fault, killable_redis, client)
            for _ in range(3):
                await order_and_see()
            await pair.until_redis("degraded", TOLD_SECONDS)
            await order_and_see()
            await asyncio.to_thread(undo)
            await pair.until_redis("ok", RECOVERS_SECONDS)
            await order_and_see()
    for scene in pair.scenes:
        assert [line for line in scene.lines() if line["level"] == "error"] == []
        assert scene.logged("exception") == 0


async def test_a_network_that_swallows_what_is_said_is_told_and_left(
    starter: Starter, mariadb_url: str, killable_redis: Redis, tmp_path: Path
) -> None:
    port = urlsplit(killable_redis.url).port
    assert port is not None
    async with (
        hole(port) as way,
        a_pair(starter, mariadb_url, tmp_path, f"redis://127.0.0.1:{way.port}/0") as pair,
        watching(pair) as order_and_see,
    ):
        await pair.until_redis("ok")
        way.swallowing = True
        await order_and_see()
        await pair.until_redis("degraded", TOLD_SECONDS)
        await order_and_see()
        way.swallowing = False
        await pair.until_redis("ok", RECOVERS_SECONDS)
        await order_and_see()


async def test_a_flood_of_strange_messages_harms_nothing(pair: Pair, killable_redis: Redis) -> None:
    """Forged ones, of no version that is known, and so large that Redis cuts their hearers off."""
    with killable_redis.client() as client:
        client.config_set("client-output-buffer-limit", "pubsub 100000 100000 1")
        channel = next(name for name in client.pubsub_channels("ordering:*:news"))
        heard = [client.publish(channel, message) for message in (b"", b"{}", b"x" * 16 + b"[1]", b"\xff" * 100)]
        assert heard == [2] * 4
        async with watching(pair) as order_and_see:
            for size in (1000, 1_000_000, 5_000_000):
                for _ in range(20):
                    await asyncio.to_thread(client.publish, channel, b"x" * size)
                await order_and_see()
        client.config_set("client-output-buffer-limit", "pubsub 33554432 8388608 60")
        await pair.until_redis("ok", RECOVERS_SECONDS)
    for scene in pair.scenes:
        assert scene.logged("not of this deployment") == 1
        assert scene.logged("exception") == 0


async def test_connections_are_kept_by_two_each_whatever_happens(pair: Pair, killable_redis: Redis) -> None:
    """And no file is left open by attempts that came to nothing."""
    before = [scene.service.files for scene in pair.scenes]
    with killable_redis.client() as client:
        for _ in range(3):
            client.client_kill_filter(_type="pubsub")
            client.client_kill_filter(_type="normal", skipme=True)
            client.flushall()
            await asyncio.sleep(0.3)
    for _ in range(3):
        killable_redis.freeze()
        await pair.until_redis("degraded", TOLD_SECONDS)
        await asyncio.sleep(1.5)  # more attempts come to nothing
        killable_redis.thaw()
        await pair.until_redis("ok", RECOVERS_SECONDS)
    async with asyncio.timeout(30):
        while [len(killable_redis.clients(kind)) for kind in ("normal", "pubsub")] != [2, 2]:
            await asyncio.sleep(0.1)
    async with asyncio.timeout(30):
        while any(scene.service.files > was + 2 for scene, was in zip(pair.scenes, before, strict=True)):
            await asyncio.sleep(0.1)


async def test_it_starts_and_stops_without_redis(
    starter: Starter, mariadb_url: str, killable_redis: Redis, tmp_path: Path
) -> None:
    killable_redis.freeze()
    async with a_pair(starter, mariadb_url, tmp_path, killable_redis.url) as pair:
        assert await pair.redis() == ["degraded", "degraded"]
        async with watching(pair) as order_and_see:
            await order_and_see()
        began = time.monotonic()
        with suppress(ProcessLookupError):
            await asyncio.gather(*(scene.service.stop() for scene in pair.scenes))
        assert time.monotonic() - began < FOLLOWS_SECONDS
        killable_redis.thaw()
        await asyncio.gather(*(scene.service.start() for scene in pair.scenes))
        await pair.until_redis("ok")
