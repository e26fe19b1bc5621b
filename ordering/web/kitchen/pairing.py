"""The door of a station's screen: pairing it by a code, and letting it in again and again after that."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from ordering.errors import Refusal
from ordering.http.addresses import address_of
from ordering.http.problems import STATUS
from ordering.kitchen import pairing
from ordering.kitchen.pairing import StationCredentials
from ordering.security.callers import StationCaller
from ordering.web.kit.callers import caller_of
from ordering.web.kit.forms import NotRight, query_form, read_form
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import remembered
from ordering.web.kitchen.callers import ACCESS, cookies, let_in, renewed
from ordering.web.kitchen.page import show_kitchen
from ordering.web.kitchen.screen import STATION, KitchenScreen


@get("/")
async def page(screen: NamedDependency[Screen]) -> Response[Any]:
    """Its station's, once it is paired; until then what it takes."""
    request = screen.request
    caller = await caller_of(request, ACCESS, StationCaller)
    if caller is None and (login := await renewed(request)) is not None:
        return redirect(STATION, *cookies(request, login))
    if caller is None:
        return screen.show("kitchen/pairing.html", form=query_form(request))
    await let_in(request, caller)
    here = KitchenScreen(request, caller, remembered(request), screen.services, screen.pages)
    return await show_kitchen(here, caller.station_id, stations=[])


@post("/pairing")
async def pair(screen: NamedDependency[Screen]) -> Response[Any]:
    """What was typed stays, but for the code."""
    request, here = screen.request, screen.services
    form = await read_form(request)
    try:
        credentials = form.read(StationCredentials)
        login = await pairing.pair(
            here.work, here.authenticator, credentials, address_of(request), request.headers.get("user-agent"),
            here.storage.url,
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal)
        form.forget("code")
        status = 422 if isinstance(refusal, NotRight) else STATUS[type(refusal)]
        waiting = {"retry-after": str(refusal.retry_after)} if refusal.retry_after is not None else {}
        return screen.show("kitchen/pairing.html", form=form, status=status, headers=waiting)
    return redirect(STATION, *cookies(request, login))


DOOR_ROUTES: list[Any] = [page, pair]
