"""Viewers of a board's feed, and what stands in for the functions that it reads with."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from ordering.errors import Busy
from ordering.live.connection import StreamConnection
from ordering.security.callers import Role
from ordering.web.board.stream import BoardFeeds
from ordering.web.kit.languages import Language
from tests.world import Restaurant


@dataclass
class Viewer:
    """Somebody who looks, without a socket between."""

    connection: StreamConnection
    shown: list[str] = field(default_factory=list)

    async def until(self, part: str, seconds: float = 30) -> str:
        """The first message with it."""
        async with asyncio.timeout(seconds):
            while not (those := [message for message in self.shown if part in message]):
                await asyncio.sleep(0.005)
        return those[0]

    async def ended(self, seconds: float = 30) -> str:
        async with asyncio.timeout(seconds):
            while self.connection.ended is None:
                await asyncio.sleep(0.005)
        return self.connection.ended

    async def read(self, frames: AsyncIterator[bytes]) -> None:
        async for frame in frames:
            self.shown.append(frame.decode())


def sales(amount: str) -> str:
    return f"<dt>오늘 매출</dt><dd>{amount}</dd>"


def feeds_of(here: Restaurant) -> BoardFeeds:
    feeds: BoardFeeds = here.app.app.state.board_feeds
    return feeds


@asynccontextmanager
async def looking(
    here: Restaurant, language: Language = Language.KOREAN, *, login: str = "a tab", deaf: bool = False
) -> AsyncIterator[Viewer]:
    hub, connection = here.services.hub, StreamConnection(replace(here.people[Role.STAFF], jti=login))
    async with feeds_of(here).opened(connection, language) as frames:
        hub.connect(connection)
        viewer = Viewer(connection)
        reading = None if deaf else asyncio.create_task(viewer.read(frames))
        try:
            yield viewer
        finally:
            hub.disconnect(connection)
            if reading is not None:
                reading.cancel()


class Instead:
    """Stands in for an async function, or a method."""

    def __init__(self, really: Callable[..., Awaitable[Any]]) -> None:
        self.really = really

    def __get__(self, this: Any, _: Any) -> Callable[..., Awaitable[Any]]:
        return lambda *args: self(this, *args)

    async def __call__(self, *args: Any) -> Any:
        return await self.really(*args)


class Gate(Instead):
    """Stops the next call, once it has done its work, until it may return."""

    def __init__(self, really: Callable[..., Awaitable[Any]]) -> None:
        super().__init__(really)
        self.reached, self.opened = asyncio.Event(), asyncio.Event()

    async def __call__(self, *args: Any) -> Any:
        result = await self.really(*args)
        if not self.reached.is_set():
            self.reached.set()
            await self.opened.wait()
        return result


class Unwell(Instead):
    """Refuses as many calls as it is told."""

    refuses = 0

    async def __call__(self, *args: Any) -> Any:
        if self.refuses:
            self.refuses -= 1
            raise Busy(retry_after=1)
        return await self.really(*args)
