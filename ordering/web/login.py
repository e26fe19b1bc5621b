"""The door of the staff's pages: logging in and out, and the language that a person wants."""

import re
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency

from ordering import services
from ordering.database.work import Work
from ordering.errors import Refusal
from ordering.http.addresses import address_of
from ordering.http.problems import STATUS
from ordering.security.authenticator import Authenticator
from ordering.security.browsers import KEPT_SECONDS
from ordering.security.callers import StaffCaller
from ordering.security.tokens import LIFETIME
from ordering.stores.login import StaffCredentials, log_in, log_out
from ordering.web.kit import languages
from ordering.web.kit.callers import caller_of, cookie, staff
from ordering.web.kit.forms import Form, NotRight, read_form
from ordering.web.kit.render import Pages, redirect
from ordering.web.kit.view import View

# No dots, no empty part: a browser would take them out, and be somewhere else.
OURS = re.compile(r"/admin(?:/[A-Za-z0-9_-]+)*(?:\?[^\s\\\x00-\x1f]*)?")
NO_PAGES = re.compile(r"/admin/(?:logout|language|events|stream)\b")
START = "/"
YEAR = 365 * 24 * 3600
KNOWN = "known"


def inside(path: str) -> str:
    """Where to go on: a page of ours, and nowhere else whatever a link says."""
    return path if OURS.fullmatch(path) and not NO_PAGES.match(path) else "/admin"


def beyond(path: str) -> str:
    """Where to go on after a login."""
    return "/admin" if path.startswith("/admin/login") else inside(path)


class Login(Controller):
    path = "/login"

    @get()
    async def page(
        self, request: Request[Any, Any, Any], pages: NamedDependency[Pages], view: NamedDependency[View]
    ) -> Response[Any]:
        back = beyond(request.query_params.get("next", ""))
        if await caller_of(request) is not None:
            return redirect(back)
        return pages.answer("login/page.html", view=view, form=Form(), back=back)

    @post()
    async def enter(
        self,
        request: Request[Any, Any, Any],
        work: NamedDependency[Work],
        authenticator: NamedDependency[Authenticator],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        """What was typed stays, but for the password."""
        form = await read_form(request, respelled=False)
        back = beyond(form.value("next"))
        browser = authenticator.browsers.read(request.cookies.get(KNOWN))
        try:
            login = await log_in(work, authenticator, form.read(StaffCredentials), address_of(request), browser)
        except Refusal as refusal:
            form.refuse(refusal)
            form.forget("password")
            status = 422 if isinstance(refusal, NotRight) else STATUS[type(refusal)]
            waiting = {"retry-after": str(refusal.retry_after)} if refusal.retry_after is not None else {}
            answer = pages.answer("login/page.html", status=status, view=view, form=form, back=back)
            answer.headers.update(waiting)
            return answer
        kept = cookie(request, login.access_token, int(LIFETIME.total_seconds()))
        known = authenticator.browsers.remember(browser, authenticator.tokens.read(login.access_token).account_key)
        return redirect(back, kept, _known_again(request, known))


def _known_again(request: Request[Any, Any, Any], value: str) -> Cookie:
    """Also after a logout: strangers who guess at the account don't lock this browser out."""
    https = services.of(request).https
    only = f"/admin{Login.path}"
    return Cookie(
        key=KNOWN, value=value, max_age=KEPT_SECONDS, path=only, secure=https, httponly=True, samesite="strict"
    )


@post("/logout", guards=[staff])
async def leave(
    request: Request[Any, Any, Any], caller: NamedDependency[StaffCaller], work: NamedDependency[Work]
) -> Response[Any]:
    await work.run(log_out, caller)
    return redirect("/admin/login", cookie(request, "", 0))


@post("/language")
async def speak(request: Request[Any, Any, Any]) -> Response[Any]:
    """Before a login too, and on the start page."""
    form = await read_form(request)
    wanted = languages.Language(form.value("language")) if form.value("language") in list(languages.Language) else None
    https = services.of(request).https
    kept = Cookie(key=languages.COOKIE, value=wanted or "", max_age=YEAR if wanted else 0, secure=https, samesite="lax")
    back = form.value("next")
    return redirect(back if back == START else inside(back), kept)
