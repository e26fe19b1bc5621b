"""The door of the staff's pages: logging in and out, and the language that a person wants."""

import re
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency

from ordering.errors import Refusal
from ordering.http.addresses import address_of
from ordering.http.problems import STATUS
from ordering.security.browsers import KEPT_SECONDS
from ordering.security.callers import StaffCaller
from ordering.security.tokens import LIFETIME
from ordering.stores.login import StaffCredentials, log_in, log_out
from ordering.web.kit import languages
from ordering.web.kit.callers import STAFF, caller_of, cookie, staff
from ordering.web.kit.forms import Form, NotRight, read_form
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen

# No dots, no empty part: a browser would take them out, and be somewhere else.
OURS = re.compile(r"/admin(?:/[A-Za-z0-9_-]+)*(?:\?[^\s\\\x00-\x1f]*)?")
NO_PAGES = re.compile(r"/admin/(?:logout|language|events|stream)\b")
BESIDES = ("/", "/kitchen")
"""Pages that are not the staff's."""
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
    async def page(self, screen: NamedDependency[Screen]) -> Response[Any]:
        back = beyond(screen.request.query_params.get("next", ""))
        if await caller_of(screen.request, STAFF, StaffCaller) is not None:
            return redirect(back)
        return screen.show("login/page.html", form=Form(), back=back)

    @post()
    async def enter(self, screen: NamedDependency[Screen]) -> Response[Any]:
        """What was typed stays, but for the password."""
        request, authenticator = screen.request, screen.services.authenticator
        form = await read_form(request, respelled=False)
        back = beyond(form.value("next"))
        browser = authenticator.browsers.read(request.cookies.get(KNOWN))
        try:
            credentials = form.read(StaffCredentials)
            login = await log_in(
                screen.work, authenticator, credentials, address_of(request), screen.storage.url, browser
            )
        except Refusal as refusal:
            form.refuse(refusal)
            form.forget("password")
            status = 422 if isinstance(refusal, NotRight) else STATUS[type(refusal)]
            waiting = {"retry-after": str(refusal.retry_after)} if refusal.retry_after is not None else {}
            return screen.show("login/page.html", form=form, status=status, headers=waiting, back=back)
        kept = cookie(request, STAFF, login.access_token, int(LIFETIME.total_seconds()))
        known = authenticator.browsers.remember(browser, authenticator.tokens.read(login.access_token).account_key)
        return redirect(back, kept, _known_again(screen, known))


def _known_again(screen: Screen, value: str) -> Cookie:
    """Also after a logout: strangers who guess at the account don't lock this browser out."""
    https, only = screen.services.https, f"/admin{Login.path}"
    return Cookie(
        key=KNOWN, value=value, max_age=KEPT_SECONDS, path=only, secure=https, httponly=True, samesite="strict"
    )


@post("/logout", guards=[staff])
async def leave(screen: NamedDependency[Screen]) -> Response[Any]:
    await screen.run(log_out)
    return redirect("/admin/login", cookie(screen.request, STAFF, "", 0))


@post("/language")
async def speak(screen: NamedDependency[Screen]) -> Response[Any]:
    """Before a login too, and on the start page."""
    form = await read_form(screen.request)
    language = (
        languages.Language(form.value("language")) if form.value("language") in list(languages.Language) else None
    )
    https, max_age = screen.services.https, YEAR if language else 0
    kept = Cookie(key=languages.COOKIE, value=language or "", max_age=max_age, secure=https, samesite="lax")
    back = form.value("next")
    return redirect(back if back in BESIDES else inside(back), kept)


ROUTES: list[Any] = [Login, leave, speak]
