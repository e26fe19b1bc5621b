"""The board: every table, live."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import ServerSentEvent
from msgspec.structs import replace

from ordering import clock, services
from ordering.database.work import Work
from ordering.errors import NotLoggedIn
from ordering.orders.board import Boards
from ordering.security.callers import StaffCaller
from ordering.web.board.cards import KNOWN, STATES, BoardFilter, BoardView, shown
from ordering.web.board.stream import BoardFeeds, BoardHangup
from ordering.web.board.today import today
from ordering.web.kit.callers import staff
from ordering.web.kit.languages import Language
from ordering.web.kit.render import Pages
from ordering.web.kit.view import View


async def seen(boards: Boards, work: Work, store_id: int) -> BoardView:
    """The board as it is now, for whoever asks for it outside of the stream."""
    board = await boards.shown(store_id, KNOWN)
    return shown(board, await work.read(today, store_id))


def board_answer(pages: Pages, view: View, board: BoardView, look: BoardFilter, **drawer: Any) -> Response[str]:
    """The page; ``drawer`` is the template that its drawer shows, and what that wants."""
    board = replace(board, cards=look.arranged(board.cards))
    hidden = look.hidden(board.cards)
    wants: dict[str, Any] = {"look": look, "states": STATES, "hidden": hidden, "changed": (), "now": clock.now()}
    return pages.answer("board/page.html", view=view, board=board, **wants, **drawer)


@get("/", guards=[staff])
async def board_page(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    boards: NamedDependency[Boards],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
    sort: FromQuery[str] = "newest",
    area: FromQuery[str] = "",
    status: FromQuery[str] = "",
    table: FromQuery[str] = "",
) -> Response[str]:
    board = await seen(boards, work, caller.store_id)
    return board_answer(pages, view, board, BoardFilter(sort=sort, area=area, status=status, table=table))


@get("/board", guards=[staff])
async def board_region(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    boards: NamedDependency[Boards],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
    of: FromQuery[str | None] = None,
) -> Response[str]:
    """What is live of it, for a tab that listens to another tab's stream."""
    _is_shown(view, of)
    board = await seen(boards, work, caller.store_id)
    return pages.answer("board/_region.html", view=view, board=board, hidden=(), swap="morph")


@get("/stream", guards=[staff], middleware=[BoardHangup], opt={"stream": True})
async def board_stream(
    request: Request[Any, Any, Any],
    caller: NamedDependency[StaffCaller],
    view: NamedDependency[View],
    rooms: NamedDependency[BoardFeeds],
    of: FromQuery[str | None] = None,
    language: FromQuery[Language | None] = None,
) -> ServerSentEvent:
    """``language`` is the page's."""
    _is_shown(view, of)
    viewer = request.scope["listener"]  # type: ignore[typeddict-item]
    return await rooms.stream(services.of(request).hub, viewer, caller, language or view.language)


def _is_shown(view: View, of: str | None) -> None:
    """``of`` is the store that the page shows: the cookie may be another's by now."""
    if view.store is not None and of not in (None, view.store.slug):
        raise NotLoggedIn


ROUTES = [board_page, board_region, board_stream]
