"""The guest's page: files alone. It speaks the JSON API, as any other tablet would."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ordering.http.assets import Assets
from ordering.http.origins import PHONES_PAGE
from ordering.web.kit.languages import Language
from ordering.web.kit.screen import Screen

PAGE = "/table"
STYLE = "guest/app.css"
WORKER = "guest/worker.js"
STRINGS = "guest/strings/"
ROOMS = ("guest/", "shared/later/")
LATER = ("guest/later/", "shared/later/")
"""Scripts that come once somebody opens what they are for: no start waits for them."""
ON_TABLETS = {"guest/views/pairing.js", "guest/views/between.js", "guest/views/codes.js"}
ON_PHONES = {"guest/views/visit.js"}
"""What the other form of the page has no use for: it asks for these by itself."""
REVALIDATED = {"cache-control": "no-cache"}
NEVER_KEPT = {"cache-control": "no-store", "x-robots-tag": "noindex"}


@get(PAGE, include_in_schema=False)
async def guest_page(screen: NamedDependency[Screen]) -> Response[str]:
    """Who it is for, the page finds out itself: for everybody the same, but for the strings that it names."""
    return guests_page(screen)


def guests_page(
    screen: Screen, *, phone: bool = False, start: bool = False, demo: Struct | None = None
) -> Response[str]:
    """``phone``: a guest's own, where it is no app and tells nobody its address. ``start`` adds a way to the staff's
    pages; with ``demo``, its logins, the tablet pairs by itself.
    """
    # Named in the page, else a browser learns of a module only from the one that imports it, round trip by round trip.
    others = {f"{STRINGS}{language}.js" for language in Language if language != screen.view.language}
    others |= ON_TABLETS if phone else ON_PHONES
    first = [name for name in files_of_page(screen.pages.assets) if not name.startswith(LATER)]
    modules = [name for name in first if name.endswith(".js") and name not in others]
    return screen.pages.answer("guest/page.html", style=STYLE, modules=modules, phone=phone, start=start, demo=demo)


@get(f"{PHONES_PAGE}/{{code:str}}", include_in_schema=False)
async def phones_page(code: FromPath[str], screen: NamedDependency[Screen]) -> Response[str]:
    """The same page for every code: whether one lets in, the page asks by itself."""
    answer = guests_page(screen, phone=True)
    answer.headers.update(NEVER_KEPT)
    return answer


@get(f"{PAGE}/sw.js", include_in_schema=False)
async def service_worker(screen: NamedDependency[Screen]) -> Response[str]:
    """Another one whenever a file has changed: so browsers learn of a new build."""
    pages, url = screen.pages, screen.pages.assets.url
    wants: dict[str, Any] = {
        "worker": url(WORKER),
        "page": PAGE,
        "files": [url(name) for name in files_of_page(pages.assets)],
    }
    # Beside the page, not above it: without leave it might only keep what is under /table/.
    headers = REVALIDATED | {"service-worker-allowed": PAGE}
    return Response(pages.text("guest/sw.js", **wants), media_type="text/javascript", headers=headers)


@get(f"{PAGE}/manifest.webmanifest", include_in_schema=False)
async def manifest(screen: NamedDependency[Screen]) -> Response[str]:
    """What makes it an app on a tablet's home screen."""
    text = screen.pages.text("guest/manifest.webmanifest")
    return Response(text, media_type="application/manifest+json", headers=REVALIDATED)


def files_of_page(assets: Assets) -> list[str]:
    """All that the page is made of; the worker is none of it."""
    return [name for room in ROOMS for name in assets.names(room) if name != WORKER]


ROUTES: list[Any] = [guest_page, phones_page, service_worker, manifest]
