"""The gate: a few requests in each turn of the loop, kinds and stores in turns, and who has waited too long is told."""

import asyncio
import itertools
import time

import pytest

from ordering.http.wire import gate
from ordering.http.wire.gate import Gate
from tests.world import Restaurant


class Door:
    """Requests that come in by a gate; each takes ``seconds`` of the loop when it is begun."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.gate = Gate(lambda scope: scope["store"])
        self.seconds = seconds
        self.begun: list[tuple[str, bool]] = []
        """Names, and whether they were late."""

    def enter(self, name: str, *, writes: bool = False, store: int | None = None) -> None:
        def begin(late: bool) -> bool:
            time.sleep(self.seconds)
            self.begun.append((name, late))
            return True

        self.gate.enter(begin, {"method": "POST" if writes else "GET", "store": store})

    async def until(self, count: int) -> list[int]:
        """How many were begun by the end of each turn of the loop."""
        turns = [len(self.begun)]
        while len(self.begun) < count:
            await asyncio.sleep(0)
            turns.append(len(self.begun))
        return turns


async def test_alone_none_waits() -> None:
    door = Door()
    for number in range(100):
        door.enter(str(number))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert len(door.begun) == number + 1


async def test_a_crowd_comes_in_a_few_at_a_time_in_its_order() -> None:
    door = Door(seconds=0.0005)
    for number in range(60):
        door.enter(str(number))
    turns = await door.until(60)
    assert all(after - before <= 5 for before, after in itertools.pairwise(turns)), turns
    assert door.begun == [(str(number), False) for number in range(60)]


@pytest.mark.parametrize("crowd_writes", [True, False])
async def test_one_of_a_kind_does_not_wait_behind_a_crowd_of_the_other(crowd_writes: bool) -> None:
    door = Door(seconds=0.001)
    for number in range(100):
        door.enter(str(number), writes=crowd_writes)
    door.enter("the other", writes=not crowd_writes)
    await door.until(len(door.begun) + 4)
    assert ("the other", False) in door.begun


async def test_one_of_a_store_does_not_wait_behind_a_crowd_of_another() -> None:
    door = Door(seconds=0.001)
    for number in range(100):
        door.enter(str(number), writes=True, store=1)
    for name in ("first", "second"):
        door.enter(name, writes=True, store=2)
    await door.until(len(door.begun) + 6)
    names = [name for name, _ in door.begun]
    assert names.index("first") < names.index("second"), "within a store, whoever came first"


async def test_whoever_has_waited_too_long_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "LATE_SECONDS", 0.02)
    door = Door(seconds=0.005)
    for number in range(20):
        door.enter(str(number))
    await door.until(20)
    late = [is_late for _, is_late in door.begun]
    assert not late[0]
    assert late == sorted(late), "whoever came first waited least"
    assert late[-1]


async def test_a_request_that_fails_to_begin_closes_the_gate_to_nobody() -> None:
    door = Door(seconds=0.003)
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, facts: failures.append(facts["exception"]))

    def fail(_: bool) -> bool:
        raise ValueError("on purpose")

    door.enter("first")
    door.gate.enter(fail, {"method": "GET", "store": None})
    door.enter("last")
    async with asyncio.timeout(30):
        await door.until(2)
    assert [type(failure) for failure in failures] == [ValueError]


async def test_a_request_is_its_tokens_stores_once_that_was_read(bistro: Restaurant) -> None:
    def of(token: str) -> int | None:
        return bistro.app.store_of({"headers": [(b"host", b"here"), (b"authorization", b"Bearer " + token.encode())]})

    token = bistro.token(1)
    assert of(token) is None, "anybody can write down whose they are"
    assert (await bistro.ask(1, "GET", "/me", headers={"Authorization": f"Bearer {token}"})).status_code == 200
    assert of(token) == bistro.store_id
    assert of(token[:-2]) is None
    assert bistro.app.store_of({"headers": []}) is None
