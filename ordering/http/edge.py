"""The outermost layer, around routing too: hosts, other origins, what a restart says; and every request's exchange."""

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, cast

from litestar import Litestar, Request
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from ordering import logs, services
from ordering.errors import Busy, Invalid, Refusal, ShuttingDown, UnknownHost
from ordering.http import hosts, proxies
from ordering.http.addresses import settle
from ordering.http.direct import Direct, answered
from ordering.http.exchange import ANSWER_SECONDS, Exchange, milliseconds_since, request_id
from ordering.http.problems import PROBLEM_JSON, encoded
from ordering.http.wire.answers import Ready, lines
from ordering.services import Services
from ordering.settings import Settings

BACK_AFTER_SECONDS = 2
MAY_BE_SENT = ["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "If-None-Match", "X-Request-ID"]
MAY_BE_READ = ["ETag", "Idempotency-Replayed", "Retry-After", "X-Request-ID"]


AtOnce = Callable[[Services, Mapping[bytes, bytes]], Ready | None]
"""The answer to a GET with these headers, if nothing has to be waited for; None where the app is to be asked."""


class Edge:
    """The whole service as one ASGI app. While it is ``closing``, whoever is cancelled is told to come again.

    ``at_once`` are the answers, by path, that need no framework; ``directly``, by method and path, those that need none
    either but have to wait for something.
    """

    def __init__(
        self,
        app: Litestar,
        settings: Settings,
        at_once: Mapping[str, AtOnce],
        directly: Mapping[tuple[str, str], Direct[Any]],
    ) -> None:
        self.app = app
        self._at_once, self._directly = at_once, directly
        self.closing = False
        self.headers = _security_headers(settings)
        self._own = lines(self.headers)
        self._open = bool(settings.cors_origins)
        self._inside = _open_to(settings.cors_origins, self._admit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send, self.headers)
        token = logs.request_id.set(exchange.request_id)
        here = services.of_app(self.app)
        proxies.notice(here, exchange.scope)
        try:
            if hosts.know(here.hosts, exchange.scope):
                await self._inside(exchange.scope, exchange.receive, exchange.send)
            else:
                await self._refuse(UnknownHost(), exchange.scope, exchange.receive, exchange.send)
            await exchange.go_on()
        except asyncio.CancelledError:  # of what goes on; the rest is told as it is cut off
            if not self.closing or exchange.status == 0:
                raise
            cast("asyncio.Task[Any]", asyncio.current_task()).uncancel()
            await exchange.hang_up()
        finally:
            await exchange.close()
            logs.request_id.reset(token)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whatever takes too long is cut off, wherever it waits: what it has begun in the database goes on."""
        exchange: Exchange = scope["exchange"]  # type: ignore[typeddict-item]  # a key of ours
        if "shed" in scope:
            await self._refuse(Busy(retry_after=1), scope, receive, send)
            return
        try:
            async with asyncio.timeout(exchange.left_of(ANSWER_SECONDS)) as exchange.deadline:
                await self._answer(scope, receive, send)
        except TimeoutError:
            if not exchange.overdue:
                raise
            await self._cut_off(exchange, Busy(retry_after=1), receive, send)
        except asyncio.CancelledError:
            if not self.closing:
                raise
            cast("asyncio.Task[Any]", asyncio.current_task()).uncancel()
            await self._cut_off(exchange, ShuttingDown(retry_after=BACK_AFTER_SECONDS), receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp | None = None
        if (direct := self._directly.get((str(scope.get("method")), scope["path"]))) is not None:
            try:
                answer, receive = await answered(direct, services.of_app(self.app), scope, receive)
            except Exception as error:
                answer = self._told(error, scope, receive, send)
        await (answer or self.app)(scope, receive, send)

    async def _cut_off(self, exchange: Exchange, refusal: Refusal, receive: Receive, send: Send) -> None:
        exchange.deadline = None
        if exchange.status == 0:
            await self._refuse(refusal, exchange.scope, receive, send)
        elif not await exchange.hang_up():
            raise refusal

    def answer_at_once(self, scope: Any) -> list[bytes] | None:
        """What can be told without the framework, and without waiting for anything: its head, which others may add to,
        and its body. It is in the log by then.
        """
        find = self._at_once.get(scope["path"])
        if find is None or scope["method"] != HttpMethod.GET or scope["query_string"]:
            return None
        sent, here = dict(scope["headers"]), services.of_app(self.app)
        if len(sent) < len(scope["headers"]) or (self._open and b"origin" in sent) or not hosts.know(here.hosts, scope):
            return None
        if (answer := find(here, sent)) is None:
            return None
        if proxies.FORWARDED in sent:
            proxies.notice(here, scope)
        address, given = settle(scope), sent.get(b"x-request-id")
        named = request_id(None if given is None else given.decode("latin-1"))
        took = milliseconds_since(scope["came"])
        logs.tell_request(named, scope["method"], scope["path"], answer.status, took, address)
        return [b"%bx-request-id: %b\r\n%b" % (answer.head, named.encode(), self._own), answer.body]

    def store_of(self, scope: Any) -> int | None:
        """The store of whoever asks, if their token has been read before."""
        shown = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        return services.of_app(self.app).authenticator.tokens.store_of(shown.rpartition(b" ")[2].decode("latin-1"))

    async def _refuse(self, refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
        await self._told(refusal, scope, receive, send)(scope, receive, send)

    def _told(self, error: Exception, scope: Scope, receive: Receive, send: Send) -> ASGIApp:
        """As the app itself would tell it: a problem, or a page."""
        scope["app"] = scope["litestar_app"] = self.app
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        handler = self.app.exception_handlers[Refusal if isinstance(error, Refusal) else Exception]
        answer: Any = handler(request, error)
        told: ASGIApp = answer.to_asgi_response(None, request)
        return told


class OtherOrigins(CORSMiddleware):
    def preflight_response(self, request_headers: Headers) -> Response:
        """A refusal is a problem, as every other."""
        answer = super().preflight_response(request_headers)
        if answer.status_code != HTTPStatus.BAD_REQUEST:
            return answer
        detail = bytes(answer.body).decode()
        errors = [{"field": "Origin", "message": detail}]
        body = encoded(answer.status_code, Invalid.code, detail, logs.request_id.get(), {"errors": errors})
        kept = {name: value for name, value in answer.headers.items() if not name.startswith("content-")}
        return Response(body, answer.status_code, kept, PROBLEM_JSON)


def _security_headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    headers = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin")]
    if settings.https:
        below = b"; includeSubDomains" if settings.hsts_subdomains else b""
        headers.append((b"strict-transport-security", b"max-age=31536000" + below))
    return headers


def _open_to(origins: tuple[str, ...], app: ASGIApp) -> ASGIApp:
    """Starlette's, since Litestar's replaces a ``Vary`` that is there, and leaves it out where no origin was sent."""
    if not origins:
        return app
    around: Any = OtherOrigins(
        cast("Any", app),
        allow_origins=origins,
        allow_methods=["*"],
        allow_headers=MAY_BE_SENT,
        expose_headers=MAY_BE_READ,
    )
    return cast("ASGIApp", around)
