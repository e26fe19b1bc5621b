"""The database is killed, frozen, or cut off in the middle of a COMMIT: answers come in time, and nothing is lost."""

import asyncio
import random
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy.engine import make_url

from tests.faults.proxy import CommitCuts, proxied
from tests.faults.screens import screens
from tests.faults.service import Scene, a_client, a_scene
from tests.faults.starter import Starter
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost
from tests.servers import Server

PATIENCE_SECONDS = 12.5


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


async def timed(asked: "asyncio.Task[httpx.Response]") -> tuple[int, str | None, float]:
    began = time.monotonic()
    answer = await asked
    return answer.status_code, answer.headers.get("Retry-After"), round(time.monotonic() - began, 1)


async def test_frozen_it_is_busy_in_time_for_everybody_and_recovers(frozen: Scene, killable: Server) -> None:
    bistro = frozen.bistro
    outbox = Outbox(bistro)
    key = bistro.new_key()

    async def probed() -> tuple[int, str | None, float]:
        return await timed(asyncio.create_task(bistro.http.get("/health/ready")))

    async def after(seconds: float, who: str | int, method: str, path: str) -> tuple[int, str | None, float]:
        await asyncio.sleep(seconds)
        return await timed(asyncio.create_task(bistro.ask(who, method, path)))

    async def ordered(seconds: float, table: int) -> tuple[int, str | None, float]:
        await asyncio.sleep(seconds)
        return await timed(asyncio.create_task(bistro.order(table, ("냉면", 1), "김치찌개", key=f"{key}-{seconds}")))

    waits = (0.0, 0.3, 1.0, 4.0)
    asked = [ordered(wait, 1) for wait in waits]
    asked += [after(wait, "staff", "GET", "/admin/board") for wait in waits]
    asked += [after(wait, 1, "GET", "/menu") for wait in waits]
    *answers, ready = await asyncio.gather(*asked, probed())
    killable.thaw()
    assert ready[0] == 503
    assert ready[2] < 5
    began = time.monotonic()
    while (await bistro.http.get("/health/ready")).status_code != 200:
        assert time.monotonic() < began + 10, "it doesn't recover"
        await asyncio.sleep(0.1)
    for _ in range(3):
        await asyncio.gather(*(outbox.order(table) for table in (1, 2, 3)))
    assert {code for code, _, _ in answers} <= {200, 201, 503}, answers
    assert {retry for code, retry, _ in answers if code == 503} == {"1"}, answers
    assert max(took for _, _, took in answers) < PATIENCE_SECONDS, answers
