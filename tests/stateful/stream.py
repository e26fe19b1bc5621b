"""A reader of an event stream inside this process: raw bytes by way of ASGI, parsed with no mercy."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any

from ordering.http.edge import Edge
from tests.stateful.events import Event

EVENT = re.compile(rb"id: (\d+)\nevent: ([a-z.]+)\ndata: ([^\r\n\x00]+)")
BEAT = re.compile(rb": [^\r\n\x00]*(?:\nid: (\d+))?")
RETRY = b"retry: 2000"
PULSE = b":\n\n"  # a sign of life
REPLACED = b"event: replaced\ndata: {}\n\n"


@dataclass
class Stream:
    """One connection. Nothing comes in unless the loop runs."""

    app: Edge
    path: str
    headers: dict[str, str]
    query: str = ""
    status: int = 0
    raw: bytes = b""
    ended: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _cut: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None
    _scope: dict[str, Any] = field(default_factory=dict)

    async def open(self) -> "Stream":
        """Until there is an answer; a stream's begins at once."""
        self._task = asyncio.create_task(self._run())
        await self.until(lambda: bool(self.raw))
        return self

    async def cut(self) -> None:
        """As when the connection breaks: the service is told, and nothing more arrives."""
        assert self._task is not None
        self._cut.set()
        self._scope["gone"] = True
        if when_gone := self._scope.get("when_gone"):
            when_gone()
        async with asyncio.timeout(30):
            await asyncio.wait([self._task])

    async def until(self, done: Any, seconds: float = 30) -> None:
        """Until ``done()``, or the stream's end. Raises ``TimeoutError``."""
        async with asyncio.timeout(seconds):
            while not (done() or self.ended):
                self._news.clear()
                await self._news.wait()

    @property
    def events(self) -> list[Event]:
        return [one for one in parse(self.raw) if isinstance(one, Event)]

    @property
    def cursor(self) -> int | None:
        """What a client would send as ``Last-Event-ID``; None if it has none yet."""
        seen = [one.seq if isinstance(one, Event) else one for one in parse(self.raw)]
        return seen[-1] if seen else None

    async def _run(self) -> None:
        self._scope |= {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": self.path, "raw_path": self.path.encode(), "query_string": self.query.encode(), "root_path": "",
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in self.headers.items()],
            "server": ("ordering.test", 80), "client": ("127.0.0.1", 1),
        }  # fmt: skip
        asked = False

        async def receive() -> Any:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await self._cut.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            self.status = message.get("status", self.status)
            if not self._cut.is_set():
                self.raw += message.get("body", b"")
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                self.ended = True
                self._cut.set()  # a server tells the app so once its answer is whole
            self._news.set()

        try:
            await self.app(self._scope, receive, send)  # type: ignore[arg-type]  # made by hand
        finally:
            self.ended = True
            self._news.set()


def parse(raw: bytes) -> list[Event | int]:
    """The events and the cursors of heartbeats, in order. Raises ``AssertionError`` for whatever is neither.

    A stream that is cut may end inside a message: what has no blank line behind it is not there yet.
    """
    assert b"\r" not in raw
    assert b"\x00" not in raw
    found: list[Event | int] = []
    for i, message in enumerate(raw.split(b"\n\n")[:-1]):
        if i == 0:
            assert message == RETRY, message
        elif message + b"\n\n" == REPLACED:
            assert raw.endswith(REPLACED), "nothing comes after it"
        elif event := EVENT.fullmatch(message):
            found.append(Event(int(event[1]), event[2].decode(), json.loads(event[3])))
        elif message + b"\n\n" != PULSE:
            beat = BEAT.fullmatch(message)
            assert beat, message
            if beat[1]:
                found.append(int(beat[1]))
    return found
