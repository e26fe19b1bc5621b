"""The board's stream: state, not deltas, rendered once for each store and language and sent to all who look.

On connect the whole board; then, whenever a table's events arrive, its card as it is now, and the figures. Duplicates
and order do not matter, and a reconnect needs no cursor.
"""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from ordering import clock
from ordering.database.work import Work
from ordering.errors import Busy
from ordering.http.sse import Frames, farewell
from ordering.live.connection import HEARTBEAT_SECONDS, PULSE, StreamConnection
from ordering.live.hub import Hub
from ordering.live.log import REDRAWING_CARDS, Event, EventType
from ordering.live.subscription import Subscription
from ordering.orders.pictures import Pictures
from ordering.orders.today import Today, today
from ordering.stores.shapes import StoreOut, StoreRef
from ordering.web.board.cards import BoardView, shown
from ordering.web.kit.languages import Language
from ordering.web.kit.render import Pages
from ordering.web.kit.view import View

APART_SECONDS = 0.05
"""Bursts are merged: a board is drawn at once, and again no sooner than after this."""
WAITING = 100
NOT_YET = -1
"""What has been shown to a viewer who is still on the way in."""
LINE_END = re.compile(r"\r\n|\r|\n")


class BoardFeed(Subscription):
    """One store's board in one language: one subscription, for everybody who looks.

    Of every viewer's connection it knows the event up to which it was shown everything. What is read and drawn has its
    turn, one after the other; what is heard meanwhile is drawn next.
    """

    def __init__(self, feeds: "BoardFeeds", store_id: int, language: Language) -> None:
        super().__init__(store_id)
        self.language = language
        self._feeds = feeds
        self._viewers: dict[StreamConnection, int] = {}
        self._turn = asyncio.Lock()
        self._drawing: asyncio.Task[None] | None = None
        self._changed: set[int] = set()
        self._news = self._whole = self._again = False
        self._today: Today | None = None
        self._read_at = float("-inf")
        self._region: tuple[object, bytes] = None, b""

    def enter(self, connection: StreamConnection) -> None:
        self._viewers[connection] = NOT_YET

    def leave(self, connection: StreamConnection) -> None:
        del self._viewers[connection]
        if not self._viewers:
            self._feeds.close(self)

    async def admit(self, connection: StreamConnection) -> bytes:
        """The whole board, after which the viewer is sent all that changes. Raises ``Busy``."""
        async with self._turn:  # else a card drawn before could come after
            if not self.live:
                await self._feeds.hub.subscribe(self)
                self.live = True  # what was before is in the board that is read now
            board = await self._look()
            self._viewers[connection] = board.figures.seq
        return self._whole_of(board)

    async def frames(self, connection: StreamConnection, region: bytes) -> Frames:
        yield b"retry: 1000\n\n" + region + self._beat(connection)
        while (frames := await connection.next()) is not None:
            if connection.beat_due:
                self._keep_up()
                frames += self._beat(connection)
            yield frames or PULSE
        yield farewell(connection)

    def hear(self, event: Event, frame: bytes) -> None:
        if event.type in REDRAWING_CARDS:
            self._changed |= {table_id for table_id in (event.table_id, event.other_table_id) if table_id is not None}
        self._whole |= event.type == EventType.TABLE_CHANGED
        self._again |= event.type == EventType.STORE_CHANGED
        self._news = True
        self._draw_soon()

    def look_again(self) -> None:
        self._again = True
        self._draw_soon()

    def end(self, why: str) -> None:
        """And whoever comes next begins anew."""
        self._feeds.close(self)
        for connection in self._viewers:
            connection.end(why)

    def _keep_up(self) -> None:
        """With what changes without an event: pairings, the day. Asked with every viewer's beat, looked up once."""
        if time.monotonic() - self._read_at >= HEARTBEAT_SECONDS - 1:
            self.look_again()

    def _beat(self, connection: StreamConnection) -> bytes:
        """By it a page knows that the stream lives, whether it missed something, and what time it is here."""
        connection.beat()
        now = int(clock.now().timestamp() * 1000)
        return b'event: beat\ndata: {"seq":%d,"now":%d}\n\n' % (self._viewers[connection], now)

    def _draw_soon(self) -> None:
        if self._drawing is None:
            self._drawing = asyncio.create_task(self._draw())

    async def _draw(self) -> None:
        try:
            while (self._news or self._again) and self._viewers:
                next_at = time.monotonic() + APART_SECONDS
                try:
                    async with self._turn:
                        await self._show()
                except Busy:
                    self._news = self._whole = self._again = True
                    next_at += 1
                await asyncio.sleep(max(0.0, next_at - time.monotonic()))
        except Exception:
            logging.getLogger(__name__).exception("drawing a board")
            self.end("come back and get it all")
        finally:
            self._drawing = None

    async def _show(self) -> None:
        """Show everybody what is new. Raises ``Busy``; what was new is forgotten then, but the whole board has it."""
        again, news, whole, changed = self._again, self._news, self._whole, self._changed
        self._again = self._news = self._whole = False
        self._changed = set()
        if again and (known := self._today) is not None:
            whole |= await self._read() != known
        if news or whole:
            board = await self._look()
            message = self._whole_of(board) if whole else self._message("board/_changes.html", board, changed)
            for connection, seq in self._viewers.items():
                if seq != NOT_YET:
                    self._viewers[connection] = board.figures.seq
                    if connection.send(message) > WAITING:
                        connection.end("too slow: come back and get it all")

    async def _look(self) -> BoardView:
        now = self._today or await self._read()
        return shown(await self._feeds.pictures.for_board(self.store_id, now.day), now)

    async def _read(self) -> Today:
        self._read_at = time.monotonic()
        self._today = await self._feeds.work.read(today, self.store_id)
        return self._today

    def _whole_of(self, board: BoardView) -> bytes:
        # The board may be read before the last of its events is heard, which then changes these.
        key = board.figures.seq, board.store, board.figures.sales, board.paired, board.opened, board.unheard
        if self._region[0] != key:
            self._region = key, self._message("board/_region.html", board)
        return self._region[1]

    def _message(self, template: str, board: BoardView, changed: Collection[int] = ()) -> bytes:
        view = everybody(board.store, self.language)
        html = self._feeds.pages.text(template, view=view, board=board, changed=changed, hidden=(), swap="morph")
        return encode("board", html)


