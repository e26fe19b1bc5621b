"""The load's figures: what was due, what was answered, what was turned away, and how busy it was itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bench.load.client import drive
from bench.load.job import Job, Lane, Outcome, Tally, together
from bench.load.spelling import COUNT, request

Answer = Callable[[bytes], Awaitable[int]]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[int]:
    """A server that answers each request with the status that ``answer`` finds for its head: its port."""

    open_ones: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            status = await answer(head)
            writer.write(f"HTTP/1.1 {status} Whatever\r\nContent-Length: 2\r\n\r\nhi".encode())

    async def until_it_goes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.extend(one for one in [asyncio.current_task()] if one)
        try:
            await serve(reader, writer)
        except asyncio.IncompleteReadError:
            writer.close()

    server = await asyncio.start_server(until_it_goes, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*open_ones)


async def test_kinds_are_told_apart_and_what_is_shed_is_due_but_not_answered() -> None:
    async def answer(head: bytes) -> int:
        return 503 if b"/busy" in head else 200

    ten = [request("GET", "/menu", kind="menu", shed=True), request("GET", "/busy", kind="order", shed=True)]
    async with serving(answer) as port:
        outcome = await drive(Job(port, [Lane(ten, pace=0.01)], warm=0, seconds=0.195))
    menu, order = outcome.tally("menu"), outcome.tally("order")
    assert (menu.due, menu.answered) == (10, 100)
    assert (order.due, order.answered, order.latencies) == (10, 0, [])
    assert outcome.answers == {200: 10, 503: 10}
    assert outcome.whole.answered == 50


async def test_a_503_ends_the_run_where_nothing_may_be_shed() -> None:
    async def answer(_: bytes) -> int:
        return 503

    async with serving(answer) as port:
        with pytest.raises(ConnectionError, match="expected 200"):
            await drive(Job(port, [Lane([request("GET", "/menu")])], warm=0, seconds=0.1))


async def test_waiting_counts_from_when_a_request_was_due_and_what_is_never_sent_counts_as_due() -> None:
    first = True

    async def answer(_: bytes) -> int:
        nonlocal first
        await asyncio.sleep(1.3 if first else 0)
        first = False
        return 200

    async with serving(answer) as port:
        outcome = await drive(Job(port, [Lane([request("GET", "/menu")], pace=0.02)], warm=0, seconds=0.19))
    tally = outcome.whole
    assert (tally.due, len(tally.latencies)) == (10, 1)
    assert tally.latencies[0] >= 1.3
    assert tally.done == 0
    assert tally.answered == 10


async def test_every_request_of_a_lane_has_a_count_of_its_own() -> None:
    keys = []

    async def answer(head: bytes) -> int:
        keys.append(head.partition(b"key-")[2][:12])
        return 201

    one = request("POST", "/orders", headers={"Idempotency-Key": f"key-{COUNT}"}, expect=201)
    async with serving(answer) as port:
        outcome = await drive(Job(port, [Lane([one])], warm=0.02, seconds=0.1))
    assert len(set(keys)) == len(keys) == sum(outcome.answers.values())


async def test_the_load_says_how_busy_it_was_itself() -> None:
    async def answer(_: bytes) -> int:
        return 200

    async with serving(answer) as port:
        calm = await drive(Job(port, [Lane([request("GET", "/menu")], pace=0.1)], warm=0, seconds=0.4))
        busy = await drive(Job(port, [Lane([request("GET", "/menu")])] * 8, warm=0, seconds=0.4))
    assert 0 <= calm.busy < busy.busy


def test_a_percentile_is_one_of_the_latencies() -> None:
    tally = Tally([one / 1000 for one in range(1, 101)])
    assert [round(tally.percentile(one)) for one in (1, 50, 99, 100)] == [1, 50, 99, 100]


def test_runs_are_judged_together_as_one_that_took_as_long_as_all() -> None:
    first = Outcome(3, {"menu": Tally([0.1, 0.2], due=3, done=2)}, {200: 2, 503: 1}, busy=0.2, waited=0.1)
    second = Outcome(3, {"menu": Tally([0.3], due=1, done=1), "order": Tally([0.4], due=1, done=1)}, {200: 2}, busy=0.4)
    whole = together([first, second])
    assert whole.tallies == {"menu": Tally([0.1, 0.2, 0.3], due=4, done=3), "order": Tally([0.4], due=1, done=1)}
    assert (whole.seconds, whole.answers) == (6, {200: 4, 503: 1})
    assert [whole.busy, whole.waited] == pytest.approx([0.3, 0.05])
