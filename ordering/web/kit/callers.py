"""Who looks at a page: the cookies that a login or a pairing leaves, and the guards that read them.

A page knows nothing of bearer tokens, and the API nothing of cookies.
"""

from typing import TypeVar

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
from ordering.security.callers import Caller, StaffCaller
from ordering.stores import queries
from ordering.stores.shapes import StoreRef
from ordering.web.kit.view import HOME, Connection, remember, view_of

C = TypeVar("C", bound=Caller)
STAFF = "staff"
"""The cookie of a login."""


class OtherStore(HTTPException):
    """Somebody has logged in at another store, in another tab: what this page shows is not theirs to see or change."""

    status_code = 404


def cookie(connection: Connection, name: str, token: str, seconds: int) -> Cookie:
    """``seconds`` 0 takes it away."""
    https = services.of(connection).https
    key = _key(connection, name)
    return Cookie(key=key, value=token, max_age=seconds, path="/", secure=https, httponly=True, samesite="lax")


def token_in(connection: Connection, name: str) -> str:
    """A cookie's token; empty where there is none."""
    return connection.cookies.get(_key(connection, name), "")


async def caller_of(connection: Connection, name: str, kind: type[C]) -> C | None:
    """Whose cookie this is, if its token is one of that kind and still stands."""
    here = services.of(connection)
    try:
        caller = here.authenticator.tokens.read(token_in(connection, name))
        if not isinstance(caller, kind):
            return None
        return await here.revocations.check(replace(caller, address=address_of(connection)))
    except NotLoggedIn:
        return None


async def staff(connection: Connection, _: BaseRouteHandler) -> None:
    """Any member of staff. ``managers`` and ``owners`` of ``ordering.http.callers`` come on top."""
    caller = await caller_of(connection, STAFF, StaffCaller)
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


def _key(connection: Connection, name: str) -> str:
    """``__Host-`` keeps other hosts of the domain from setting it."""
    return f"__Host-{name}" if services.of(connection).https else name
