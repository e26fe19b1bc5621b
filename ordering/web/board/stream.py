"""The board's stream: on connect the whole board; then, whenever a table's events arrive, its card as it is now, and
the figures.
"""

from collections.abc import Collection

from ordering.live.log import REDRAWING_CARDS, Event, EventType
from ordering.orders.today import Today, today
from ordering.web.board.cards import BoardView, shown
from ordering.web.kit.feed import Drawn, Feed, Feeds, encode, everybody
from ordering.web.kit.languages import Language


class BoardFeed(Feed):
    """One store's board in one language."""

    templates = ("board/_changes.html", "board/_line.html", "board/_close.html")

    def __init__(self, feeds: Feeds, store_id: int, language: Language) -> None:
        super().__init__(feeds, store_id, language)
        self._changed: set[int] = set()
        self._news = self._whole = self._again = False
        self._today: Today | None = None
        self._region: tuple[object, bytes] = None, b""

    async def whole(self) -> Drawn:
        board = await self._look()
        return board.figures.seq, self._whole_of(board)

    async def news(self) -> Drawn | None:
        """What was new is forgotten then, also where it can't be had."""
        again, news, whole, changed = self._again, self._news, self._whole, self._changed
        self._again = self._news = self._whole = False
        self._changed = set()
        if again and (known := self._today) is not None:
            whole |= await self._read() != known
        if not (news or whole):
            return None
        board = await self._look()
        message = self._whole_of(board) if whole else self._message("board/_changes.html", board, changed)
        return board.figures.seq, message

    def missed(self) -> None:
        self._news = self._whole = self._again = True

    def hear(self, event: Event, frame: bytes) -> None:
        if event.type in REDRAWING_CARDS:
            self._changed |= {table_id for table_id in (event.table_id, event.other_table_id) if table_id is not None}
        self._whole |= event.type == EventType.TABLE_CHANGED
        self._again |= event.type in (EventType.STORE_CHANGED, EventType.MENU_CHANGED)  # stations are of the menu
        self._news = True
        self.draw_soon()

    def look_again(self) -> None:
        """Pairings and the day change without an event."""
        self._again = True
        self.draw_soon()

    async def _look(self) -> BoardView:
        now = self._today or await self._read()
        return shown(await self._feeds.pictures.for_board(self.store_id, now.day), now)

    async def _read(self) -> Today:
        self.just_read()
        self._today = await self._feeds.work.read(today, self.store_id)
        return self._today

    def _whole_of(self, board: BoardView) -> bytes:
        # The board may be read before the last of its events is heard, which then changes these.
        key = (
            board.figures.seq,
            board.store,
            board.figures.sales,
            board.paired,
            board.opened,
            board.unheard,
            board.papers,
            board.stations,
        )
        if self._region[0] != key:
            self._region = key, self._message("board/_region.html", board)
        return self._region[1]

    def _message(self, template: str, board: BoardView, changed: Collection[int] = ()) -> bytes:
        view = everybody(board.store, self.language)
        html = self._feeds.pages.text(template, view=view, board=board, changed=changed, hidden=(), swap="morph")
        return encode("board", html)


class BoardFeeds(Feeds):
    kind = BoardFeed
