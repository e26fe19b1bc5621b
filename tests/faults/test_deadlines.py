"""A request is answered within ten seconds, whatever it waits for; streams, bodies and uploads have their own time."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from tests.faults.service import Scene, a_scene
from tests.faults.starter import Starter, Twist
from tests.faults.tablets import Outbox
from tests.faults.wire import a_post, a_wire
from tests.invariants import check, kept
from tests.servers import Server

DEADLINE = 2.0
SLACK = 5.0
SHORT = Twist(
    constants={"ordering.http.edge.ANSWER_SECONDS": DEADLINE, "ordering.http.exchange.ANSWER_SECONDS": DEADLINE}
)


@pytest.fixture
async def scene(starter: Starter, mariadb_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_scene(starter, mariadb_url, tmp_path, twist=SHORT) as made:
        yield made


async def test_whatever_waits_is_told_in_time_and_what_it_began_is_found_out(scene: Scene, killable: Server) -> None:
    """The deadline is shorter than the database's own: so it is this one that speaks."""
    bistro, outbox = scene.bistro, Outbox(scene.bistro)
    for table in (1, 2, 3):
        await outbox.order(table)
    killable.freeze()
    keys = {table: bistro.new_key() for table in (1, 2)}
    waiting: list[Callable[[], Awaitable[httpx.Response]]] = [
        lambda: bistro.order(1, "냉면", key=keys[1]),
        lambda: bistro.order(2, "냉면", key=keys[2]),
        lambda: bistro.ask("staff", "GET", "/admin/orders"),
        lambda: bistro.ask("staff", "PATCH", "/admin/store", {"name": "냉면집"}),
    ]
    began = time.monotonic()
    answers = await asyncio.gather(*(ask() for ask in waiting))
    assert DEADLINE - 0.1 < time.monotonic() - began < DEADLINE + SLACK
    assert [(one.status_code, one.json()["code"], one.headers["Retry-After"]) for one in answers] == [
        (503, "busy", "1")
    ] * len(answers)
    killable.thaw()
    for table, key in keys.items():
        order = await bistro.order(table, "냉면", key=key)
        assert order.status_code in (200, 201)
        again = await bistro.order(table, "냉면", key=key)
        assert (again.status_code, again.json()["id"]) == (200, order.json()["id"])
    await kept(bistro.services.work, outbox.acknowledged.values())
    await check(bistro.services, bistro.store_id)
    assert scene.logged("Traceback") == 0


async def test_a_stream_and_a_slow_body_live_longer(scene: Scene) -> None:
    bistro = scene.bistro
    headers = {"Authorization": f"Bearer {bistro.token(1)}"}
    line = bistro.lines("냉면")[0]
    body = f'{{"lines": [{{"item_id": {line["item_id"]}, "quantity": 1}}]}}'.encode()
    own = headers["Authorization"], bistro.new_key()
    async with (
        bistro.http.stream("GET", "/api/v1/events", headers=headers) as stream,
        a_wire(scene.service) as slow,
    ):
        slow.send(
            a_post("/api/v1/orders", len(body), f"Authorization: {own[0]}", f"Idempotency-Key: {own[1]}") + body[:9]
        )
        await asyncio.sleep(DEADLINE + 1)
        slow.send(body[9:])
        assert (await slow.answer()).status == 201
        async with asyncio.timeout(30):
            async for text in stream.aiter_lines():
                if text == "event: order.placed":
                    break
