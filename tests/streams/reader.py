"""A client of an event stream: reads frames as they come and remembers its cursor."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from ordering.security.callers import PhoneCaller
from tests.world import Restaurant, Who


@dataclass(frozen=True)
class Event:
    """``seq`` is the id it bore, 0 without one; heartbeats are not events."""

    seq: int
    type: str
    data: Any


@dataclass
class Reader:
    """One connection to a stream."""

    response: httpx.Response
    events: list[Event] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    cursor: str = ""
    ended: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._read())

    async def until(self, count: int, seconds: float = 30) -> list[Event]:
        """The events so far, once there are ``count``."""
        async with asyncio.timeout(seconds):
            while len(self.events) < count:
                self._news.clear()
                await self._news.wait()
        return self.events

    async def until_ended(self, seconds: float = 30) -> None:
        assert self._task is not None
        async with asyncio.timeout(seconds):
            await asyncio.wait([self._task])
        assert self.ended

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self.response.aclose()

    async def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            async for line in self.response.aiter_lines():
                name, _, value = line.partition(":")
                if line.startswith(":"):
                    self.comments.append(line[1:].strip())
                elif line:
                    fields[name] = value.removeprefix(" ")
                elif fields:
                    self._dispatch(fields)
                    fields = {}
                self._news.set()
        except httpx.HTTPError:
            pass
        self.ended = True

    def _dispatch(self, fields: dict[str, str]) -> None:
        self.cursor = fields.get("id", self.cursor)
        if "data" in fields:
            self.events.append(Event(int(fields.get("id", 0)), fields["event"], json.loads(fields["data"])))


@dataclass
class Served:
    """A restaurant on a socket."""

    bistro: Restaurant
    client: httpx.AsyncClient
    port: int
    readers: list[Reader] = field(default_factory=list)

    async def listen(
        self,
        who: Who,
        cursor: str | int | None = None,
        after: str | None = None,
        login: str | None = None,
        *,
        kitchen: bool = False,
    ) -> Reader:
        """Open the stream of a role, a table's tablet, or a phone; ``login`` is another one of theirs.

        ``kitchen``: the kitchen's, of a role or a station's screen.
        """
        path = "/api/v1/events" if isinstance(who, int | PhoneCaller) else "/api/v1/admin/events"
        path = "/api/v1/kitchen/events" if kitchen else path
        headers = {"Authorization": f"Bearer {self.bistro.token(who, login)}"}
        if cursor is not None:
            headers["Last-Event-ID"] = str(cursor)
        request = self.client.build_request("GET", path, headers=headers, params={"after": after} if after else None)
        reader = Reader(await self.client.send(request, stream=True))
        assert reader.response.status_code == 200, await reader.response.aread()
        reader.start()
        self.readers.append(reader)
        return reader
