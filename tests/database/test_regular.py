"""A regular task ends when it is closed, whatever its turn makes of that."""

import asyncio
import logging
from typing import Any

import pytest

from ordering.database.engine import watch_over
from ordering.database.failover import Age
from ordering.database.regular import Regular
from tests.servers import Server, fresh_database

ENOUGH_SECONDS = 30


async def test_it_is_done_again_and_again_also_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    turns: list[int] = []

    async def turn() -> None:
        turns.append(len(turns))
        if len(turns) == 2:
            raise ValueError("a mistake")

    regular = Regular(turn, 0.01, "turning")
    regular.start()
    async with asyncio.timeout(ENOUGH_SECONDS):
        while len(turns) < 4:
            await asyncio.sleep(0.005)
    await regular.close()
    count = len(turns)
    await asyncio.sleep(0.05)
    assert len(turns) == count
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == ["turning"]


async def test_what_makes_an_error_of_being_cancelled_is_closed_all_the_same() -> None:
    begun = asyncio.Event()

    async def turn() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError as error:
            raise NotImplementedError from error

    regular = Regular(turn, 60, "turning")
    regular.start()
    await begun.wait()
    async with asyncio.timeout(ENOUGH_SECONDS):
        await regular.close()
        await regular.close()


async def test_one_that_was_never_started_is_closed() -> None:
    async def turn() -> None:
        raise AssertionError

    await Regular(turn, 1, "turning").close()


async def test_a_watch_is_closed_at_any_moment_of_its_look(mariadb: Server, caplog: pytest.LogCaptureFixture) -> None:
    url: Any = fresh_database(mariadb, "watched")
    for moment in range(30):
        watch = watch_over(url, Age())
        watch.start()
        await asyncio.sleep(moment / 2000)
        async with asyncio.timeout(ENOUGH_SECONDS):
            await watch.close()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
