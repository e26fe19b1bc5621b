"""Turns at hashing: nobody's crowd keeps another waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ordering.errors import Busy
from ordering.security.turns import Lane, Turns

Steps = list[tuple[str, int]]


class Hall:
    """Whoever has a turn notes it and keeps it until it is told to go on."""

    def __init__(self, at_once: int, waiting: int, seconds: float) -> None:
        self.turns = Turns(at_once, waiting, seconds)
        self.served: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.leave = asyncio.Semaphore(0)

    async def come(self, *names: str) -> None:
        """By name, such as ``a1``: the letter is the lane, a capital one that of somebody who is known."""
        for name in names:
            self.tasks[name] = asyncio.create_task(self._take(name))
            await asyncio.sleep(0)

    async def _take(self, name: str) -> None:
        async with self.turns.turn(Lane(name[0], known=name[0].isupper())):
            self.served.append(name)
            await self.leave.acquire()

    async def go_on(self) -> None:
        """Everybody, one after another."""
        for _ in self.tasks:
            self.leave.release()
        ends = await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        assert all(end is None or isinstance(end, Busy | asyncio.CancelledError) for end in ends)


@asynccontextmanager
async def a_hall(at_once: int = 1, waiting: int = 1000, seconds: float = 60) -> AsyncIterator[Hall]:
    hall = Hall(at_once, waiting, seconds)
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


async def test_nobody_waits_for_ever_behind_those_who_are_stuck() -> None:
    async with a_hall(seconds=0.01) as hall:
        await hall.come("a0", "a1", "B1")
        for name in ("a1", "B1"):
            with pytest.raises(Busy):
                await hall.tasks[name]
        hall.leave.release()
        await hall.tasks["a0"]
        await hall.come("c1")
        assert hall.served == ["a0", "c1"]


@given(
    st.integers(1, 3),
    st.integers(0, 3),
    st.lists(st.tuples(st.sampled_from(["come", "give up", "leave", "time passes"]), st.integers(0, 9)), max_size=40),
)
@example(1, 1, [("come", 0), ("time passes", 0), ("come", 0), ("time passes", 0), ("come", 0), ("give up", 1)])
def test_whoever_comes_gives_up_and_leaves_all_turns_are_free_at_the_end(
    at_once: int, waiting: int, steps: Steps
) -> None:
    """Also where they do so in the same moment, and in a full queue."""

    async def run() -> None:
        async with a_hall(at_once, waiting, seconds=1) as hall:
            for n, (step, which) in enumerate(steps):
                if step == "come":
                    hall.tasks[str(n)] = asyncio.create_task(hall._take(f"{'abcdeABCDE'[which]}{n}"))
                elif step == "give up" and hall.tasks:
                    list(hall.tasks.values())[which % len(hall.tasks)].cancel()
                elif step == "leave":
                    hall.leave.release()
                else:
                    await asyncio.sleep(0)

    asyncio.run(run())
