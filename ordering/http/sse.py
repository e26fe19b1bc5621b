"""Event streams over HTTP, as Server-Sent Events."""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from litestar import Request
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from ordering import services
from ordering.errors import VisitMoved
from ordering.http.callers import MOVES
from ordering.http.exchange import Exchange
from ordering.live.connection import PULSE, StreamConnection
from ordering.live.hub import Hub
from ordering.live.subscription import StreamSubscription, reset
from ordering.security.callers import GuestCaller, PhoneCaller, StaffCaller
from ordering.security.revocations import Caller
from ordering.services import Services
from ordering.tables.visits import table_here

HEADERS = {"Cache-Control": "no-cache", "Connection": "keep-alive", "X-Accel-Buffering": "no"}
Frames = AsyncIterator[bytes]
Subscribe = Callable[[StreamConnection], StreamSubscription]


class EventStream(ASGIResponse):
    """A stream as an answer: ``opening`` makes its frames, and refuses before anything is sent.

    Here it only begins. Its exchange goes on with it once the framework is done, whose part in a stream that waits
    would be twice as large as the stream.
    """

    _should_set_content_length = False

    def __init__(
        self,
        request: Request[Any, Any, Any],
        opening: Callable[[StreamConnection], AbstractAsyncContextManager[Frames]],
        *,
        pulses: bool,
        older: bool = False,
    ) -> None:
        super().__init__(headers=HEADERS, media_type="text/event-stream")
        hang_up: Any = request.scope.get("hang_up")
        self._hub = services.of(request).hub
        self._connection = StreamConnection(request.user, hang_up, pulses=pulses, older=older)
        self._opened = opening(self._connection)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange: Exchange = scope["exchange"]  # type: ignore[typeddict-item]  # a key of ours
        frames = _sent(self._hub, self._connection, self._opened)
        await anext(frames)
        exchange.go_on_with(frames, self._connection.leave)
        await self.start_response(send)


async def _sent(
    hub: Hub, connection: StreamConnection, opened: AbstractAsyncContextManager[Frames]
) -> AsyncGenerator[bytes]:
    """A stream's frames, after an empty one once it has been let in.

    However it ends, its connection leaves the hub and what was opened is closed; and the hub sees when its reader
    stalls: whoever asks for the next frame has sent the one before.
    """
    async with opened as frames:
        hub.connect(connection)  # not before: who is refused replaces nobody
        try:
            yield b""
            async for frame in frames:
                connection.sending_since = time.monotonic()
                yield frame
                connection.sending_since = None
        finally:
            hub.disconnect(connection)


def stream(
    request: Request[Any, Any, Any], after: str | None, subscribe: Subscribe = StreamSubscription
) -> EventStream:
    """The caller's events after a cursor (the header wins over ``after``), then live."""
    here, cursor = services.of(request), request.headers.get("last-event-id") or after
    guests = not isinstance(request.user, StaffCaller)
    older = isinstance(request.user, GuestCaller) and is_of_another_build(request)
    return EventStream(
        request, lambda connection: _followed(here, connection, cursor, subscribe), pulses=guests, older=older
    )


def is_of_another_build(request: Request[Any, Any, Any]) -> bool:
    """Whether a guest's page in a browser asks that is not of this build, as one is that a tablet has open since before
    an upgrade: it may not know what the stream tells. Other clients pass over what they don't know.
    """
    in_a_browser = request.headers.get("user-agent", "").startswith("Mozilla/")
    return in_a_browser and request.headers.get("page-build") != request.app.state.build


@asynccontextmanager
async def _followed(
    here: Services, connection: StreamConnection, cursor: str | None, subscribe: Subscribe
) -> AsyncIterator[Frames]:
    """Raises ``Busy``; for a phone ``VisitOver``, and ``VisitMoved`` if its party won't stay anywhere."""
    hub, subscription = here.hub, subscribe(connection)
    try:
        head, first = await hub.subscribe(subscription)
        for _ in range(MOVES):
            if await _sits_there(here, connection.caller):
                break
            hub.unsubscribe(subscription)
            connection.caller = await here.revocations.anew(connection.caller)
            subscription = subscribe(connection)
            head, first = await hub.subscribe(subscription)
        else:
            raise VisitMoved(retry_after=1)
        position = _position(cursor, head, first)
        if position is not None and position < head and not await _may_replay(hub, connection, subscription, position):
            position = None
        subscription.seen = head if position is None else position
        yield _frames(hub, connection, subscription, anew=position is None)
    finally:
        hub.unsubscribe(subscription)


async def _may_replay(hub: Hub, connection: StreamConnection, subscription: StreamSubscription, position: int) -> bool:
    """What a page of another build has missed may be of a type that it does not know."""
    return not connection.older and await hub.reaches_back(subscription, position)


async def _sits_there(here: Services, caller: Caller) -> bool:
    """What this process remembers of a phone may be two seconds old, and another party at that table by now. From now
    on the stream itself hears when a party leaves it.
    """
    if isinstance(caller, PhoneCaller):
        try:
            await here.work.read(table_here, caller)
        except VisitMoved:
            return False
    return True


async def _frames(hub: Hub, connection: StreamConnection, subscription: StreamSubscription, *, anew: bool) -> Frames:
    yield b"retry: 2000\n\n"  # at once: the headers wait for the first chunk
    if anew:
        yield reset(subscription.seen)
    while connection.ended is None and (page := await hub.replay(subscription)) is not None:
        if page:
            yield page
    while (frames := await connection.next()) is not None:
        if frames or connection.beat_due:
            connection.beat()  # each event moves the client's cursor as a heartbeat does
            yield frames or b": \nid: %d\n\n" % subscription.seen
        else:
            yield PULSE
    yield farewell(connection)


def farewell(connection: StreamConnection) -> bytes:
    """A stream's last words; a client whose stream was replaced must not come back by itself."""
    if connection.replaced:
        return b"event: replaced\ndata: {}\n\n"
    return b": %b\n\n" % (connection.ended or "").encode()


def _position(cursor: str | None, head: int, first: int) -> int | None:
    """Where a cursor points (the head without one); None for one that is purged, in the future, or no number."""
    if cursor is None:
        return head
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 20):
        return None
    at = int(cursor)
    return at if first - 1 <= at <= head else None
