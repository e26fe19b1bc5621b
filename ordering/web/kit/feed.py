"""A live page's feed: state, not deltas, drawn once for all who look at the same, and sent to each of them.

On connect the whole of it; then what has changed, as it is now. Duplicates and order do not matter, and a reconnect
needs no cursor.
"""

import asyncio
import logging
import re
import time
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Collection, Hashable
from contextlib import asynccontextmanager
from typing import ClassVar

from ordering import clock
from ordering.database.work import Work
from ordering.errors import Busy, NotFound
from ordering.http.sse import Frames, farewell
from ordering.live.connection import HEARTBEAT_SECONDS, PULSE, StreamConnection
from ordering.live.hub import Hub
from ordering.live.subscription import Subscription
from ordering.orders.pictures import Pictures
from ordering.stores.shapes import StoreOut, StoreRef
from ordering.web.kit.languages import Language
from ordering.web.kit.render import Pages
from ordering.web.kit.view import View

APART_SECONDS = 0.05
"""Bursts are merged: a page is drawn at once, and again no sooner than after this."""
WAITING = 100
NOT_YET = -1
"""What has been shown to a viewer who is still on the way in."""
LINE_END = re.compile(r"\r\n|\r|\n")

Drawn = tuple[int, bytes]
"""A message, and the event up to which everything is in it."""


class Feed(Subscription):
    """One page of a store in one language: one subscription, for everybody who looks.

    Of every viewer's connection it knows the event up to which it was shown everything. What is read and drawn has its
    turn, one after the other; what is heard meanwhile is drawn next. An empty page does without its ``templates``.
    """

    templates: ClassVar[Collection[str]]

    def __init__(self, feeds: "Feeds", store_id: int, language: Language) -> None:
        super().__init__(store_id)
        self.language = language
        self._feeds = feeds
        for template in self.templates:  # else whoever orders first waits until they are compiled
            feeds.pages.environment.get_template(template)
        self._viewers: dict[StreamConnection, int] = {}
        self._turn = asyncio.Lock()
        self._drawing: asyncio.Task[None] | None = None
        self._due = False
        self._read_at = float("-inf")

    @abstractmethod
    async def whole(self) -> Drawn:
        """All there is now. Raises ``Busy``."""

    @abstractmethod
    async def news(self) -> Drawn | None:
        """What is new since it was asked last, if anything is. Raises ``Busy``, and ``NotFound`` for what is gone."""

    @abstractmethod
    def missed(self) -> None:
        """The news could not be had: next time all is to be told."""

    @property
    def watched(self) -> bool:
        """Whether anybody was shown it by now."""
        return any(seq != NOT_YET for seq in self._viewers.values())

    def enter(self, connection: StreamConnection) -> None:
        self._viewers[connection] = NOT_YET

    def leave(self, connection: StreamConnection) -> None:
        del self._viewers[connection]
        if not self._viewers:
            self._feeds.close(self)

    async def admit(self, connection: StreamConnection) -> bytes:
        """The whole page, after which the viewer is sent all that changes. Raises ``Busy``."""
        async with self._turn:  # else what was drawn before could come after
            if not self.live:
                await self._feeds.hub.subscribe(self)
                self.live = True  # what was before is in the page that is read now
            self._viewers[connection], message = await self.whole()
        return message

    async def frames(self, connection: StreamConnection, whole: bytes) -> Frames:
        yield b"retry: 1000\n\n" + whole + self._beat(connection)
        while (frames := await connection.next()) is not None:
            if connection.beat_due:
                self._keep_up()
                frames += self._beat(connection)
            yield frames or PULSE
        yield farewell(connection)

    def end(self, why: str) -> None:
        """And whoever comes next begins anew."""
        self._feeds.close(self)
        for connection in self._viewers:
            connection.end(why)

    def draw_soon(self) -> None:
        self._due = True
        if self._drawing is None:
            self._drawing = asyncio.create_task(self._draw())

    def just_read(self) -> None:
        """What makes no event was looked up."""
        self._read_at = time.monotonic()

    def _keep_up(self) -> None:
        """With what changes without an event. Asked with every viewer's beat, looked up once."""
        if time.monotonic() - self._read_at >= HEARTBEAT_SECONDS - 1:
            self.look_again()

    def _beat(self, connection: StreamConnection) -> bytes:
        """By it a page knows that the stream lives, whether it missed something, and what time it is here."""
        connection.beat()
        now = int(clock.now().timestamp() * 1000)
        return b'event: beat\ndata: {"seq":%d,"now":%d}\n\n' % (self._viewers[connection], now)

    async def _draw(self) -> None:
        try:
            while self._due and self._viewers:
                next_at = time.monotonic() + APART_SECONDS
                self._due = False
                try:
                    async with self._turn:
                        if (drawn := await self.news()) is not None:
                            self._show(*drawn)
                except Busy:
                    self.missed()
                    self._due = True
                    next_at += 1
                await asyncio.sleep(max(0.0, next_at - time.monotonic()))
        except NotFound:
            self.end("what was looked at is gone")
        except Exception:
            logging.getLogger(__name__).exception("drawing a live page")
            self.end("come back and get it all")
        finally:
            self._drawing = None

    def _show(self, upto: int, message: bytes) -> None:
        for connection, seq in self._viewers.items():
            if seq != NOT_YET:
                self._viewers[connection] = upto
                if connection.send(message) > WAITING:
                    connection.end("too slow: come back and get it all")


class Feeds:
    """The live pages of one kind that somebody looks at in this process, and what they are drawn with."""

    kind: ClassVar[Callable[..., Feed]]

    def __init__(self, work: Work, hub: Hub, pictures: Pictures, pages: Pages) -> None:
        self.work, self.hub, self.pictures, self.pages = work, hub, pictures, pages
        self._feeds: dict[tuple[Hashable, ...], Feed] = {}

    @asynccontextmanager
    async def opened(self, connection: StreamConnection, language: Language, *which: Hashable) -> AsyncIterator[Frames]:
        """The stream of somebody who looks; ``which`` of the store's pages. Raises ``Busy``."""
        key = connection.caller.store_id, language, *which
        feed = self._feeds.get(key)
        if feed is None:
            feed = self._feeds[key] = self.kind(self, *key)
        feed.enter(connection)
        try:
            whole = await feed.admit(connection)
            yield feed.frames(connection, whole)
        finally:
            feed.leave(connection)

    def close(self, feed: Feed) -> None:
        """It hears nothing any more. Repeatable."""
        self.hub.unsubscribe(feed)
        for key in [key for key, open_one in self._feeds.items() if open_one is feed]:
            del self._feeds[key]


def everybody(store: StoreOut, language: Language) -> View:
    """Whoever looks: nobody in particular."""
    ref = StoreRef(store.slug, store.name, store.currency, store.locale, store.timezone, store.limits.undo_seconds)
    return View(language=language, store=ref)


def encode(event: str, html: str) -> bytes:
    """A Server-Sent Events frame: whatever line ends are in a name, they begin no field of their own."""
    data = "".join(f"data: {line}\n" for line in LINE_END.split(html.replace("\0", "")))
    return f"event: {event}\n{data}\n".encode()
