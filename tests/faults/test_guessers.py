"""Guessers at two processes: their failures add up, and without Redis nobody is let in whom they had shut out."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.pair import Pair, a_pair
from tests.faults.starter import Starter
from tests.security.guessing import staff_login
from tests.servers import Redis

MOST = 10
"""Failures of one account from one address."""
ENOUGH_SECONDS = 2.0


@pytest.fixture
async def pair(starter: Starter, mariadb_url: str, killable_redis: Redis, tmp_path: Path) -> AsyncIterator[Pair]:
    async with a_pair(starter, mariadb_url, tmp_path, killable_redis.url) as made:
        await made.until_redis("ok")
        yield made


async def guessed(pair: Pair, times: int, username: str = "owner") -> list[int]:
    """Wrong passwords at both in turn, one after the other."""
    return [
        (await staff_login(pair.scenes[n % 2].bistro, username=username, password="wrong")).status_code
        for n in range(times)
    ]


async def shut_at(pair: Pair, username: str = "owner") -> list[int]:
    """What each says to the right password."""
    return [(await staff_login(scene.bistro, username=username)).status_code for scene in pair.scenes]


async def test_failures_at_both_add_up_and_stay_without_redis(pair: Pair, killable_redis: Redis) -> None:
    assert await guessed(pair, MOST) == [401] * MOST
    shut = await staff_login(pair.there.bistro)
    assert (shut.status_code, shut.json()["code"]) == (429, "too_many_attempts")
    assert 14 * 60 < int(shut.headers["Retry-After"]) <= 15 * 60
    assert await shut_at(pair) == [429, 429]
    assert await shut_at(pair, "manager") == [200, 200], "the others' accounts are open"
    with killable_redis.client() as client:
        client.flushall()
    assert await shut_at(pair) == [429, 429], "emptied"
    killable_redis.kill()
    await pair.until_redis("degraded")
    assert await shut_at(pair) == [429, 429], "gone"


async def test_a_crowd_of_guesses_at_both_is_ten(pair: Pair) -> None:
    answers = await asyncio.gather(
        *(staff_login(scene.bistro, password=f"wrong-{n}") for n in range(20) for scene in pair.scenes)
    )
    assert Counter(answer.status_code for answer in answers) == {401: MOST, 429: 40 - MOST}


async def test_a_crowd_of_right_ones_is_let_in(pair: Pair) -> None:
    answers = await asyncio.gather(*(staff_login(scene.bistro) for _ in range(12) for scene in pair.scenes))
    assert {answer.status_code for answer in answers} == {200}


async def test_a_process_that_has_just_begun_knows_who_is_shut_out(pair: Pair) -> None:
    await guessed(pair, MOST)
    await asyncio.sleep(0.2)  # Redis is told after the answer
    pair.there.service.kill()
    await pair.there.service.start()
    await pair.until_redis("ok")
    assert await shut_at(pair) == [429, 429]


async def test_without_redis_each_counts_for_itself(pair: Pair, killable_redis: Redis) -> None:
    killable_redis.kill()
    await pair.until_redis("degraded")
    assert await guessed(pair, 2 * MOST) == [401] * 2 * MOST
    assert await shut_at(pair) == [429, 429]


@pytest.mark.parametrize("fault", ["frozen", "full"])
async def test_a_login_waits_for_redis_no_longer_than_a_quarter_of_a_second(
    pair: Pair, killable_redis: Redis, fault: str
) -> None:
    await shut_at(pair)
    if fault == "frozen":
        killable_redis.freeze()
    else:
        with killable_redis.client() as client:
            client.config_set("maxmemory", 1)
    began = asyncio.get_running_loop().time()
    assert await shut_at(pair) == [200, 200]
    assert asyncio.get_running_loop().time() - began < ENOUGH_SECONDS
    assert (await guessed(pair, 2 * MOST))[:MOST] == [401] * MOST  # one that is full still tells the other
    assert await shut_at(pair) == [429, 429]
