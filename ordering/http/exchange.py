"""One request and its answer, as the edge sees them pass."""

import asyncio
import itertools
import re
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Iterable
from http import HTTPStatus
from typing import Any, cast

from litestar.types import Message, Receive, Scope, Send

from ordering import logs
from ordering.errors import TooSlow
from ordering.http.addresses import settle
from ordering.http.headers import header

API, MENU = "/api/", "/api/v1/menu"
CACHE_CONTROL = b"cache-control"
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
ANSWER_SECONDS = 10.0
"""For an answer to begin, from the request's last byte on; waiting at the gate is a part of it."""
UPLOAD_SECONDS = 110.0
"""A picture waits for its turn at being decoded, and for the storage."""
WENT_AWAY = 499  # nginx's word for it: the client left before its answer
CODED = re.compile(r"/*t/.*", re.DOTALL)
"""A phone's page, however its slashes are spelled: what is behind lets whoever reads it in, and is in no log."""
PROCESS, COUNT = f"{secrets.token_hex(6)}-", itertools.count(1)
"""A request's id is one that no other process has given, and its number: chance for each would take longer."""
LASTING = frozenset({"type", "method", "exchange", "hang_up", "when_gone"})
"""What is asked of a scope once the app is done with it."""
END: Message = {"type": "http.response.body", "body": b"", "more_body": False}


