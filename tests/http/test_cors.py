"""CORS: a configured origin may ask, and no other."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.api.deployment import Deployment, deployed

ORIGIN = "https://tablet.example"


@pytest.fixture
async def open_to_a_tablet(database_url: str) -> AsyncIterator[Deployment]:
    async with deployed(database_url, cors_origins=f"{ORIGIN}, http://localhost:5173/") as here:
        yield here


async def preflight(http: httpx.AsyncClient, origin: str, header: str = "idempotency-key") -> httpx.Response:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": f"authorization,content-type,x-request-id,{header}",
    }
    return await http.request("OPTIONS", "/api/v1/orders", headers=asked)


@pytest.mark.parametrize("origin", [ORIGIN, "http://localhost:5173"])
async def test_a_configured_origin_may_ask(open_to_a_tablet: Deployment, origin: str) -> None:
    allowed = await preflight(open_to_a_tablet.http, origin)
    assert allowed.status_code in (200, 204)
    assert allowed.headers["Access-Control-Allow-Origin"] == origin
    assert "idempotency-key" in allowed.headers["Access-Control-Allow-Headers"].lower()
    for path in ("/api/v1/menu", "/api/v1/nowhere", "/health"):
        answer = await open_to_a_tablet.http.get(path, headers={"Origin": origin})
        assert answer.headers.get("Access-Control-Allow-Origin") == origin, path
        exposed = answer.headers["Access-Control-Expose-Headers"].lower()
        assert {"etag", "idempotency-replayed", "retry-after", "x-request-id"} <= set(
            exposed.replace(" ", "").split(",")
        )
        assert varies(answer) >= {"origin"}
        assert "Access-Control-Allow-Credentials" not in answer.headers


def varies(answer: httpx.Response) -> set[str]:
    """By what a cache has to keep it apart."""
    return {word.strip().lower() for said in answer.headers.get_list("Vary") for word in said.split(",")}


async def test_what_answers_vary_by_is_added_to_and_never_replaced(open_to_a_tablet: Deployment) -> None:
    """The same whether an origin is sent or not, else a cache hands one the other's."""
    http = open_to_a_tablet.http
    page = (await http.get("/admin/login")).text
    script = re.findall(r'/static/[^"]+', page)[0]
    own = {script: {"accept-encoding"}, "/admin/login": {"hx-request", "cookie", "accept-encoding"}, "/health": set()}
    for path, expected in own.items():
        for origin in (None, ORIGIN, "https://evil.example"):
            answer = await http.get(path, headers={"Origin": origin} if origin else {})
            assert varies(answer) == expected | {"origin"}, (path, origin)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://tablet.example.evil", "http://tablet.example", "null"]
)
async def test_no_other_origin_may(open_to_a_tablet: Deployment, origin: str) -> None:
    refused = await preflight(open_to_a_tablet.http, origin)
    assert refused.headers.get("Access-Control-Allow-Origin") is None
    assert (refused.status_code, refused.headers["Content-Type"]) == (400, "application/problem+json")
    assert [one["field"] for one in refused.json()["errors"]] == ["Origin"]
    answer = await open_to_a_tablet.http.get("/api/v1/menu", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_without_configured_origins_nobody_may(http: httpx.AsyncClient) -> None:
    assert "Access-Control-Allow-Origin" not in (await preflight(http, ORIGIN)).headers
    assert "Access-Control-Allow-Origin" not in (await http.get("/health", headers={"Origin": ORIGIN})).headers


async def test_who_is_told_to_come_again_at_the_gate_may_read_when(open_to_a_tablet: Deployment) -> None:
    async def shedding(scope: Any, receive: Any, send: Any) -> None:
        scope["shed"] = True
        await open_to_a_tablet.app(scope, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(shedding), base_url="http://ordering.test") as client:
        shed = await client.get("/api/v1/menu", headers={"Origin": ORIGIN})
    assert (shed.status_code, shed.headers["Retry-After"]) == (503, "1")
    assert shed.headers["Access-Control-Allow-Origin"] == ORIGIN
