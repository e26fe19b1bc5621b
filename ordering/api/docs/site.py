"""The routes under /schema. Everything they show comes from here: no CDN, no inline script, no inline style."""

import asyncio
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, Router, asgi, get
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.types import Receive, Scope, Send

from ordering.api.docs import document
from ordering.http.assets import Assets

STATIC = Path(__file__).parent / "static"
ASSETS = ("icon.svg", "docs.js", "docs.css", "swagger-ui/swagger-ui-bundle.js", "swagger-ui/swagger-ui.css")
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
<link rel="stylesheet" href="{swagger-ui/swagger-ui.css}">
<link rel="stylesheet" href="{docs.css}">
<script defer src="{swagger-ui/swagger-ui-bundle.js}"></script>
<script defer src="{docs.js}"></script>
</head>
<body>
<main id="docs"></main>
<noscript>This page needs JavaScript; <a href="/schema/openapi.json">the document itself</a> does not.</noscript>
</body>
</html>
"""


@cache
def assets() -> Assets:
    """What the page needs: read when somebody looks at it."""
    return Assets(STATIC, "/schema/assets")


@get("/", media_type=MediaType.HTML, sync_to_thread=True)
def page() -> Response[str]:
    """The document for people."""
    html = PAGE
    for name in ASSETS:
        html = html.replace(f"{{{name}}}", escape(assets().url(name)))
    return Response(html, headers={"Content-Security-Policy": CSP, "Cache-Control": "no-cache"})


@asgi("/assets", is_mount=True, copy_scope=True)
async def asset_files(scope: Scope, receive: Receive, send: Send) -> None:
    await (await asyncio.to_thread(assets)).serve(scope, receive, send)


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
        for handler in (page, asset_files, openapi_json):
            router.register(handler)
