"""Two processes on one database and no Redis: the second says so, once, and everything is kept all the same."""

import asyncio
import time
from pathlib import Path

from tests.faults.pair import a_pair
from tests.faults.screens import screens
from tests.faults.service import Service
from tests.faults.starter import Starter, Twist
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost
from tests.servers import Redis

WARNING = "other processes serve this database"


async def warned(service: Service, times: int) -> None:
    """It has said so as often, and says no more."""
    end = time.monotonic() + 30
    while service.log.read_text().count(WARNING) < times and time.monotonic() < end:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)
    assert service.log.read_text().count(WARNING) == times


async def test_the_second_process_says_once_that_it_is_not_alone(
    starter: Starter, mariadb_url: str, tmp_path: Path
) -> None:
    async with a_pair(starter, mariadb_url, tmp_path, None) as pair:
        await warned(pair.there.service, 1)
        await warned(pair.here.service, 0)
        outbox = Outbox(pair.bistro)
        async with screens(3, pair.bistro, pair.there.bistro.http) as watching:
            await asyncio.gather(*(outbox.order(1 + number % 3) for number in range(12)))
            await nothing_is_lost(pair.here, outbox, watching)
        pair.here.service.kill()
        await pair.here.service.start()
        await warned(pair.here.service, 1)
        pair.here.service.kill()
        await pair.there.service.stop()
        await pair.there.service.start()
        await warned(pair.there.service, 1)  # the first time: now it is alone


async def test_with_redis_there_is_nothing_to_say(
    starter: Starter, mariadb_url: str, killable_redis: Redis, tmp_path: Path
) -> None:
    async with a_pair(starter, mariadb_url, tmp_path, killable_redis.url) as pair:
        await pair.until_redis("ok")
        await asyncio.sleep(0.5)
        await warned(pair.there.service, 0)
        without = Service(starter, mariadb_url, tmp_path, Twist())
        try:
            await without.start()
            await warned(without, 1)
        finally:
            without.kill()
