"""The guest's page: files alone. It speaks the JSON API, as any other tablet would."""

from litestar import Response, get
from litestar.di import NamedDependency

from ordering.web.render import Pages


@get("/table", include_in_schema=False)
async def guest_page(pages: NamedDependency[Pages]) -> Response[str]:
    """The same for everybody: who it is for, the page finds out itself."""
    return pages.answer("table/page.html")
