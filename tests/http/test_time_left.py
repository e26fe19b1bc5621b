"""The ten seconds that a request has begin once it is here, however long it waits for its turn to be begun."""

import asyncio
import time
from typing import Any

import httpx
import pytest

from ordering.http.edge import Edge
from ordering.http.exchange import ANSWER_SECONDS
from tests.world import Restaurant

LEFT = 0.4
SLACK = 2.5


def asked(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ordering.test")


@pytest.mark.parametrize(("method", "path", "body"), [("GET", "orders", None), ("PATCH", "store", {"name": "냉면집"})])
async def test_what_was_waited_at_the_gate_is_gone(
    app: Edge, bistro: Restaurant, method: str, path: str, body: Any
) -> None:
    """All of the database's connections are in use, and a free one is waited for longer than what is left."""

    async def waited(scope: Any, receive: Any, send: Any) -> None:
        scope["came"] = scope["whole"] = time.perf_counter() - ANSWER_SECONDS + LEFT
        await app(scope, receive, send)

    headers = {"Authorization": f"Bearer {bistro.token('owner')}"}
    engine = bistro.services.work.engine
    held = [await engine.connect() for _ in range(engine.pool.size())]  # type: ignore[attr-defined]  # its pool has one
    async with asked(waited) as client:
        began = time.monotonic()
        answer = await client.request(method, f"/api/v1/admin/{path}", json=body, headers=headers)
        took = time.monotonic() - began
    for connection in held:
        await connection.close()
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert LEFT / 2 < took < SLACK


async def test_a_body_on_its_way_takes_its_own_time(app: Edge, bistro: Restaurant) -> None:
    """Its head has come long ago."""

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        scope["came"] = time.perf_counter() - ANSWER_SECONDS + LEFT

        async def whole() -> Any:
            await asyncio.sleep(2 * LEFT)
            return await receive()

        await app(scope, whole, send)

    headers = {"Authorization": f"Bearer {bistro.token(1)}", "Idempotency-Key": bistro.new_key()}
    async with asked(slow) as client:
        placed = await client.post("/api/v1/orders", json={"lines": bistro.lines("냉면")}, headers=headers)
    assert placed.status_code == 201, placed.text
