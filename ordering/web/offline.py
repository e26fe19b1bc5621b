"""What the staff's pages show where the server can't be reached: a page that a service worker keeps for that.

Browsers have service workers over https, and from this very machine; elsewhere they show a page of their own.
"""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec.structs import replace

from ordering.web.kit.languages import Language
from ordering.web.kit.render import Pages
from ordering.web.kit.view import HOME, View

PAGE = f"{HOME}/offline"
WORKER = "staff/kit/offline_worker.js"
WORN = ["app.css", "icon.svg", "icons.svg", "staff/kit/offline.js"]


@get("/offline")
async def offline_page(
    pages: NamedDependency[Pages], view: NamedDependency[View], language: FromQuery[Language | None] = None
) -> Response[str]:
    return pages.answer("errors/offline.html", view=replace(view, language=language or view.language))


@get("/sw.js")
async def service_worker(
    pages: NamedDependency[Pages], view: NamedDependency[View], language: FromQuery[Language | None] = None
) -> Response[str]:
    """Another one for another build or language, by which browsers learn that theirs is old."""
    files = [pages.assets.url(name) for name in WORN]
    page = f"{PAGE}?language={language or view.language}"
    text = pages.text("errors/sw.js", worker=pages.assets.url(WORKER), page=page, files=files)
    # Beside the pages, not above them: without leave it might only look after what is under /admin/.
    headers = {"cache-control": "no-cache", "service-worker-allowed": HOME}
    return Response(text, media_type="text/javascript", headers=headers)


ROUTES: list[Any] = [offline_page, service_worker]
