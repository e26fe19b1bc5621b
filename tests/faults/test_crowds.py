"""More connections than there are places: who is idle makes room, who comes for nothing is turned away in words."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest

from tests.faults.screens import screens
from tests.faults.service import Scene, a_client, a_scene
from tests.faults.starter import Starter, Twist
from tests.faults.wire import CONTINUES, Wire, a_get, a_post, a_wire, on_its_way
from tests.invariants import check

PLACES = 24
CROWDED = Twist(settings={"MAX_CONNECTIONS": str(PLACES)})


@pytest.fixture
async def crowded(starter: Starter, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """A service with few places. All of its clients here are loopback's: none has a share of its own."""
    async with a_scene(starter, sqlite_url, tmp_path, twist=CROWDED) as made:
        yield made


async def test_idle_connections_lock_nobody_out(crowded: Scene) -> None:
    async with AsyncExitStack() as open_ones:
        idle = [await open_ones.enter_async_context(a_wire(crowded.service)) for _ in range(10 * PLACES)]
        await crowded.bistro.ordered(1)
        async with asyncio.timeout(30):
            assert await idle[0].rest() == b""
        assert not idle[-1].reader.at_eof()
    await check(crowded.bistro.services, crowded.bistro.store_id)


async def test_whoever_is_busy_keeps_its_place_and_the_next_is_told(crowded: Scene) -> None:
    """Uploads on their way are nobody's to cut, where nobody has more than a share."""
    async with AsyncExitStack() as open_ones:
        busy: list[Wire] = []
        for _ in range(PLACES):
            wire = await open_ones.enter_async_context(a_wire(crowded.service))
            await on_its_way(wire, a_post("/api/v1/auth/staff", 30, CONTINUES))
            wire.send(b"{")
            busy.append(wire)
        late = await open_ones.enter_async_context(a_wire(crowded.service))
        late.send(a_get("/health"))
        told = await late.answer()
        assert (told.status, told.problem["code"]) == (503, "too_many_connections")
        assert int(told.headers["retry-after"]) >= 1
        assert await late.rest() == b""
        busy[0].send(b'"store":"a","username":"b"  }')
        assert (await busy[0].answer()).status == 400
        async with a_wire(crowded.service) as next_one:
            next_one.send(a_get("/health"))
            assert (await next_one.answer()).status == 200, "an answered one is idle, and makes room"


async def test_a_flood_of_connections_is_one_line_and_streams_stay(crowded: Scene) -> None:
    stop = asyncio.Event()

    async def comes() -> None:
        while not stop.is_set():
            async with a_wire(crowded.service) as wire:
                wire.send(a_post("/api/v1/auth/staff", 30))
                with suppress(TimeoutError):
                    async with asyncio.timeout(1):
                        await wire.rest()

    async with a_client(crowded.service.url) as client, screens(5, crowded.bistro, client) as watching:
        await crowded.bistro.ordered(1)
        flood = [asyncio.create_task(comes()) for _ in range(5 * PLACES)]
        async with asyncio.timeout(60):
            while not crowded.logged("connections turned away"):
                await asyncio.sleep(0.05)
        await asyncio.sleep(2)
        stop.set()
        await asyncio.gather(*flood)
        await crowded.bistro.ordered(1)
        for screen in watching:
            await screen.until(await crowded.cursor())
            assert screen.connects == 1
    assert crowded.logged("connections turned away") == 1


ASKING = """
import logging, resource
logging.basicConfig(format="%(message)s")
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
from ordering.http.wire.files import room_for
print(room_for(1024), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(
    ("soft", "hard", "most", "files"),
    [(4096, 4096, 1024, 4096), (256, 4096, 1024, 1280), (256, 1000, 744, 1000), (256, 256, 128, 256)],
)
def test_places_are_as_many_as_the_system_has_files_for(soft: int, hard: int, most: int, files: int) -> None:
    """It is asked for more where it may give more; what it does not give is told in one line."""
    asking = ASKING.format(soft=soft, hard=hard)
    told = subprocess.run([sys.executable, "-c", asking], capture_output=True, text=True, check=True)
    assert told.stdout.split() == [str(most), str(files)]
    assert len(told.stderr.splitlines()) == (most < 1024)
    assert ("ORDERING_MAX_CONNECTIONS" in told.stderr) == (most < 1024)
