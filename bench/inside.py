"""The product inside this process: for setting up, and for counting what it asks of its database."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from ordering import settings
from ordering.app import create_app

SECRET = "a secret of the benchmark's own, at least 32 bytes"


def environment(url: str, media: Path) -> dict[str, str]:
    """The product's settings for a database, alike in every process: a token of one is good for all."""
    return {"ORDERING_DATABASE_URL": url, "ORDERING_SECRET_KEY": SECRET, "ORDERING_MEDIA": f"local:{media}"}


@asynccontextmanager
async def client(url: str, media: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to an app of its own under /api/v1, without a network."""
    app: Any = create_app(settings.read(environment(url, media)))
    async with (
        _lifespan(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1/api/v1") as speaking,
    ):
        yield speaking


@asynccontextmanager
async def _lifespan(app: Any) -> AsyncIterator[None]:
    """httpx leaves it out, and without it the app would not close its connections."""
    heard: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
    running = asyncio.create_task(app({"type": "lifespan", "state": {}}, said.get, heard.put))
    said.put_nowait({"type": "lifespan.startup"})
    await heard.get()
    try:
        yield
    finally:
        said.put_nowait({"type": "lifespan.shutdown"})
        await running
