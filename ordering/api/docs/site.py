"""The routes under /schema. Everything they show comes from here: no CDN, no inline script, no inline style."""

import hashlib
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.params import FromPath
from msgspec import Struct

from ordering.api.docs import document

STATIC = Path(__file__).parent / "static"
CONTENT_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ordering: the API</title>
<link rel="icon" type="image/svg+xml" href="{icon.svg}">
<link rel="stylesheet" href="{swagger-ui.css}">
<link rel="stylesheet" href="{docs.css}">
<script defer src="{swagger-ui-bundle.js}"></script>
<script defer src="{docs.js}"></script>
</head>
<body>
<main id="docs"></main>
<noscript>This page needs JavaScript; <a href="/schema/openapi.json">the document itself</a> does not.</noscript>
</body>
</html>
"""


class Asset(Struct, frozen=True):
    """``name`` holds a hash of ``body``: whatever has the name is this, for ever."""

    name: str
    body: bytes
    content_type: str


@cache
def assets() -> dict[str, Asset]:
    """What the page needs, by plain file name."""
    files = [STATIC / name for name in ("icon.svg", "docs.js", "docs.css")]
    files += [STATIC / "swagger-ui" / name for name in ("swagger-ui-bundle.js", "swagger-ui.css")]
    return {file.name: _asset(file) for file in files}


def _asset(file: Path) -> Asset:
    body = file.read_bytes()
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Asset(f"{file.stem}.{digest}{file.suffix}", body, CONTENT_TYPES[file.suffix])


@get("/", media_type=MediaType.HTML, sync_to_thread=True)
def page() -> Response[str]:
    """The document for people."""
    html = PAGE
    for name, asset in assets().items():
        html = html.replace(f"{{{name}}}", escape(f"/schema/assets/{asset.name}"))
    return Response(html, headers={"Content-Security-Policy": CSP, "Cache-Control": "no-cache"})


@get("/assets/{name:str}", sync_to_thread=True)
def asset_file(name: FromPath[str]) -> Response[bytes]:
    """One of the files that the page needs, and no other: the name is looked up, never opened."""
    for asset in assets().values():
        if asset.name == name:
            forever = {"Cache-Control": "public, max-age=31536000, immutable"}
            return Response(asset.body, media_type=asset.content_type, headers=forever)
    raise NotFoundException


class Site(OpenAPIRenderPlugin):
    """Our routes instead of Litestar's, which answer unknown paths in HTML and build the document in the event loop."""

    def __init__(self) -> None:
        super().__init__(path="/openapi.json")
        self._document = b""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The document's bytes: made once, on the first request. ``openapi_schema``, Litestar's own, is not enough."""
        if not self._document:
            self._document = msgspec.json.encode(document.of(request.app))
        return self._document

    def receive_router(self, router: Router) -> None:
        @get("/openapi.json", sync_to_thread=True)
        def openapi_json(request: Request[Any, Any, Any]) -> Response[bytes]:
            body = self.render(request, {})
            return Response(body, media_type=MediaType.JSON, headers={"Cache-Control": "no-cache"})

        router.routes.clear()
        for handler in (page, asset_file, openapi_json):
            router.register(handler)
