"""Unsafe requests come from our own pages only.

The browser says where a request comes from, and a page can't make it lie. Whoever sends neither header is no browser,
and so carries nobody's cookie.
"""

from urllib.parse import urlsplit

from litestar.handlers import BaseRouteHandler

from ordering import services
from ordering.errors import Forbidden
from ordering.web.kit.view import Connection

SAFE = {"GET", "HEAD", "OPTIONS"}
PORTS = {"http": 80, "https": 443}


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
    came_from = _origin(origin)
    if came_from is None:
        return False
    return came_from == _origin(
        services.of(connection).public_url or f"{came_from[0]}://{connection.headers.get('host')}"
    )


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port, which goes without saying where it is the usual one; None for what is no address."""
    try:
        at = urlsplit(url.lower())
        return (at.scheme, at.hostname, at.port or PORTS.get(at.scheme)) if at.hostname else None
    except ValueError:
        return None
