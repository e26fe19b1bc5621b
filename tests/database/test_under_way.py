"""A transaction that is under way ends whole, whether or not somebody waits for it."""

import asyncio
import gc
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.errors import NotFound
from tests.database.makers import Told, labels, place_one, relabel, submission
from tests.invariants import check, kept
from tests.world import Restaurant


@pytest.mark.every_database
async def test_a_caller_who_goes_away_at_any_moment_tears_nothing(bistro: Restaurant, told: Told) -> None:
    """Cancelled after the n-th turn of the loop, for every n that an order takes, and at random times besides."""
    dice = random.Random(11)
    keys: list[str] = []

    async def cancelled_after(wait: Callable[[], Awaitable[Any]]) -> None:
        key = bistro.new_key()
        keys.append(key)
        sending = asyncio.create_task(place_one(told, bistro, submission(bistro, key=key)))
        await wait()
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending

    async def turns(count: int) -> None:
        for _ in range(count):
            await asyncio.sleep(0)

    for n in range(30):
        await cancelled_after(lambda n=n: turns(n))  # type: ignore[misc]  # mypy infers no lambda with a default
    for _ in range(10):
        await cancelled_after(lambda: asyncio.sleep(dice.random() * 0.02))
    answers = [await bistro.order(1, "냉면", key=key) for key in keys]
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == len(keys)
    async with asyncio.timeout(30):  # the last one may still be on its way home
        while told.engine.pool.checkedout():  # type: ignore[attr-defined]  # its pool has one
            await asyncio.sleep(0.01)
    await check(bistro.services, bistro.store_id)
    await kept(bistro.services.work, [answer.json() for answer in answers])


@pytest.mark.every_database
async def test_closing_waits_for_what_is_under_way(bistro: Restaurant) -> None:
    mine = Told(bistro)
    await bistro.services.menus.of(bistro.store_id)
    running = asyncio.create_task(place_one(mine, bistro, submission(bistro)))
    await asyncio.sleep(0)
    running.cancel()
    mine.work.soon(relabel, bistro, 1, "곧")
    await mine.work.close()
    assert (await labels(bistro))[0] == "곧"
    assert len((await bistro.ask(1, "GET", "/orders")).json()["items"]) == 1
    assert mine.announced
    await check(bistro.services, bistro.store_id)


async def test_what_fails_afterwards_is_logged_and_hurts_nobody(
    bistro: Restaurant, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(session: AsyncSession) -> None:
        raise ValueError("nobody is waiting for this")

    told.work.soon(fails)
    await asyncio.sleep(0.05)
    assert "nobody is waiting for this" in caplog.text
    await told.work.run(relabel, bistro, 1, "창가")


async def test_what_fails_once_nobody_waits_for_it_is_told_if_it_is_a_fault(
    bistro: Restaurant, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: AsyncSession, failure: Exception) -> None:
        await asyncio.sleep(0.1)
        raise failure

    for failure in (NotFound(), ValueError("a mistake")):
        waiting = asyncio.create_task(bistro.services.work.read(fail, failure))
        await asyncio.sleep(0.02)
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
    await asyncio.sleep(0.2)
    gc.collect()  # what nobody has asked how it ended complains now
    told = [record.exc_info[1] for record in caplog.records if record.exc_info]
    assert [str(error) for error in told] == ["a mistake"]