class Exchange:
    """``scope``, ``receive`` and ``send`` are what the app gets: it adds headers to the answer, takes the body off one
    to a HEAD (which the app sees as a GET), and knows what became of it all.
    """

    __slots__ = (  # a stream's is kept as long as it lasts
        "_address", "_asked", "_began", "_left", "_method", "_original", "_own", "_path", "_receive", "_rest", "_send",
        "deadline", "request_id", "scope", "status",
    )  # fmt: skip

    def __init__(self, scope: Scope, receive: Receive, send: Send, headers: list[tuple[bytes, bytes]]) -> None:
        self.request_id = request_id(header(scope, b"x-request-id"))
        self.status = 0
        self.deadline: asyncio.Timeout | None = None
        self._rest: AsyncGenerator[bytes] | None = None
        self._original, self._receive, self._send = scope, receive, send
        self._own = [(b"x-request-id", self.request_id.encode()), *headers]
        self._method: Any = scope.get("method")
        self._path, self._address = scope["path"], settle(scope)  # what is mounted rewrites the path
        came: Any = scope.get("came")
        self._began = came or time.perf_counter()
        self._left = self._asked = False
        if self._method == "HEAD":
            scope = cast("Scope", {**scope, "method": "GET"})
        scope["exchange"] = self  # type: ignore[typeddict-unknown-key]  # a key of ours
        self.scope = scope

    @property
    def left(self) -> bool:
        """Whether the client went away before its answer."""
        return self._left or (self.status == 0 and "gone" in self._original)

    async def receive(self) -> Any:
        """Raises ``TooSlow`` for a body whose time is over."""
        is_here = "whole" in self._original and self._answers_soon()  # then its time is right as it is
        if not is_here:
            self._postpone(None)  # a body has a time of its own
        self._asked = True
        message = await self._receive()
        if not is_here:
            self._postpone(ANSWER_SECONDS if self._answers_soon() else UPLOAD_SECONDS)
        if message["type"] == "http.disconnect":
            self._left = self._left or self.status == 0
        elif message.get("more_body") and "late" in self._original:
            raise TooSlow
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._postpone(None)
            self._left = self.left
            self.status = message["status"]
            if self._method == "OPTIONS" or self.status == 405:
                message["headers"] = [_with_head(*header) for header in message["headers"]]
            message["headers"] = [*_as_kept(self._path, self.status, message["headers"]), *self._own]
            await self._send(message)
            if self._method == "HEAD":
                await self._send(END)  # a stream ends with it
        elif self._method != "HEAD":
            await self._send(message)

    @property
    def overdue(self) -> bool:
        """Whether it was cut off because an answer took too long."""
        return self.deadline is not None and self.deadline.expired()

    def left_of(self, seconds: float) -> float:
        """What is left of the time for an answer, which began once the request was here and its turn had come."""
        whole: Any = self._original.get("whole")
        return float(max(self._began, whole or self._began)) + seconds - time.perf_counter()

    def _postpone(self, seconds: float | None) -> None:
        """Its answer is due after so many seconds; None while nobody waits for us, or once it has begun."""
        if self.deadline is None or self.status != 0 or self.deadline.expired():
            return
        if seconds is not None and "whole" in self._original:
            seconds = self.left_of(seconds)  # else it is on its way
        self.deadline.reschedule(None if seconds is None else asyncio.get_running_loop().time() + seconds)

    def _answers_soon(self) -> bool:
        return not (header(self._original, b"content-type") or "").startswith("multipart/")

    async def hang_up(self) -> bool:
        """Cut an answer that can't be finished, so that nobody takes it for whole. False where there is no socket."""
        hang_up = self._original.get("hang_up")
        if not callable(hang_up):
            return False
        hang_up()
        while (await self._receive())["type"] != "http.disconnect":
            pass
        return True

    def go_on_with(self, rest: AsyncGenerator[bytes], when_gone: Callable[[], object]) -> None:
        """Its answer has only begun once the app returns; the ``rest`` is sent then. It is called ``when_gone``."""
        self._rest = rest
        self._original["when_gone"] = when_gone  # type: ignore[typeddict-unknown-key]  # a key of ours

    async def go_on(self) -> None:
        """Send the rest, if there is any."""
        if self._rest is None or self.status != HTTPStatus.OK:
            return
        if self._method != "HEAD" and "gone" not in self._original:
            if "whole" in self._original and not self._asked:
                await self._receive()  # with a request behind it, uvicorn listens to who leaves only once it is asked
            self._forget()
            async for piece in self._rest:
                await self._send({"type": "http.response.body", "body": piece, "more_body": True})
            await self._send(END)

    def _forget(self) -> None:
        """What came of the request, and what the app has made of it: a stream may last for hours."""
        self.deadline = None
        kept = {name: value for name, value in self._original.items() if name in LASTING}
        scope: Any = self._original
        scope.clear()
        scope |= kept

    async def close(self) -> None:
        """It is over, and goes to the log."""
        if self._rest is not None:
            await self._rest.aclose()
        took = milliseconds_since(self._began)
        status = WENT_AWAY if self.left else self.status
        path = "/t/…" if CODED.fullmatch(self._path) else self._path
        logs.tell_request(self.request_id, self._method, path, status, took, self._address)
        del self.scope["exchange"]  # type: ignore[typeddict-item]  # each would keep the other for the collector


def milliseconds_since(moment: float) -> float:
    return round((time.perf_counter() - moment) * 1000, 2)


def _as_kept(path: str, status: int, headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    """What the API answers is nobody's to keep, but for the menu."""
    if not path.startswith(API) or (_is_menu(path) and status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)):
        return headers
    return [*(header for header in headers if header[0].lower() != CACHE_CONTROL), (CACHE_CONTROL, b"no-store")]


def _is_menu(path: str) -> bool:
    """However its slashes are spelled: routing reads them so."""
    return path == MENU or (path.rstrip("/").endswith("menu") and "/".join(filter(None, path.split("/"))) == MENU[1:])


def request_id(given: str | None) -> str:
    """The one that was given, if it is well-formed, else a new one."""
    return given if given is not None and GIVEN_ID.fullmatch(given) else f"{PROCESS}{next(COUNT):x}"


def _with_head(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """``Allow`` with HEAD beside GET."""
    if name.lower() != b"allow" or b"GET" not in value or b"HEAD" in value:
        return name, value
    return name, value.replace(b"GET", b"GET, HEAD")
