"""Unsafe requests come from our own pages only.

The browser says where a request comes from, and a page can't make it lie. Whoever sends neither header is no browser,
and so carries nobody's cookie.
"""

from urllib.parse import urlsplit

from litestar.handlers import BaseRouteHandler

from ordering.errors import Forbidden
from ordering.http import services
from ordering.web.view import Connection

SAFE = {"GET", "HEAD", "OPTIONS"}


def own_origin(connection: Connection, _: BaseRouteHandler) -> None:
    if connection.scope.get("method") not in SAFE and not _ours(connection):
        raise Forbidden("This came from another site.")


def _ours(connection: Connection) -> bool:
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    public_url = services.of(connection).public_url
    if public_url is not None:
        known = urlsplit(public_url)
        return origin.lower() == f"{known.scheme}://{known.netloc}".lower()
    return urlsplit(origin).netloc == connection.headers.get("host")
