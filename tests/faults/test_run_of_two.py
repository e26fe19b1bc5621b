"""The run on two processes: every order goes to both, through cut cables, while one of them and Redis are killed.

In the end the orders are the keys, and screens at both, cut at random moments, hold the log: each event once, in order.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.pair import Pair, a_pair
from tests.faults.proxy import RandomCuts, proxied
from tests.faults.screens import screens
from tests.faults.service import a_client
from tests.faults.starter import Starter
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost
from tests.servers import Redis

ORDERS = int(os.environ.get("ORDERING_TEST_ORDERS") or 400) // 2
TABLETS, SCREENS = 6, 6

pytestmark = pytest.mark.timeout(120 + ORDERS // 4)


@pytest.fixture
async def pair(starter: Starter, mariadb_url: str, killable_redis: Redis, tmp_path: Path) -> AsyncIterator[Pair]:
    async with a_pair(starter, mariadb_url, tmp_path, killable_redis.url) as made:
        await made.until_redis("ok")
        yield made


async def test_orders_are_keys_and_every_screen_holds_the_log(
    pair: Pair, killable_redis: Redis, dice: random.Random
) -> None:
    cuts, way_here, way_there = [0], pair.here.service.port, pair.there.service.port
    async with (
        proxied(way_here, lambda: RandomCuts(dice, cuts)) as port_here,
        proxied(way_there, lambda: RandomCuts(dice, cuts)) as port_there,
        a_client(f"http://127.0.0.1:{port_here}") as client_here,
        a_client(f"http://127.0.0.1:{port_there}") as client_there,
        screens(SCREENS, pair.bistro, pair.here.bistro.http, dice) as watching_here,
        screens(SCREENS, pair.bistro, pair.there.bistro.http, dice) as watching_there,
    ):
        watching = [*watching_here, *watching_there]
        here, there = Outbox(replace(pair.bistro, http=client_here)), Outbox(replace(pair.bistro, http=client_there))
        there.acknowledged, there.sent = here.acknowledged, here.sent
        keeping = asyncio.create_task(pair.there.service.keep_running())
        striking = asyncio.create_task(strike(pair, killable_redis, here, dice))
        await all_tablets([here, there], dice)
        await striking
        keeping.cancel()
        await asyncio.wait([keeping])
        await pair.there.service.start()
        for screen in watching:
            screen.steady.set()
        assert len(here.acknowledged) == ORDERS
        assert pair.there.service.starts > 1
        await nothing_is_lost(pair.here, here, watching)
        await pair.until_redis("ok")


async def strike(pair: Pair, killable_redis: Redis, outbox: Outbox, dice: random.Random) -> None:
    """Each in its turn, spread over the run; whoever was killed is back soon."""

    def emptied() -> None:
        with killable_redis.client() as client:
            client.flushall()

    blows: list[Callable[[], None]] = [
        killable_redis.kill,
        killable_redis.start,
        pair.there.service.kill,
        killable_redis.freeze,
        killable_redis.thaw,
        emptied,
        killable_redis.kill,
        pair.there.service.kill,
        killable_redis.start,
    ]
    for number, blow in enumerate(blows):
        while len(outbox.acknowledged) < ORDERS * (number + 1) // (len(blows) + 1):
            await asyncio.sleep(0.005)
        await asyncio.sleep(dice.uniform(0, 0.05))
        await asyncio.to_thread(blow)


async def all_tablets(outboxes: list[Outbox], dice: random.Random) -> None:
    """Each order 1-3 times, by one process or the other, or by both at once."""
    numbers = iter(range(ORDERS))

    async def tablet() -> None:
        for number in numbers:
            table, key, times = 1 + number % 3, f"key-of-the-pair-{number:08d}", dice.randint(1, 3)
            await asyncio.gather(*(dice.choice(outboxes).order(table, key=key) for _ in range(times)))

    await asyncio.gather(*(tablet() for _ in range(TABLETS)))
