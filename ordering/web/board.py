"""The board: every table, live."""

from litestar import Response, get
from litestar.di import NamedDependency

from ordering.web.callers import staff
from ordering.web.render import Pages
from ordering.web.view import View


@get("/", guards=[staff])
async def board_page(pages: NamedDependency[Pages], view: NamedDependency[View]) -> Response[str]:
    return pages.answer("board/page.html", view=view)
