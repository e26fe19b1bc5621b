"""Turns at hashing: nobody's crowd keeps another waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ordering.errors import Busy
from ordering.security.turns import Turns


class Hall:
    """Whoever has a turn notes it and keeps it until it is told to go on."""

    def __init__(self, at_once: int = 1, waiting: int = 1000) -> None:
        self.turns = Turns(at_once, waiting)
        self.served: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.leave = asyncio.Semaphore(0)

    async def come(self, *names: str) -> None:
        """By name, such as ``a1``: the letter is the lane, a capital one that of somebody who is known."""
        for name in names:
            self.tasks[name] = asyncio.create_task(self._take(name))
            await asyncio.sleep(0)

    async def _take(self, name: str) -> None:
        async with self.turns.turn(name[0], known=name[0].isupper()):
            self.served.append(name)
            await self.leave.acquire()

    async def go_on(self) -> None:
        """Everybody, one after another."""
        for _ in self.tasks:
            self.leave.release()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)


@asynccontextmanager
async def a_hall(at_once: int = 1, waiting: int = 1000) -> AsyncIterator[Hall]:
    hall = Hall(at_once, waiting)
    yield hall
    await hall.go_on()
    assert (hall.turns._free, hall.turns._waiting, hall.turns._known, hall.turns._strangers) == (at_once, 0, {}, {})


async def test_a_single_attempt_overtakes_another_senders_crowd() -> None:
    async with a_hall() as hall:
        await hall.come(*(f"a{n}" for n in range(300)), "b0")
        await hall.go_on()
        assert hall.served.index("b0") == 1
        assert len(hall.served) == 301


async def test_two_crowds_alternate() -> None:
    async with a_hall() as hall:
        await hall.come("a0", "a1", "a2", "a3", "b1", "b2", "b3")
        await hall.go_on()
        assert [name[0] for name in hall.served] == list("abababa")


async def test_in_a_flood_from_everywhere_the_last_to_come_is_next() -> None:
    async with a_hall() as hall:
        await hall.come(*(chr(0x4E00 + n) for n in range(300)), "z")
        await hall.go_on()
        assert hall.served[1] == "z"


async def test_who_is_known_goes_before_strangers_also_before_those_who_come_later() -> None:
    async with a_hall(waiting=2) as hall:
        await hall.come("a0", "B0", *(chr(0x4E00 + n) for n in range(30)))
        await hall.go_on()
        assert hall.served[:2] == ["a0", "B0"]
        assert len(hall.served) == 3


async def test_too_many_are_turned_away_and_never_the_newest() -> None:
    async with a_hall(waiting=3) as hall:
        await hall.come("a0", "a1", "a2", "a3", "b1", "c1")
        await asyncio.sleep(0)
        turned_away = {name for name, task in hall.tasks.items() if task.done()}
        assert turned_away == {"a1", "a2"}
        for name in turned_away:
            with pytest.raises(Busy):
                await hall.tasks[name]
        await hall.go_on()
        assert hall.served == ["a0", "c1", "b1", "a3"]


async def test_only_so_many_have_a_turn_at_once() -> None:
    async with a_hall(at_once=3) as hall:
        await hall.come(*(f"a{n}" for n in range(9)))
        assert len(hall.served) == 3


async def test_who_gives_up_waiting_or_working_leaves_no_trace() -> None:
    async with a_hall() as hall:
        await hall.come("a0", "a1", "b1", "b2")
        hall.tasks["b2"].cancel()
        hall.tasks["a1"].cancel()
        await asyncio.sleep(0)
        hall.tasks["a0"].cancel()
        await asyncio.sleep(0)
        hall.tasks["b1"].cancel()  # in the moment in which its turn has come
        await hall.come("c1")
        await hall.go_on()
        assert hall.served == ["a0", "c1"]
