"""The line of a store's orders: whom the next batch of a crowd waits for."""

import asyncio
from typing import Any
from unittest.mock import Mock

import pytest

from ordering.orders import queue
from ordering.orders.queue import AT_ONCE, FEW_AT_ONCE, MOST_AT_ONCE, Line, Stores


def order() -> Any:
    return Mock(draft=Mock(lines=[])), asyncio.get_running_loop().create_future()


async def test_a_batch_waits_until_as_many_have_come_as_were_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "GATHER_SECONDS", 30)
    line = Line()
    line.join(order())
    gathering = asyncio.create_task(line.gather(3))
    await asyncio.sleep(0)
    line.join(order())
    await asyncio.sleep(0)
    assert not gathering.done()
    line.join(order())
    await gathering
    assert len(line.next()) == 3
    assert len(line) == 0


async def test_a_batch_does_not_wait_for_who_does_not_come_again() -> None:
    line = Line()
    line.join(order())
    await line.gather(2)
    assert len(line.next()) == 1


async def test_who_comes_behind_a_whole_batch_is_in_the_next() -> None:
    line = Line()
    for _ in range(AT_ONCE + 2):
        line.join(order())
    await line.gather(AT_ONCE)
    assert [len(line.next()) for _ in range(2)] == [AT_ONCE, 2]


async def test_a_long_line_goes_in_larger_batches_which_never_take_all_of_it() -> None:
    line = Line()
    for _ in range(200):
        line.join(order())
    batches = [len(line.next()) for _ in range(6)]
    assert batches == [MOST_AT_ONCE, MOST_AT_ONCE, 48, AT_ONCE, 8, 0]


async def test_a_long_line_goes_in_small_batches_while_another_store_orders() -> None:
    line = Line()
    for _ in range(AT_ONCE):
        line.join(order())
    assert len(line.next(alone=False)) == FEW_AT_ONCE


def test_two_stores_that_order_share_and_one_is_alone_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stores = Stores()
    for _ in range(3):
        stores.notice(1)
    assert stores.alone
    stores.notice(2)
    assert not stores.alone
    stores.notice(1)
    assert not stores.alone
    monkeypatch.setattr(queue, "SHARED_SECONDS", 0)
    assert stores.alone
    stores.notice(2)
    assert stores.alone, "it has been too long since the other ordered"
