"""Reads that many share: nobody is told what was read before he asked, and a crowd costs two reads."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from ordering.database.shared import SharedRead


class Row:
    """A row whose value is looked up in several turns of the loop; ``reads`` counts the looks."""

    def __init__(self) -> None:
        self.value = self.reads = 0
        self.broken = False
        self.shared = SharedRead(self.read)

    async def read(self) -> int:
        self.reads += 1
        seen = self.value
        for _ in range(5):
            await asyncio.sleep(0)
        if self.broken:
            raise ConnectionError
        return seen

    async def change_and_read(self) -> None:
        self.value += 1
        changed = self.value
        assert await self.shared() >= changed


async def test_everybody_sees_what_was_written_before_he_asked() -> None:
    row = Row()
    asking: list[asyncio.Task[None]] = []
    for _ in range(300):
        asking.append(asyncio.create_task(row.change_and_read()))
        await asyncio.sleep(0)
    await asyncio.gather(*asking)
    assert row.reads < 100


async def test_a_crowd_shares_two_reads_and_one_alone_has_his_own() -> None:
    row = Row()
    await asyncio.gather(*(row.shared() for _ in range(50)))
    assert row.reads == 2
    await row.shared()
    assert row.reads == 3


async def test_a_read_that_fails_fails_for_those_who_shared_it_and_the_next_goes_on() -> None:
    row = Row()
    row.broken = True
    told = await asyncio.gather(*(row.shared() for _ in range(10)), return_exceptions=True)
    assert [type(one) for one in told] == [ConnectionError] * 10
    row.broken = False
    assert await row.shared() == 0


@pytest.mark.parametrize("leaving", [slice(0, 1), slice(1, 2), slice(1, 10), slice(0, 10)])
async def test_whoever_leaves_takes_nobodys_answer_with_him(leaving: slice) -> None:
    row = Row()
    read: Callable[[], Awaitable[int]] = row.shared
    asking = [asyncio.ensure_future(read()) for _ in range(10)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for one in asking[leaving]:
        one.cancel()
    told = await asyncio.gather(*asking, return_exceptions=True)
    left = asking[leaving]
    assert [one == 0 for one, task in zip(told, asking, strict=True) if task not in left] == [True] * (10 - len(left))
    assert await row.shared() == 0
