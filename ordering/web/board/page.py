"""The board: every table, live."""

from collections.abc import Collection
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec.structs import replace

from ordering import clock
from ordering.errors import NotLoggedIn
from ordering.http.sse import EventStream
from ordering.orders.today import today
from ordering.web.board.cards import STATES, BoardFilter, BoardView, shown
from ordering.web.board.stream import BoardFeeds
from ordering.web.kit.forms import query_form
from ordering.web.kit.languages import Language
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import View

EVERYTHING = BoardFilter()


async def board_view(screen: Screen) -> BoardView:
    """The board as it is now, for whoever asks for it outside of the stream."""
    now = await screen.work.read(today, screen.caller.store_id)
    return shown(await screen.services.pictures.for_board(screen.caller.store_id, now.day), now)


async def show_board(screen: Screen, filtered: BoardFilter = EVERYTHING, **drawer: Any) -> Response[str]:
    """The page; ``drawer`` is the template that its drawer shows, and what that wants."""
    board = await board_view(screen)
    board = replace(board, cards=filtered.arranged(board))
    sort = filtered.sort or filtered.usual(board)
    return screen.show(
        "board/page.html", board=board, filter=filtered, sort=sort, hidden=filtered.hidden(board.cards),
        states=STATES, changed=(), now=clock.now(), **drawer,
    )  # fmt: skip


async def show_changes(
    screen: Screen, table_id: int, template: str = "board/_changes.html", also: Collection[int] = (), **wants: Any
) -> Response[str]:
    """The card of a table as it is now, those of others where it is about them ``also``, and the totals."""
    board = await board_view(screen)
    return screen.show(template, board=board, changed={table_id, *also}, hidden=(), swap="morph", **wants)


@get("/")
async def board_page(screen: NamedDependency[Screen]) -> Response[str]:
    return await show_board(screen, query_form(screen.request).read(BoardFilter))


@get("/board")
async def board_region(screen: NamedDependency[Screen], of: FromQuery[str | None] = None) -> Response[str]:
    """What is live of it, for a tab that listens to another tab's stream."""
    _is_shown(screen.view, of)
    return screen.show("board/_region.html", board=await board_view(screen), hidden=(), swap="morph")


@get("/stream", opt={"stream": True})
async def board_stream(
    screen: NamedDependency[Screen],
    board_feeds: NamedDependency[BoardFeeds],
    of: FromQuery[str | None] = None,
    language: FromQuery[Language | None] = None,
) -> EventStream:
    """``language`` is the page's."""
    _is_shown(screen.view, of)
    language = language or screen.view.language
    return EventStream(screen.request, lambda viewer: board_feeds.opened(viewer, language), pulses=True)


def _is_shown(view: View, of: str | None) -> None:
    """``of`` is the store that the page shows: the cookie may be another's by now."""
    if view.store is not None and of not in (None, view.store.slug):
        raise NotLoggedIn


ROUTES = [board_page, board_region, board_stream]
