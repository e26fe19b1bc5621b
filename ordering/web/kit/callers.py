"""Who looks at a page: the cookie that a login leaves, and the guards that read it.

A page knows nothing of bearer tokens, and the API nothing of cookies.
"""

from litestar.datastructures import Cookie
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import services
from ordering.errors import NotLoggedIn
from ordering.http.addresses import address_of
from ordering.images.shapes import UrlOf
from ordering.kitchen.queries import has_kitchen
from ordering.security.callers import StaffCaller
from ordering.stores import queries
from ordering.stores.shapes import StoreRef
from ordering.web.kit.view import HOME, Connection, remember, view_of


class OtherStore(HTTPException):
    """Somebody has logged in at another store, in another tab: what this page shows is not theirs to see or change."""

    status_code = 404


def cookie(connection: Connection, token: str, seconds: int) -> Cookie:
    """``seconds`` 0 takes it away. ``__Host-`` keeps other hosts of the domain from setting it."""
    https = services.of(connection).https
    return Cookie(key=_name(https), value=token, max_age=seconds, path="/", secure=https, httponly=True, samesite="lax")


async def staff(connection: Connection, _: BaseRouteHandler) -> None:
    """Any member of staff. ``managers`` and ``owners`` of ``ordering.http.callers`` come on top."""
    caller = await caller_of(connection)
    if caller is None:
        raise NotLoggedIn
    connection.scope["user"] = caller
    here = services.of(connection)
    store, kitchen = await here.work.read(_place, caller, here.storage.url)
    view = view_of(connection, store, caller, kitchen=kitchen)
    remember(connection, view)
    if view.fragment and view.store and connection.headers.get("store", view.store.slug) != view.store.slug:
        raise OtherStore(headers={"hx-redirect": HOME})


async def _place(session: AsyncSession, caller: StaffCaller, url_of: UrlOf) -> tuple[StoreRef, bool]:
    """Where somebody works, and whether that has a kitchen."""
    return await queries.store(session, caller, url_of), await has_kitchen(session, caller)


async def caller_of(connection: Connection) -> StaffCaller | None:
    """Whose cookie this is, if its token still stands."""
    here = services.of(connection)
    token = connection.cookies.get(_name(here.https))
    try:
        caller = here.authenticator.tokens.read(token or "")
        if not isinstance(caller, StaffCaller):
            return None
        return await here.revocations.check(replace(caller, address=address_of(connection)))
    except NotLoggedIn:
        return None


def _name(https: bool) -> str:
    return "__Host-staff" if https else "staff"
