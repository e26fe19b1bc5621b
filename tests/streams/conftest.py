"""The app on a real socket, in this process, and readers of its streams."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest
import uvicorn

from ordering.http.edge import Edge
from ordering.http.wire.connection import Connection
from ordering.http.wire.slots import Slots
from ordering.http.wire.wire import Wire
from ordering.orders.pictures import Pictures
from tests.streams.reader import Served
from tests.streams.viewers import Gate, feeds_of
from tests.world import Restaurant


@pytest.fixture
def wire(app: Edge) -> Wire:
    return Wire(Slots(1000, 1000, ()), app.answer_at_once)


@pytest.fixture
async def served(app: Edge, bistro: Restaurant, wire: Wire) -> AsyncIterator[Served]:
    """``bistro`` behind uvicorn; ``listen`` opens streams that are closed at the end."""
    protocol = partial(Connection, wire=wire)
    config = uvicorn.Config(app, http=protocol, port=0, log_config=None, lifespan="off")  # type: ignore[arg-type]  # theirs is another name for an ASGI app
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=None, limits=limits, verify=False
    ) as client:
        here = Served(bistro, client, port)
        yield here
        await asyncio.gather(*(reader.close() for reader in here.readers))
    bistro.services.hub.stop()
    server.should_exit = True
    await running


@pytest.fixture
def board_read(monkeypatch: pytest.MonkeyPatch) -> Gate:
    gate = Gate(Pictures.for_board)
    gate.reached.set()  # until a test asks for it
    monkeypatch.setattr(Pictures, "for_board", gate)
    return gate


@pytest.fixture
async def nothing_is_left(bistro: Restaurant) -> AsyncIterator[None]:
    before = len(asyncio.all_tasks())
    yield
    async with asyncio.timeout(30):
        while bistro.services.hub._feeds or feeds_of(bistro)._feeds or len(asyncio.all_tasks()) > before + 1:
            await asyncio.sleep(0.02)
