"""The outermost layer, around routing too: request id, access log, security headers."""

import logging
import re
import secrets
import time
from collections.abc import Iterable
from http import HTTPStatus

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import Message, Receive, Scope, Send

from ordering import logs
from ordering.http import services
from ordering.http.addresses import settle

API, MENU = "/api/", "/api/v1/menu"
CACHE_CONTROL = b"cache-control"
GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
access = logging.getLogger("ordering.access")


class Edge:
    """The whole service as one ASGI app. ``https`` adds HSTS."""

    def __init__(self, app: Litestar, *, https: bool) -> None:
        self.app = app
        self._headers = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin")]
        if https:
            self._headers.append((b"strict-transport-security", b"max-age=31536000"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        request_id = _given_id(scope) or secrets.token_hex(8)
        token = logs.request_id.set(request_id)
        path, address = scope["path"], settle(scope)  # what is mounted rewrites the path
        services.of_app(self.app).proxy.notice(scope)
        began = time.perf_counter()
        status = 0

        async def noting_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = [(b"x-request-id", request_id.encode()), *self._headers]
                message["headers"] = [*_as_kept(path, status, message["headers"]), *own]
            await send(message)

        try:
            await self.app(scope, receive, noting_send)
        finally:
            if access.isEnabledFor(logging.INFO):
                took = round((time.perf_counter() - began) * 1000, 2)
                facts = {"method": scope.get("method"), "path": path, "status": status, "ms": took, "address": address}
                access.info("request", extra={"facts": facts})
            logs.request_id.reset(token)


def _as_kept(path: str, status: int, headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    """What the API answers is nobody's to keep, but for the menu."""
    if not path.startswith(API) or (path == MENU and status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)):
        return headers
    return [*(one for one in headers if one[0].lower() != CACHE_CONTROL), (CACHE_CONTROL, b"no-store")]


def _given_id(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and GIVEN_ID.fullmatch(value):
            return value.decode()
    return None
