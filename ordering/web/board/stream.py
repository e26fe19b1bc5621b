"""The board's stream: state, not deltas, rendered once for each store and language and sent to all who look.

On connect the whole board; then, whenever a table's events arrive, its card as it is now, and the figures. Duplicates
and order do not matter, and a reconnect needs no cursor.
"""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress

from litestar.response import ServerSentEvent
from litestar.types import Receive, Scope, Send

from ordering import clock
from ordering.database.work import Work
from ordering.errors import Busy
from ordering.http.sse import Frame, Hangup, farewell
from ordering.live.hub import Hub
from ordering.live.listener import HEARTBEAT_SECONDS, PULSE, PULSE_SECONDS, Listener
from ordering.live.log import REDRAWING_CARDS, EventType, StoreEvent
from ordering.orders.board import Boards
from ordering.security.callers import StaffCaller
from ordering.stores.shapes import StoreOut, StoreRef
from ordering.web.board.cards import KNOWN, BoardView, shown
from ordering.web.board.today import Today, today
from ordering.web.kit.languages import Language
from ordering.web.kit.render import Pages
from ordering.web.kit.view import View

APART_SECONDS = 0.05
"""Bursts are merged: a board is drawn at once, and again no sooner than after this."""
WAITING = 100
LINE_END = re.compile(r"\r\n|\r|\n")


class Viewer(Listener):
    """One stream's place: messages that wait for it. Of events it only hears that there are some."""

    room: "BoardFeed | None" = None
    shown_seq = 0

    def __init__(self, hang_up: Callable[[], object] | None = None) -> None:
        super().__init__(hang_up)
        self.beat_at = time.monotonic() + HEARTBEAT_SECONDS

    def offer(self, event: StoreEvent, _: bytes) -> None:
        if event.seq > self.seen and self.room is not None:
            self.seen = event.seq
            self.room.hear(event)

    def show(self, message: bytes, seq: int) -> None:
        self._frames.append(message)
        self.shown_seq = seq
        self._changed.set()
        if len(self._frames) > WAITING:
            self.end("too slow: come back and get it all")

    def look(self, now: float) -> None:
        super().look(now)
        if now >= self.beat_at or now - self.quiet_since >= PULSE_SECONDS:
            self._changed.set()

    def beat(self) -> bytes:
        """By it a page knows that the stream lives, whether it missed something, and what time it is here."""
        self.beat_at = time.monotonic() + HEARTBEAT_SECONDS
        now = int(clock.now().timestamp() * 1000)
        return b'event: beat\ndata: {"seq":%d,"now":%d}\n\n' % (self.shown_seq, now)


class BoardHangup(Hangup):
    """And out of its room."""

    listens = Viewer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            viewer: Viewer = scope["listener"]  # type: ignore[typeddict-item]
            if viewer.room is not None:
                viewer.room.leave(viewer)


