"""Screens that come back: they follow one of the store's streams, and resume with their cursor whenever it breaks."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import httpx

from tests.faults.tablets import PROXYS_OWN
from tests.streams.reader import Event, Reader
from tests.world import Restaurant, Who

CUT_SECONDS = 0.05, 1.5


class Screen:
    """``dice`` cuts its connection at random moments until ``steady`` is set. The board, or whose else it is."""

    def __init__(
        self,
        bistro: Restaurant,
        client: httpx.AsyncClient,
        dice: random.Random | None = None,
        who: Who = "staff",
        stream: str = "/admin/events",
    ) -> None:
        self.connects = 0
        self.reader: Reader | None = None
        self.steady = asyncio.Event()
        self._bistro, self._client, self._dice = bistro, client, dice
        self._who, self._stream = who, stream
        self._login = secrets.token_hex(8)  # its own: a login holds only so many streams
        self._cursor = "0"
        self._events: list[Event] = []
        self._following: asyncio.Task[None] | None = None

    @property
    def events(self) -> list[Event]:
        return self._events + (self.reader.events if self.reader else [])

    @property
    def last(self) -> int:
        cursor = self.reader.cursor if self.reader and self.reader.cursor else self._cursor
        return int(cursor)

    def follow(self) -> asyncio.Task[None]:
        """A task that goes on until it is cancelled."""
        self._following = asyncio.create_task(self._follow())
        return self._following

    async def _follow(self) -> None:
        try:
            while True:
                if await self._connect():
                    await self._until_cut()
                    await self._drop()
                else:
                    await asyncio.sleep(0.1)
        finally:
            await self._drop()

    async def until(self, seq: int, seconds: float = 60) -> None:
        """Once everything up to an event has come."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.last < seq and not (self._following and self._following.done()):
                    await asyncio.sleep(0.05)
        connection = "open" if self.reader and not self.reader.ended else "none"
        assert self.last >= seq, f"at {self.last} of {seq}, connection {connection}, {self._following}"

    async def _connect(self) -> bool:
        headers = {
            "Authorization": f"Bearer {self._bistro.token(self._who, self._login)}",
            "Last-Event-ID": self._cursor,
        }
        request = self._client.build_request("GET", f"/api/v1{self._stream}", headers=headers, timeout=60)
        try:
            response = await self._client.send(request, stream=True)
            refusal = await response.aread() if response.status_code != 200 else b""
        except httpx.TransportError:
            return False
        if response.status_code != 200:
            assert response.status_code in (503, *PROXYS_OWN), refusal
            return False
        self.connects += 1
        self.reader = Reader(response)
        self.reader.start()
        return True

    async def _until_cut(self) -> None:
        assert self.reader is not None
        with suppress(TimeoutError):
            async with asyncio.timeout(self._dice.uniform(*CUT_SECONDS) if self._dice else None):
                while not self.reader.ended:
                    await asyncio.sleep(0.05)
        if self.steady.is_set():
            while not self.reader.ended:
                await asyncio.sleep(0.05)

    async def _drop(self) -> None:
        reader = self.reader
        if reader is not None:
            await reader.close()
            self.reader = None
            self._events += reader.events
            self._cursor = reader.cursor or self._cursor


@asynccontextmanager
async def screens(
    count: int, bistro: Restaurant, client: httpx.AsyncClient, dice: random.Random | None = None
) -> AsyncIterator[list[Screen]]:
    made = [Screen(bistro, client, dice) for _ in range(count)]
    async with following(made):
        yield made


@asynccontextmanager
async def following(screens: Sequence[Screen]) -> AsyncIterator[None]:
    """Each of them follows its stream to the end."""
    tasks = [screen.follow() for screen in screens]
    try:
        yield
        assert not [task for task in tasks if task.done()], "a screen gave up"
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
