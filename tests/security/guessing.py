"""Logging in from anywhere, right and wrong, on a clock that can be moved."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from ordering.security import failures, throttle
from ordering.security.passwords import Passwords, Spelling
from ordering.security.turns import OURS, Lane
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant

Calls = list[tuple[str | None, str]]


async def staff_login(here: Restaurant, **wrong: Any) -> httpx.Response:
    given = {"store": here.slug, "username": "owner", "password": PASSWORD, **wrong}
    return await here.ask(None, "POST", "/auth/staff", given)


async def table_login(here: Restaurant, **wrong: Any) -> httpx.Response:
    given = {"store": here.slug, "table_number": 1, "password": TABLE_PASSWORD, **wrong}
    return await here.ask(None, "POST", "/auth/table", given)


async def page_login(here: Restaurant, cookies: dict[str, str] | None = None, **wrong: Any) -> httpx.Response:
    """By the staff's page; ``cookies`` are the browser's, and get what it is given."""
    given = {"store": here.slug, "username": "owner", "password": PASSWORD, **wrong}
    jar = cookies if cookies is not None else {}
    sent = "; ".join(f"{name}={value}" for name, value in jar.items())
    answer = await here.http.post("/admin/login", data=given, headers={"Cookie": sent} if sent else {})
    here.http.cookies.clear()
    jar |= dict(answer.cookies)
    return answer


@asynccontextmanager
async def at(here: Restaurant, address: str) -> AsyncIterator[Restaurant]:
    """The same restaurant, asked from another address."""
    transport = httpx.ASGITransport(here.app, client=(address, 1))  # type: ignore[arg-type]  # theirs is another name for an ASGI app
    async with httpx.AsyncClient(transport=transport, base_url="http://ordering.test") as client:
        yield replace(here, http=client)


class Clock:
    """The throttle's time."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return asyncio.get_running_loop().time() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Moves the throttle's time."""
    moved = Clock()
    monkeypatch.setattr(failures, "monotonic", moved)
    monkeypatch.setattr(throttle, "monotonic", moved)
    return moved


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Which passwords were checked, against which hash; ``right`` ones match without any hashing."""
    calls: Calls = []

    async def matches(
        self: Passwords, stored: str | None, password: str, spelling: Spelling = "NFC", lane: Lane = OURS
    ) -> bool:
        async with self._turns.turn(lane):
            calls.append((stored, password))
            await asyncio.sleep(0)
        return stored is not None and password in (PASSWORD, TABLE_PASSWORD)

    monkeypatch.setattr(Passwords, "matches", matches)
    return calls