class BoardFeed:
    """Everybody who looks at one store's board in one language."""

    def __init__(self, rooms: "BoardFeeds", store_id: int, language: Language) -> None:
        self.store_id, self.language = store_id, language
        self._rooms = rooms
        self._users = 0
        self._viewers: set[Viewer] = set()
        self._turn = asyncio.Lock()
        self._heard = 0
        self._changed: set[int] = set()
        self._whole = self._news = False
        self._drawing: asyncio.Task[None] | None = None
        self._facts: Today | None = None
        self._look_again = False
        self._read_at = float("-inf")
        self._meanwhile: list[StoreEvent] | None = None
        self._region: tuple[object, bytes] = None, b""

    def enter(self, viewer: Viewer) -> None:
        viewer.room = self
        self._users += 1

    def leave(self, viewer: Viewer) -> None:
        self._viewers.discard(viewer)
        if not self._viewers:  # perhaps nobody hears now, and what is taken meanwhile would be missing
            self._facts = None
        self._users -= 1
        if not self._users:  # it hears nothing any more: whoever comes next begins anew
            self._rooms.close(self)

    async def admit(self, viewer: Viewer) -> bytes:
        """The whole board; whatever comes after it the viewer is shown."""
        async with self._turn:  # else a card drawn before could come after
            now = await self._look()
            self._viewers.add(viewer)
        if self._news:  # heard while there was nobody to draw for
            self.draw()
        viewer.shown_seq = now.figures.seq
        return self._whole_of(now)

    def hear(self, event: StoreEvent) -> None:
        """Each event is heard from every viewer, and counts once."""
        if event.seq <= self._heard:
            return
        self._heard = event.seq
        if self._facts is not None:
            self._facts.hear(event)
        if self._meanwhile is not None:
            self._meanwhile.append(event)
        if event.type in REDRAWING_CARDS and event.table_id is not None:
            self._changed.add(event.table_id)
        self._whole |= event.type == EventType.TABLE_CHANGED
        self.draw()

    def look_again(self) -> None:
        """Something has changed without an event."""
        self._look_again = self._whole = True
        self.draw()

    def draw(self) -> None:
        self._news = True
        if self._drawing is None:
            self._drawing = asyncio.create_task(self._draw())

    async def keep_up(self) -> None:
        """What changes without an event: settings, paired tablets, the day. Asked with every beat, looked up once."""
        if self._facts is None or time.monotonic() - self._read_at < HEARTBEAT_SECONDS - 1:
            return
        known = self._facts
        with suppress(Busy):
            now = await self._read()
            if now.settled != known.settled:
                self._whole = True
                self.draw()

    async def _draw(self) -> None:
        try:
            while self._news and self._viewers:
                self._news = False
                again = time.monotonic() + APART_SECONDS
                try:
                    await self._show()
                except Busy:
                    self._news = True
                    again += 1
                await asyncio.sleep(max(0.0, again - time.monotonic()))
        except Exception:
            logging.getLogger(__name__).exception("drawing a board")
            for viewer in self._viewers:
                viewer.end("come back and get it all")
        finally:
            self._drawing = None

    async def _show(self) -> None:
        async with self._turn:
            changed, whole = self._changed, self._whole
            self._changed, self._whole = set(), False
            try:
                now = await self._look()
            except Busy:
                self._changed |= changed
                self._whole |= whole
                raise
            message = self._whole_of(now) if whole else self._message("board/_changes.html", now, changed)
            for viewer in self._viewers:
                viewer.show(message, now.figures.seq)

    async def _look(self) -> BoardView:
        now = self._facts
        if now is None or self._look_again:
            self._look_again = False
            try:
                now = await self._read()
            except Busy:
                self._look_again = True
                raise
        board = await self._rooms.boards.shown(self.store_id, KNOWN)
        return shown(board, now)

    async def _read(self) -> Today:
        self._read_at, self._meanwhile = time.monotonic(), []
        try:
            now = await self._rooms.work.read(today, self.store_id)
            for event in self._meanwhile:
                now.hear(event)
        finally:
            self._meanwhile = None
        self._facts = now
        return now

    def _whole_of(self, now: BoardView) -> bytes:
        # The board may be read before the last of its events is heard, which then changes these.
        key = now.figures.seq, now.store, now.figures.sales, now.paired, now.opened
        if self._region[0] != key:
            self._region = key, self._message("board/_region.html", now)
        return self._region[1]

    def _message(self, template: str, now: BoardView, changed: Collection[int] = ()) -> bytes:
        view = everybody(now.store, self.language)
        html = self._rooms.pages.text(template, view=view, board=now, changed=changed, hidden=(), swap="morph")
        return encode("board", html)


class BoardFeeds:
    """The rooms of this process that somebody is in."""

    def __init__(self, work: Work, boards: Boards, pages: Pages) -> None:
        self.work, self.boards, self.pages = work, boards, pages
        self._rooms: dict[tuple[int, Language], BoardFeed] = {}

    async def stream(self, hub: Hub, viewer: Viewer, caller: StaffCaller, language: Language) -> ServerSentEvent:
        """Must be inside ``BoardHangup``, which lets the viewer go. Raises ``Busy`` before anything is sent."""
        key = caller.store_id, language
        room = self._rooms.setdefault(key, BoardFeed(self, *key))
        room.enter(viewer)
        await hub.enter(viewer, caller)
        assert viewer.feed is not None  # noqa: S101 - it has entered
        viewer.seen = viewer.feed.last  # what was before is in the board that comes first
        await hub.replay(viewer)
        region = await room.admit(viewer)
        return ServerSentEvent(self._frames(room, viewer, region))

    def look_again(self, store_id: int) -> None:
        for room in [one for one in self._rooms.values() if one.store_id == store_id]:
            room.look_again()

    def close(self, room: BoardFeed) -> None:
        del self._rooms[room.store_id, room.language]

    async def _frames(self, room: BoardFeed, viewer: Viewer, region: bytes) -> AsyncIterator[Frame]:
        yield Frame(b"retry: 1000\n\n" + region + viewer.beat())
        while viewer.ended is None:
            frames = await viewer.next()
            if time.monotonic() >= viewer.beat_at:
                await room.keep_up()
                frames += viewer.beat()
            if viewer.ended is None:
                yield Frame(frames or PULSE)
        yield farewell(viewer)


def everybody(store: StoreOut, language: Language) -> View:
    """Whoever looks: nobody in particular."""
    ref = StoreRef(store.slug, store.name, store.currency, store.locale, store.timezone, store.limits.undo_seconds)
    return View(language=language, store=ref)


def encode(event: str, html: str) -> bytes:
    """A Server-Sent Events frame: whatever line ends are in a name, they begin no field of their own."""
    data = "".join(f"data: {line}\n" for line in LINE_END.split(html.replace("\0", "")))
    return f"event: {event}\n{data}\n".encode()
