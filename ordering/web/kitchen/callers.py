"""Which station's screen looks: the cookies that pairing leaves, and the guard that reads them."""

from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler

from ordering import services
from ordering.errors import DeviceRevoked, NotLoggedIn
from ordering.kitchen import pairing
from ordering.kitchen.pairing import StationLogin
from ordering.security.browsers import KEPT_SECONDS
from ordering.security.callers import StationCaller
from ordering.security.tokens import LIFETIME
from ordering.stores import queries
from ordering.web.kit.callers import caller_of, cookie, token_in
from ordering.web.kit.view import Connection, remember, view_of

ACCESS, DEVICE = "kitchen", "kitchen-device"


def cookies(connection: Connection, login: StationLogin | None) -> tuple[Cookie, Cookie]:
    """Of the access token, and of the device token that gets the next one; None takes both away."""
    access, device = (login.access_token, login.device_token) if login else ("", "")
    seconds, kept = (int(LIFETIME.total_seconds()), KEPT_SECONDS) if login else (0, 0)
    return cookie(connection, ACCESS, access, seconds), cookie(connection, DEVICE, device, kept)


async def station(connection: Connection, _: BaseRouteHandler) -> None:
    """A screen that is paired."""
    caller = await caller_of(connection, ACCESS, StationCaller)
    if caller is None:
        raise NotLoggedIn
    await let_in(connection, caller)


async def let_in(connection: Connection, caller: StationCaller) -> None:
    here = services.of(connection)
    connection.scope["user"] = caller
    remember(connection, view_of(connection, await here.work.read(queries.store, caller, here.storage.url)))


async def renewed(connection: Connection) -> StationLogin | None:
    """A new login of a screen whose access has expired; None for one that is not paired any more."""
    here = services.of(connection)
    token = token_in(connection, DEVICE)
    if not token:
        return None
    try:
        return await pairing.renew(here.work, here.authenticator, token, here.storage.url)
    except DeviceRevoked:
        return None
