"""A client that opens a stream and never reads: it is dropped, and nobody else feels it."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.screens import screens
from tests.faults.service import Scene, a_client, a_scene
from tests.faults.starter import Starter, Twist
from tests.invariants import check

DROPPED = "takes nothing: dropped"
IMPATIENT = Twist(constants={"ordering.live.connection.STALLED_SECONDS": 1})


@pytest.fixture
async def impatient(starter: Starter, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """A reader that takes nothing is given up after one second, not twenty."""
    async with a_scene(starter, sqlite_url, tmp_path, twist=IMPATIENT) as made:
        yield made


@contextmanager
def a_deaf_reader(scene: Scene) -> Iterator[int]:
    """Its port."""
    token = scene.bistro.token("staff")
    request = f"GET /api/v1/admin/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        deaf.connect(("127.0.0.1", scene.service.port))
        deaf.send(request.encode())
        yield deaf.getsockname()[1]


async def until_dropped(scene: Scene) -> None:
    """Big orders until the service gives the deaf one up: each of them is taken meanwhile."""
    end = time.monotonic() + 90
    lines = [{**line, "note": "길" * 200} for line in scene.bistro.lines(*["냉면"] * 50)]

    async def big(table: int) -> None:
        headers = {"Idempotency-Key": scene.bistro.new_key()}
        answer = await scene.bistro.ask(table, "POST", "/orders", {"lines": lines}, headers)
        assert answer.status_code == 201, answer.text

    while not scene.logged(DROPPED):
        assert time.monotonic() < end, "it is not dropped"
        await asyncio.gather(*(big(1 + number % 3) for number in range(6)))


async def test_a_reader_that_never_reads_is_dropped_and_slows_nobody(impatient: Scene) -> None:
    async with a_client(impatient.service.url) as client, screens(3, impatient.bistro, client) as watching:
        with a_deaf_reader(impatient):
            await until_dropped(impatient)
            for screen in watching:
                await screen.until(await impatient.cursor())
                assert screen.connects == 1
    await check(impatient.bistro.services, impatient.bistro.store_id)


async def test_a_dropped_reader_keeps_no_connection(impatient: Scene) -> None:
    """Its socket is closed although what was written to it will never be taken."""
    with a_deaf_reader(impatient) as port:
        async with asyncio.timeout(30):
            while not impatient.service.holds(port):
                await asyncio.sleep(0.05)
        await until_dropped(impatient)
        end = time.monotonic() + 30
        while impatient.service.holds(port):
            assert time.monotonic() < end, "I9: it is open as long as the client likes"
            await asyncio.sleep(0.05)
