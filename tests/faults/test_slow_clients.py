"""Clients that take for ever, or send for ever: each has its time and its size, and nobody else feels it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.faults.screens import screens
from tests.faults.service import Scene, a_client, a_scene
from tests.faults.starter import Starter, Twist
from tests.faults.wire import Wire, a_get, a_post, a_wire
from tests.invariants import check

HASTY = Twist(
    constants={
        "ordering.http.wire.connection.HEAD_SECONDS": 1,
        "ordering.http.wire.connection.BODY_SECONDS": 2,
        "ordering.http.wire.connection.UNREAD_SECONDS": 2,
        "ordering.http.serving.IDLE_SECONDS": 3,
    }
)
LOGIN = "/api/v1/auth/staff"
SOON = 12.0
"""A look a second, and a busy machine."""


@pytest.fixture
async def hasty(starter: Starter, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """The deadlines, a tenth as long and less."""
    async with a_scene(starter, sqlite_url, tmp_path, twist=HASTY) as made:
        yield made


async def test_a_socket_that_asks_nothing_is_closed_and_told_nothing(hasty: Scene) -> None:
    async with a_wire(hasty.service) as silent:
        assert 0.9 < await silent.closed_after() < 1 + SOON


async def test_half_a_request_line_is_told_that_it_was_too_slow(hasty: Scene) -> None:
    async with a_wire(hasty.service) as half:
        half.send("GET /health HT")
        told = await half.answer()
        assert (told.status, told.problem["code"], told.headers["connection"]) == (408, "too_slow", "close")
        assert told.headers["x-content-type-options"] == "nosniff"
        assert await half.rest() == b""


@pytest.mark.parametrize("what", [b"GET /" + b"a" * 400, a_get("/health", *["X-More: yes"] * 20)[:-4], b"\r\n" * 400])
async def test_a_head_has_its_time_as_a_whole_and_not_for_each_byte(hasty: Scene, what: bytes) -> None:
    async with a_wire(hasty.service) as dripping:
        drip = asyncio.create_task(dripping.drip(what))
        assert (await dripping.answer()).status == 408
        assert time.monotonic() - dripping.opened < 1 + SOON
        await drip


async def test_the_next_head_on_a_kept_connection_has_its_time_too(hasty: Scene) -> None:
    async with a_wire(hasty.service) as kept:
        kept.send(a_get("/health"))
        assert (await kept.answer()).status == 200
        kept.send("GET /health")
        assert (await kept.answer()).status == 408


async def test_a_body_has_its_time_and_the_log_says_so(hasty: Scene) -> None:
    async with a_wire(hasty.service) as slow:
        slow.send(a_post(LOGIN, 400, "X-Request-ID: a-slow-body"))
        drip = asyncio.create_task(slow.drip(b" " * 400))
        told = await slow.answer()
        assert (told.status, told.problem["code"]) == (408, "too_slow")
        assert told.headers["x-request-id"] == "a-slow-body"
        assert 1.9 < time.monotonic() - slow.opened < 2 + SOON
        assert await slow.rest() == b""
        await drip
    (line,) = hasty.lines("a-slow-body")
    assert (line["message"], line["status"], line["path"]) == ("request", 408, LOGIN)


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/orders", "/health"])
async def test_a_body_that_nobody_wants_ends_too(hasty: Scene, path: str) -> None:
    """It is answered at once, and its connection is not kept for it."""
    async with a_wire(hasty.service) as unwanted:
        unwanted.send(a_post(path, 4000))
        assert (await unwanted.answer()).status in (401, 404, 405)
        drip = asyncio.create_task(unwanted.drip(b" " * 4000))
        assert await unwanted.rest() == b""
        assert time.monotonic() - unwanted.opened < 2 + SOON
        drip.cancel()


async def test_an_idle_connection_is_kept_for_a_while(hasty: Scene) -> None:
    async with a_wire(hasty.service) as kept:
        for _ in range(2):
            kept.send(a_get("/health"))
            assert (await kept.answer()).status == 200
            await asyncio.sleep(1.5)
        assert 4.4 < await kept.closed_after() < 4.5 + SOON


def one_header(size: int) -> bytes:
    return a_get("/health", f"X-Large: {'a' * size}")


def many_headers(size: int) -> bytes:
    return a_get("/health", *[f"X-{number}: {'a' * 90}" for number in range(size // 100)])


def a_long_line(size: int) -> bytes:
    return a_get("/" + "a" * size)


LARGE = [one_header, many_headers, a_long_line]


@pytest.mark.parametrize("large", LARGE)
@pytest.mark.parametrize("at_once", [True, False])
async def test_a_head_of_more_than_64_kilobytes_is_431(
    hasty: Scene, large: Callable[[int], bytes], at_once: bool
) -> None:
    async with a_wire(hasty.service) as wire:
        await send(wire, large(70_000), at_once)
        told = await wire.answer()
        assert (told.status, told.problem["code"]) == (431, "head_too_large")
        assert await wire.rest() == b""
    async with a_wire(hasty.service) as wire:
        await send(wire, large(60_000), at_once)
        assert (await wire.answer()).status in (200, 404)


async def send(wire: Wire, data: bytes, at_once: bool) -> None:
    step = len(data) if at_once else 10_000
    for begin in range(0, len(data), step):
        wire.send(data[begin : begin + step])
        await asyncio.sleep(0.01)


ENDLESS = {
    "a line": (b"GET /", b"a" * 65536),
    "a header": (b"GET / HTTP/1.1\r\nX: ", b"a" * 65536),
    "headers": (b"GET / HTTP/1.1\r\n", b"X-Y: z\r\n" * 8192),
    "blank lines": (b"", b"\r\n" * 32768),
    "a chunk's extension": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;", b"a" * 65536),
    "a trailer": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ", b"a" * 65536),
    "trailers": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Y: z\r\n" * 8192),
}


@pytest.mark.parametrize("kind", ENDLESS)
async def test_what_never_ends_is_cut_off_and_kept_nowhere(hasty: Scene, kind: str) -> None:
    begin, again = ENDLESS[kind]
    before = hasty.service.memory
    async with a_wire(hasty.service) as endless:
        endless.send(begin)
        assert await endless.flood(again) < 16 * 1024 * 1024
    assert hasty.service.memory - before < 16 * 1024


async def test_an_answer_that_is_never_read_keeps_no_connection(hasty: Scene) -> None:
    async with a_wire(hasty.service) as deaf:
        deaf.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a socket's transport can
        port = deaf.writer.get_extra_info("sockname")[1]
        for _ in range(400):  # the document is large: more than the kernels take
            deaf.send(a_get("/schema/openapi.json"))
        end = time.monotonic() + 60
        while not hasty.service.holds(port):
            assert time.monotonic() < end, "it was never taken"
            await asyncio.sleep(0.02)
        while hasty.service.holds(port):
            assert time.monotonic() < end, "it is open as long as the client likes"
            await asyncio.sleep(0.05)


async def test_what_is_not_http_is_a_problem_too(hasty: Scene) -> None:
    async with a_wire(hasty.service) as wire:
        wire.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 80 + b"\r\n\r\n")
        told = await wire.answer()
        assert (told.status, told.problem["code"]) == (400, "bad_request")


async def test_they_are_logged_once_not_each(hasty: Scene) -> None:
    async def refused(data: bytes) -> None:
        async with a_wire(hasty.service) as wire:
            wire.send(data)
            await wire.rest()

    await asyncio.gather(*(refused(data) for data in [b"GET /slow", b"nonsense\r\n\r\n", a_long_line(70_000)] * 20))
    told = [line for line in hasty.lines() if line["message"].startswith("requests refused")]
    assert len(told) == len({line["message"] for line in told}) == 3
    assert {line["last_address"] for line in told} == {"127.0.0.1"}


async def test_streams_and_orders_go_on_while_everybody_dawdles(hasty: Scene) -> None:
    """Longer than every deadline there is."""
    stop = asyncio.Event()

    async def dawdles(data: bytes) -> None:
        while not stop.is_set():
            async with a_wire(hasty.service) as wire:
                wire.send(data)
                await wire.rest()

    begun = [b"", b"GET /", a_post(LOGIN, 10), a_post("/api/v1/orders", 10), b"nonsense\r\n\r\n"] * 10
    dawdling = [asyncio.create_task(dawdles(data)) for data in begun]
    async with a_client(hasty.service.url) as client, screens(3, hasty.bistro, client) as watching:
        for _ in range(16):
            await hasty.bistro.ordered(1)
            await asyncio.sleep(0.5)
        for screen in watching:
            await screen.until(await hasty.cursor())
            assert screen.connects == 1
    stop.set()
    await asyncio.gather(*dawdling)
    await check(hasty.bistro.services, hasty.bistro.store_id)


SMUGGLED = b"GET /health HTTP/1.1\r\nHost: x\r\nX-Request-ID: smuggled\r\n\r\n"
OFFER = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"]


@pytest.mark.parametrize("at", [None, "whole", "in the word"])
async def test_an_offer_of_another_protocol_makes_no_request_of_a_body(hasty: Scene, at: str | None) -> None:
    """The parser takes what follows such a head for the other protocol's, and leaves it to be read as a request."""
    head = a_post(LOGIN, len(SMUGGLED), *OFFER)
    cut = {None: len(head) + len(SMUGGLED), "whole": len(head), "in the word": head.index(b"Upgrade: h2c") + 4}[at]
    async with a_wire(hasty.service) as wire:
        wire.send((head + SMUGGLED)[:cut])
        await asyncio.sleep(0.3)
        wire.send((head + SMUGGLED)[cut:])
        told = await wire.rest()
    assert told.count(b"HTTP/1.1 ") <= 1
    assert b"HTTP/1.1 200" not in told
    assert b"smuggled" not in told


async def test_who_offers_another_protocol_is_answered_as_without(hasty: Scene) -> None:
    login = b'{"store": "nowhere", "username": "x", "password": "x"}'
    async with a_wire(hasty.service) as wire:
        wire.send(a_post(LOGIN, len(login), *OFFER) + login)
        assert (await wire.answer()).status == 401
        wire.send(a_get("/health", *OFFER))
        assert (await wire.answer()).status == 200
