"""The database is killed, frozen, or cut off in the middle of a COMMIT: answers come in time, and nothing is lost."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from itertools import product
from pathlib import Path

import httpx
import pytest
from sqlalchemy.engine import make_url

from tests.faults.proxy import CommitCuts, proxied
from tests.faults.screens import screens
from tests.faults.service import ANSWER_SECONDS, Scene, a_client, a_scene
from tests.faults.starter import Starter
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost
from tests.invariants import check, kept
from tests.servers import Server

PATIENCE_SECONDS = 25


async def test_killed_under_load_and_back(on_mariadb: Scene, killable: Server, dice: random.Random) -> None:
    outbox, done = Outbox(on_mariadb.bistro), asyncio.Event()
    async with a_client(on_mariadb.service.url) as client, screens(4, on_mariadb.bistro, client, dice) as watching:
        ordering = asyncio.create_task(outbox.keep_ordering(done))
        for _ in range(2):
            await asyncio.sleep(dice.uniform(0.2, 0.6))
            await asyncio.to_thread(killable.kill)
            await asyncio.sleep(dice.uniform(0, 0.5))
            await asyncio.to_thread(killable.start)
        await asyncio.sleep(0.3)
        done.set()
        await ordering
        assert outbox.busy > 0, "nobody noticed"
        assert outbox.slowest < PATIENCE_SECONDS
        await on_mariadb.bistro.services.work.engine.dispose()
        await nothing_is_lost(on_mariadb, outbox, watching)


async def test_connections_cut_in_the_middle_of_a_commit(starter: Starter, mariadb_url: str, tmp_path: Path) -> None:
    """Before the COMMIT arrives, and after it was done: the service can't know which, and the key tells."""
    commits = [0]
    port = make_url(mariadb_url).port
    assert port is not None
    async with proxied(port, lambda: CommitCuts(commits, every=5)) as way:
        around = make_url(mariadb_url).set(port=way).render_as_string(hide_password=False)
        async with a_scene(starter, mariadb_url, tmp_path, way=around) as scene:
            outbox = Outbox(scene.bistro)
            async with a_client(scene.service.url) as client, screens(3, scene.bistro, client) as watching:
                for _ in range(12):
                    await asyncio.gather(*(outbox.order(1 + number % 3) for number in range(4)))
                assert outbox.busy > 0, "no COMMIT was cut"
                await nothing_is_lost(scene, outbox, watching)


@pytest.fixture
async def frozen(on_mariadb: Scene, killable: Server) -> Scene:
    """Already serving, and the database answers nothing."""
    for table in (1, 2, 3):
        await on_mariadb.bistro.ordered(table)
    killable.freeze()
    return on_mariadb


async def timed(wait: float, asked: Callable[[], Awaitable[httpx.Response]]) -> tuple[str, str | None, float]:
    """What it was answered, and when, if it was asked after a while."""
    await asyncio.sleep(wait)
    began = time.monotonic()
    try:
        answer = await asked()
    except httpx.TimeoutException:
        return "hangs", None, round(time.monotonic() - began, 1)
    return str(answer.status_code), answer.headers.get("Retry-After"), round(time.monotonic() - began, 1)


async def test_frozen_it_is_busy_in_time_for_everybody_and_recovers(frozen: Scene, killable: Server) -> None:
    bistro, outbox = frozen.bistro, Outbox(frozen.bistro)
    bistro.http.timeout = httpx.Timeout(PATIENCE_SECONDS)
    asked: dict[str, Callable[[], Awaitable[httpx.Response]]] = {
        "order": lambda: bistro.order(1),
        "board": lambda: bistro.ask("staff", "GET", "/admin/board"),
        "menu": lambda: bistro.ask(1, "GET", "/menu"),
    }
    waits = (0.0, 0.3, 1.0, 4.0)
    ready, *answers = await asyncio.gather(
        timed(0, lambda: bistro.http.get("/health/ready")),
        *(timed(wait, ask) for ask in asked.values() for wait in waits),
    )
    killable.thaw()
    bistro.http.timeout = httpx.Timeout(ANSWER_SECONDS)
    began = time.monotonic()
    while (await bistro.http.get("/health/ready")).status_code != 200:
        assert time.monotonic() < began + 60, "it doesn't recover"
        await asyncio.sleep(0.1)
    for _ in range(3):
        await asyncio.gather(*(outbox.order(table) for table in (1, 2, 3)))
    await kept(bistro.services.work, outbox.acknowledged.values())
    await check(bistro.services, bistro.store_id)
    told = {f"{what} after {wait}": answer for (what, wait), answer in zip(product(asked, waits), answers, strict=True)}
    assert ready[0] == "503"
    assert ready[2] < 9, "it waited for the deadline of all requests"
    # The menu may still be trusted when it is asked for.
    assert {code for code, _, _ in answers} <= {"200", "503"}, told
    assert {retry for code, retry, _ in answers if code == "503"} == {"1"}, told
