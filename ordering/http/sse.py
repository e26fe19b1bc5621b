"""Event streams over HTTP: the hub's frames as Litestar's Server-Sent Events."""

import time
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from litestar import Request
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from ordering import services
from ordering.live.hub import Hub
from ordering.live.listener import Listener


class Frame(ServerSentEventMessage):
    """Bytes that are a message already: encoded once, sent to all."""

    def __init__(self, encoded: bytes) -> None:
        super().__init__(data=None)
        self._encoded = encoded

    def encode(self) -> bytes:
        return self._encoded


async def stream(request: Request[Any, Any, Any], after: str | None) -> ServerSentEvent:
    """The caller's events after a cursor (the header wins over ``after``), then live.

    Must be inside ``Hangup``, which lets the listener go. Raises ``Busy`` before anything is sent.
    """
    hub = services.of(request).hub
    listener: Listener = request.scope["listener"]  # type: ignore[typeddict-item]
    cursor = request.headers.get("last-event-id") or after
    head, first = await hub.enter(listener, request.user)
    position = _position(cursor, head, first)
    if position is not None and position < head and not await hub.reaches_back(listener, position):
        position = None
    return ServerSentEvent(_frames(hub, listener, head, position))


class Hangup:
    """Around a stream's route: the listener leaves however the stream ends, and the hub sees when a reader stalls."""

    listens: ClassVar[type[Listener]] = Listener

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        listener = self.listens(scope.get("hang_up"))  # type: ignore[arg-type]
        scope["listener"] = listener  # type: ignore[typeddict-unknown-key]

        async def timed_send(message: Message) -> None:
            listener.sending_since = time.monotonic()
            await send(message)
            listener.sending_since = None

        try:
            await self.app(scope, receive, timed_send)
        finally:
            if listener.feed is not None:
                listener.feed.hub.leave(listener)


async def _frames(hub: Hub, listener: Listener, head: int, position: int | None) -> AsyncIterator[Frame]:
    yield Frame(b"retry: 2000\n\n")  # at once: the headers wait for the first chunk
    if position is None:
        yield Frame(b'id: %d\nevent: reset\ndata: {"cursor":%d}\n\n' % (head, head))
    listener.seen = head if position is None else position
    while listener.ended is None and (page := await hub.replay(listener)) is not None:
        if page:
            yield Frame(page)
    while listener.ended is None:
        frames = await listener.next()
        if frames or listener.ended is None:
            yield Frame(frames or listener.sign_of_life())
    yield farewell(listener)


def farewell(listener: Listener) -> Frame:
    """A stream's last words; a client whose stream was replaced must not come back by itself."""
    if listener.replaced:
        return Frame(b"event: replaced\ndata: {}\n\n")
    return Frame(b": %b\n\n" % (listener.ended or "").encode())


def _position(cursor: str | None, head: int, first: int) -> int | None:
    """Where a cursor points (the head without one); None for one that is purged, in the future, or no number."""
    if cursor is None:
        return head
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 20):
        return None
    at = int(cursor)
    return at if first - 1 <= at <= head else None