class BoardFeeds:
    """The boards that somebody looks at in this process, and what they are drawn with."""

    def __init__(self, work: Work, hub: Hub, pictures: Pictures, pages: Pages) -> None:
        self.work, self.hub, self.pictures, self.pages = work, hub, pictures, pages
        self._feeds: dict[tuple[int, Language], BoardFeed] = {}

    @asynccontextmanager
    async def opened(self, connection: StreamConnection, language: Language) -> AsyncIterator[Frames]:
        """The stream of somebody who looks. Raises ``Busy``."""
        key = connection.caller.store_id, language
        feed = self._feeds.setdefault(key, BoardFeed(self, *key))
        feed.enter(connection)
        try:
            region = await feed.admit(connection)
            yield feed.frames(connection, region)
        finally:
            feed.leave(connection)

    def close(self, feed: BoardFeed) -> None:
        """It hears nothing any more. Repeatable."""
        self.hub.unsubscribe(feed)
        key = feed.store_id, feed.language
        if self._feeds.get(key) is feed:
            del self._feeds[key]


def everybody(store: StoreOut, language: Language) -> View:
    """Whoever looks: nobody in particular."""
    ref = StoreRef(store.slug, store.name, store.currency, store.locale, store.timezone, store.limits.undo_seconds)
    return View(language=language, store=ref)


def encode(event: str, html: str) -> bytes:
    """A Server-Sent Events frame: whatever line ends are in a name, they begin no field of their own."""
    data = "".join(f"data: {line}\n" for line in LINE_END.split(html.replace("\0", "")))
    return f"event: {event}\n{data}\n".encode()
