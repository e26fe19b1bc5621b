"""Requests that a stop cuts short: told to come again, as a problem, and no error in the log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.service import Scene, a_scene
from tests.faults.starter import Starter, Twist
from tests.faults.wire import CONTINUES, Answer, Wire, a_get, a_post, a_wire, on_its_way
from tests.invariants import check
from tests.servers.server import Server

UNHURRIED = Twist(constants={"ordering.http.serving.GRACE_SECONDS": 1})
SOON = 20.0
"""A second of grace, on a machine that does much else; without one it would wait for as long as the client likes."""
LINES = b'{"lines": [{"item_id": 1, "quantity": 1}]}'


@pytest.fixture
async def scene(starter: Starter, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_scene(starter, sqlite_url, tmp_path, twist=UNHURRIED) as made:
        yield made


def to_come_again(told: Answer) -> None:
    assert (told.status, told.problem["code"]) == (503, "shutting_down")
    assert int(told.headers["retry-after"]) >= 1
    assert told.headers["connection"] == "close"


def no_error(scene: Scene) -> None:
    assert [line for line in scene.lines() if line["level"] in ("error", "critical")] == []
    assert scene.logged("Traceback") == 0


async def test_a_body_still_on_its_way_is_told_to_come_again(scene: Scene) -> None:
    key = scene.bistro.new_key()
    own = f"Authorization: Bearer {scene.bistro.token(1)}", f"Idempotency-Key: {key}", "X-Request-ID: half-sent"
    async with a_wire(scene.service) as half:
        await on_its_way(half, a_post("/api/v1/orders", len(LINES), CONTINUES, *own))
        half.send(LINES[:9])
        stopping = asyncio.create_task(scene.service.stop())
        to_come_again(await half.answer())
        assert await half.rest() == b""
        assert await stopping < SOON
    assert [line["status"] for line in scene.lines("half-sent")] == [503]
    no_error(scene)


async def test_a_body_that_comes_in_time_is_still_an_order(scene: Scene) -> None:
    key = scene.bistro.new_key()
    own = f"Authorization: Bearer {scene.bistro.token(1)}", f"Idempotency-Key: {key}"
    line = scene.bistro.lines("냉면")[0]
    body = f'{{"lines": [{{"item_id": {line["item_id"]}, "quantity": 1}}]}}'.encode()
    async with a_wire(scene.service) as late:
        await on_its_way(late, a_post("/api/v1/orders", len(body), CONTINUES, *own))
        late.send(body[:9])
        stopping = asyncio.create_task(scene.service.stop())
        await asyncio.sleep(0.4)
        late.send(body[9:])
        assert (await late.answer()).status == 201
        await stopping
    no_error(scene)


async def test_a_page_says_it_as_a_page(scene: Scene) -> None:
    async with a_wire(scene.service) as half:
        form = "Content-Type: application/x-www-form-urlencoded"
        head = f"POST /admin/login HTTP/1.1\r\nHost: x\r\n{form}\r\n{CONTINUES}\r\nContent-Length: 50\r\n\r\n"
        await on_its_way(half, head.encode())
        half.send("store=")
        stopping = asyncio.create_task(scene.service.stop())
        told = await half.answer()
        assert (told.status, told.headers["content-type"]) == (503, "text/html; charset=utf-8")
        assert int(told.headers["retry-after"]) >= 1
        await stopping
    no_error(scene)


async def test_an_answer_that_nobody_takes_keeps_no_process(scene: Scene) -> None:
    async with a_wire(scene.service) as deaf:
        deaf.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a socket's transport can
        for _ in range(400):
            deaf.send(a_get("/schema/openapi.json"))
        await asyncio.sleep(0.5)
        assert await scene.service.stop() < SOON
    no_error(scene)


async def test_who_is_idle_may_ask_once_more(starter: Starter, sqlite_url: str, tmp_path: Path) -> None:
    """A proxy keeps connections, and what it has sent on one that is closed by then would be lost."""
    long = Twist(constants={"ordering.http.wire.connection.LAST_CALL_SECONDS": 2.5})
    async with a_scene(starter, sqlite_url, tmp_path, twist=long) as scene, a_wire(scene.service) as kept:
        kept.send(a_get("/api/v1/nothing"))
        assert "connection" not in (await kept.answer()).headers
        stopping = asyncio.create_task(scene.service.stop())
        await until_nobody_listens(scene)
        kept.send(a_get("/api/v1/nothing"))
        last = await kept.answer()
        assert (last.status, last.headers["connection"]) == (404, "close")
        assert await kept.rest() == b""
        await stopping
        no_error(scene)


async def until_nobody_listens(scene: Scene) -> None:
    with suppress(OSError):
        while True:
            async with a_wire(scene.service):
                await asyncio.sleep(0.01)


async def test_half_a_head_keeps_no_process(scene: Scene) -> None:
    async with a_wire(scene.service) as half:
        half.send("GET /hea")
        await asyncio.sleep(0.3)
        assert await scene.service.stop() < SOON
        assert await half.rest() == b""
    no_error(scene)


async def until_it_waits(scene: Scene) -> None:
    """For the database: nothing else is answered late."""
    await asyncio.sleep(1)


async def test_who_waits_for_the_database_is_told_to_come_again_and_nothing_is_torn(
    starter: Starter, mariadb_url: str, killable: Server, tmp_path: Path
) -> None:
    async with a_scene(starter, mariadb_url, tmp_path, twist=UNHURRIED) as scene:
        await scene.bistro.ordered(1)
        async with a_wire(scene.service) as order, a_wire(scene.service) as board:
            killable.freeze()
            ask(scene, order, board)
            await until_it_waits(scene)
            stopping = asyncio.create_task(scene.service.stop())
            for wire in (order, board):
                to_come_again(await wire.answer())
            await stopping
            killable.thaw()
        no_error(scene)
        await scene.service.start()
        await check(scene.bistro.services, scene.bistro.store_id)


def ask(scene: Scene, order: Wire, board: Wire) -> None:
    line = scene.bistro.lines("냉면")[0]
    body = f'{{"lines": [{{"item_id": {line["item_id"]}, "quantity": 1}}]}}'.encode()
    key = f"Idempotency-Key: {scene.bistro.new_key()}"
    order.send(a_post("/api/v1/orders", len(body), f"Authorization: Bearer {scene.bistro.token(2)}", key) + body)
    board.send(a_get("/api/v1/admin/orders", f"Authorization: Bearer {scene.bistro.token('staff')}"))
