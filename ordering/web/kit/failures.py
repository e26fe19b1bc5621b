"""What goes wrong on a page, told as a page; to htmx as a note, which leaves the screen as it is."""

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException, ValidationException
from litestar.types import Receive, Scope, Send

from ordering import errors, logs
from ordering.http.problems import HANDLERS, STATUS
from ordering.web.kit import htmx
from ordering.web.kit.callers import OtherStore, staff
from ordering.web.kit.languages import N_, Language
from ordering.web.kit.messages import say_refusal
from ordering.web.kit.render import NO_STORE, Pages, redirect
from ordering.web.kit.view import View, remembered, view_of

ADMIN = "/admin"
LOGIN = "/admin/login"
JSON = "application/json"
"""What a page's scripts ask for that read the answer themselves: they are told what the API tells."""
FOR_MACHINES = ("/api", "/health", "/metrics", "/schema/openapi.json")
LOGGED_OUT = N_(
    "You are logged out. Log in again in another tab, then send this once more: what you typed is still here."
)
WORDS = {
    400: N_("The form could not be read."),
    404: N_("There is nothing here."),
    405: N_("That can't be done here."),
    413: N_("That is too large to send."),
    415: N_("The form could not be read."),
    500: N_("Something went wrong here. It has been noted."),
}


def handlers(pages: Pages) -> dict[int | type[Exception], Any]:
    """The API's own, but for what is asked under ``/admin``, and for browsers that look for a page elsewhere."""
    return {kind: _split(pages, of_problem) for kind, of_problem in HANDLERS.items()}


def _split(pages: Pages, of_problem: Any) -> Any:
    def handle(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        path = request.scope["path"]
        if not _under(path, ADMIN) or request.headers.get("accept") == JSON:
            answer: Response[Any] = of_problem(request, error)
            return _failure(pages, view_of(request), error) if _wants_page(request, path) else answer
        if isinstance(error, errors.NotLoggedIn):
            return _to_login(request)
        if _status(error) == HTTPStatus.INTERNAL_SERVER_ERROR:
            of_problem(request, error)  # logs it
        if isinstance(error, NotFoundException | MethodNotAllowedException):
            return _Unguarded(pages, error)
        return _failure(pages, remembered(request), error)

    return handle


def _under(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


def _wants_page(request: Request[Any, Any, Any], path: str) -> bool:
    """Somebody typed an address, or followed a link: what scripts and images ask for they accept as whatever it is."""
    return "text/html" in request.headers.get("accept", "") and not any(_under(path, root) for root in FOR_MACHINES)


def _to_login(request: Request[Any, Any, Any]) -> Response[Any]:
    """A whole page, also where htmx asked for a part: a login form in a card helps nobody. What is sent stays there."""
    view = remembered(request)
    if view.fragment and request.method != "GET":
        toast = htmx.toast(view.gettext(LOGGED_OUT), "late")
        return Response(b"", status_code=401, headers={**toast, **NO_STORE})
    back = view.here if view.fragment or request.method == "GET" else ADMIN
    login = LOGIN if back == ADMIN else f"{LOGIN}?next={quote(back, safe='/')}"
    if view.fragment:
        return Response(b"", status_code=401, headers={**htmx.go_to(login), **NO_STORE})
    if "text/event-stream" in request.headers.get("accept", ""):
        return Response(b"", status_code=401, headers=NO_STORE)
    return redirect(login)


class _Unguarded(Response[Any]):
    """Where no route is no guard has run, and a handler of exceptions can't wait for one: the answer does."""

    def __init__(self, pages: Pages, error: Exception) -> None:
        super().__init__(b"")
        self.pages, self.error = pages, error

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **_: Any) -> Any:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            with suppress(errors.Refusal, OtherStore):
                await staff(request, scope.get("route_handler"))
            page = _failure(self.pages, remembered(request), self.error)
            await page.to_asgi_response(None, request)(scope, receive, send)

        return answer


def _failure(pages: Pages, view: View, error: Exception) -> Response[str]:
    status, reason = _status(error), _reason(view.language, error)
    whole = "errors/page.html" if view.caller else "errors/stranger.html"
    template = "errors/_failure.html" if view.fragment else whole
    answer = pages.answer(
        template, status=status, view=view, failure=status, reason=reason, request_id=logs.request_id.get()
    )
    answer.headers.update(_headers(error))
    if view.fragment:
        answer.headers.update(htmx.toast(reason, "late"))
    return answer


def _status(error: Exception) -> int:
    if isinstance(error, errors.Refusal):
        return STATUS.get(type(error), HTTPStatus.BAD_REQUEST)
    if isinstance(error, ValidationException):  # an id that is none is as unknown as one that is nobody's
        return HTTPStatus.NOT_FOUND
    return error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR


def _reason(language: Language, error: Exception) -> str:
    if isinstance(error, errors.Refusal):
        return say_refusal(language, error)
    return language.gettext(WORDS.get(_status(error), WORDS[500]))


def _headers(error: Exception) -> Mapping[str, str]:
    if isinstance(error, errors.Refusal):
        return {"retry-after": str(error.retry_after)} if error.retry_after is not None else {}
    return (error.headers or {}) if isinstance(error, HTTPException) else {}
