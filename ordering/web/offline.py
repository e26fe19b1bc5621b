"""What the staff's pages show where the server can't be reached: a page that a service worker keeps for that.

Browsers have service workers over https, and from this very machine; elsewhere they show a page of their own.
"""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec.structs import replace

from ordering.web.kit.languages import Language
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import HOME

PAGE = f"{HOME}/offline"
WORKER = "staff/kit/offline_worker.js"
WORN = ["app.css", "icon.svg", "icons.svg", "staff/kit/offline.js"]


@get("/offline")
async def offline_page(screen: NamedDependency[Screen], language: FromQuery[Language | None] = None) -> Response[str]:
    view = replace(screen.view, language=language or screen.view.language)
    return screen.pages.answer("errors/offline.html", view=view)


@get("/sw.js")
async def service_worker(screen: NamedDependency[Screen], language: FromQuery[Language | None] = None) -> Response[str]:
    """Another one for another build or language, by which browsers learn that theirs is old."""
    assets = screen.pages.assets
    page = f"{PAGE}?language={language or screen.view.language}"
    wants: dict[str, Any] = {"worker": assets.url(WORKER), "page": page, "files": [assets.url(name) for name in WORN]}
    # Beside the pages, not above them: without leave it might only look after what is under /admin/.
    headers = {"cache-control": "no-cache", "service-worker-allowed": HOME}
    return Response(screen.pages.text("errors/sw.js", **wants), media_type="text/javascript", headers=headers)


ROUTES: list[Any] = [offline_page, service_worker]
