"""A caller who goes away at any await of placing an order leaves nothing torn."""

import asyncio
from collections.abc import Coroutine, Generator
from typing import Any

import pytest

from tests.invariants import check, kept
from tests.world import Restaurant

pytestmark = pytest.mark.every_database


class CancelledAt:
    """Runs a coroutine and cancels it at its n-th await; ``awaits`` says how many it came to."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], n: int) -> None:
        self.awaits = 0
        self._coroutine, self._n = coroutine, n

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self._coroutine.__await__()
        try:
            waited_for = next(steps)
            while True:
                self.awaits += 1
                if self.awaits == self._n:
                    task = asyncio.current_task()
                    assert task is not None
                    task.cancel()
                try:
                    sent = yield waited_for
                except BaseException as error:
                    waited_for = steps.throw(error)
                else:
                    waited_for = steps.send(sent)
        except StopIteration as end:
            return end.value


async def finished(one: CancelledAt) -> Any:
    """What it returned; None if it was cancelled."""

    async def run() -> Any:
        return await one

    task = asyncio.create_task(run())
    await asyncio.wait([task])
    return None if task.cancelled() else task.result()


async def test_cancelled_at_every_await_of_placing_an_order(bistro: Restaurant) -> None:
    keys: list[str] = []
    answered, n = None, 0
    while answered is None:
        n += 1
        assert n < 200
        key = bistro.new_key()
        keys.append(key)
        bistro.services.revocations.forget()  # so that knowing who calls takes the database too
        answered = await finished(CancelledAt(bistro.order(1, "냉면", key=key), n))
    assert n > 2, "there was nothing to cancel"
    await check_that_all_is_well(bistro, keys)


async def test_neighbours_in_a_batch_don_t_feel_one_that_goes_away(bistro: Restaurant) -> None:
    keys: list[str] = []
    for n in range(1, 8):
        mine = [bistro.new_key() for _ in range(5)]
        leaving = finished(CancelledAt(bistro.order(2, "냉면", key=mine[0]), n))
        staying = [bistro.order(1 + i % 3, "냉면", key=key) for i, key in enumerate(mine[1:], 1)]
        _, *answers = await asyncio.gather(leaving, *staying)
        assert {answer.status_code for answer in answers} == {201}
        keys += [mine[0]]
        await kept(bistro.services.work, [answer.json() for answer in answers])
    await check_that_all_is_well(bistro, keys, table=2)


async def check_that_all_is_well(bistro: Restaurant, keys: list[str], table: int = 1) -> None:
    """The keys can be sent again, and nothing is held by those who left."""
    answers = [await bistro.order(table, "냉면", key=key) for key in keys]
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == len(keys)
    services = bistro.services
    async with asyncio.timeout(30):
        while services.order_queue._lines or services.order_queue._writers or services.work._running:
            await asyncio.sleep(0.01)
    assert services.work.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # its pool has one
    await check(services, bistro.store_id)
