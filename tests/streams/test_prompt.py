"""What is answered without waiting: the menu, on a real socket, from inside the connection's own callback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from ordering.http.wire import gate
from ordering.http.wire.connection import Connection
from tests.faults.wire import Wire
from tests.streams.reader import Served


@asynccontextmanager
async def a_wire(served: Served) -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port, limit=1 << 24)
    yield Wire(reader, writer)
    writer.close()


@pytest.fixture
def asks(served: Served) -> dict[str, str]:
    """The head of each request, by what it asks for."""
    origin = f"host: 127.0.0.1:{served.port}\r\nauthorization: Bearer {served.bistro.token(1)}\r\n\r\n"
    return {path: f"GET /api/v1/{path} HTTP/1.1\r\n{origin}" for path in ("menu", "me", "orders")}


@pytest.fixture
def prompt(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many prompt answers were under way, for each as it was begun."""
    depths: list[int] = []
    under_way = 0
    answer = Connection._answer_at_once

    def noted(self: Connection, *args: Any) -> None:
        nonlocal under_way
        depths.append(under_way)
        under_way += 1
        answer(self, *args)
        under_way -= 1

    monkeypatch.setattr(Connection, "_answer_at_once", noted)
    return depths


async def test_a_menu_that_is_known_is_prompt_and_as_the_framework_tells_it(
    served: Served, asks: dict[str, str], prompt: list[int]
) -> None:
    async with a_wire(served) as wire:
        wire.send(asks["menu"])
        first = await wire.answer()
        assert prompt == []
        for _ in range(3):
            wire.send(asks["menu"])
            again = await wire.answer()
            assert (again.status, again.body) == (200, first.body)
            assert {**again.headers, "x-request-id": ""} == {**first.headers, "x-request-id": ""}
    assert prompt == [0, 0, 0]


async def test_who_says_anything_twice_or_leaves_afterwards_is_answered_by_the_framework(
    served: Served, asks: dict[str, str], prompt: list[int]
) -> None:
    async with a_wire(served) as wire:
        wire.send(asks["menu"])
        menu = await wire.answer()
        wire.send(asks["menu"].replace("host:", "x-request-id: mine\r\nhost:"))
        assert (await wire.answer()).headers["x-request-id"] == "mine"
        assert prompt == [0]
        wire.send(asks["menu"].replace("host:", "x-request-id: mine\r\nx-request-id: yours\r\nhost:"))
        assert (await wire.answer()).headers["x-request-id"] == "mine"
        wire.send(asks["menu"].replace("host:", "connection: close\r\nhost:"))
        last = await wire.answer()
        assert (last.body, last.headers["connection"]) == (menu.body, "close")
    assert prompt == [0]


async def test_a_thousand_in_one_packet_are_answered_in_their_order(
    served: Served, asks: dict[str, str], prompt: list[int]
) -> None:
    """Behind one that takes its time: else each would be answered inside of the one before."""
    async with a_wire(served) as wire:
        wire.send(asks["menu"])
        menu = await wire.answer()
        wire.send(asks["me"] + asks["menu"] * 1000 + asks["orders"])
        assert b'"table"' in (await wire.answer()).body
        for _ in range(1000):
            assert (await wire.answer()).body == menu.body
        assert b'"items"' in (await wire.answer()).body
    assert max(prompt, default=0) == 0


async def test_a_head_comes_before_a_body_that_was_announced(served: Served, asks: dict[str, str]) -> None:
    """The answer is there before the request has come whole; the connection goes on all the same."""
    async with a_wire(served) as wire:
        wire.send(asks["menu"])
        menu = await wire.answer()
        wire.send(asks["menu"].replace("host:", "content-length: 5\r\nhost:"))
        assert (await wire.answer()).body == menu.body
        wire.send("12345" + asks["menu"])
        assert (await wire.answer()).body == menu.body


async def test_what_has_waited_too_long_is_told_to_come_again(
    served: Served, asks: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "LATE_SECONDS", -1)  # whoever waits at all
    async with AsyncExitStack() as stack:
        wires = [await stack.enter_async_context(a_wire(served)) for _ in range(60)]
        for wire in wires:
            wire.send(asks["me"])
        last = await stack.enter_async_context(a_wire(served))
        last.send(f"GET /health HTTP/1.1\r\nhost: 127.0.0.1:{served.port}\r\n\r\n")
        answers = [await wire.answer() for wire in wires]
        assert (await last.answer()).status == 200, "a balancer that was told so too would take out the busiest"
    assert {answer.status for answer in answers} == {200, 503}
    for answer in answers:
        if answer.status == 503:
            assert (answer.problem["code"], answer.headers["retry-after"]) == ("busy", "1")
