"""Who is calling: guards that read the bearer token, and whom they found."""

from collections.abc import Callable
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Scope
from msgspec import Struct
from msgspec.structs import replace

from ordering import services
from ordering.errors import Forbidden, NotLoggedIn
from ordering.http.addresses import address_of
from ordering.http.headers import header
from ordering.security.callers import Role, StaffCaller, TableCaller
from ordering.services import CallerWork, Services

Connection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Any]


def _said(here: Services, scope: Scope) -> TableCaller | StaffCaller:
    """Whom the bearer token stands for, if it still does."""
    scheme, _, token = (header(scope, b"authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotLoggedIn
    return here.authenticator.tokens.read(token.strip())


async def _caller(connection: Connection) -> TableCaller | StaffCaller:
    here = services.of(connection)
    caller = replace(_said(here, connection.scope), address=address_of(connection))
    await here.revocations.check(caller)
    connection.scope["user"] = caller
    return caller


def known_tablet(here: Services, scope: Scope) -> TableCaller | None:
    """A tablet that can be let in at once; None for whoever is to be asked about, or refused."""
    try:
        caller = _said(here, scope)
    except NotLoggedIn:
        return None
    return caller if isinstance(caller, TableCaller) and here.revocations.known(caller) else None


async def anyone(connection: Connection, _: BaseRouteHandler) -> None:
    """A tablet or a member of staff."""
    await _caller(connection)


async def tablets(connection: Connection, _: BaseRouteHandler) -> None:
    await admit_tablet(connection)


async def admit_tablet(connection: Connection) -> None:
    if not isinstance(await _caller(connection), TableCaller):
        raise Forbidden("This is for tablets: a staff token opens the admin routes.")


async def staff(connection: Connection, _: BaseRouteHandler) -> None:
    if not isinstance(await _caller(connection), StaffCaller):
        raise Forbidden("This is for staff: a table token opens the guest routes.")


def managers(connection: Connection, _: BaseRouteHandler) -> None:
    """On top of ``staff``."""
    if not connection.user.manages:
        raise Forbidden("Only a manager or an owner can do this.")


def owners(connection: Connection, _: BaseRouteHandler) -> None:
    """On top of ``staff``."""
    if connection.user.role != Role.OWNER:
        raise Forbidden("Only an owner can do this.")


class StaffRequest(CallerWork[StaffCaller], Struct, frozen=True):
    """A request of a member of staff, and the services behind it."""

    caller: StaffCaller
    services: Services


class TabletRequest(CallerWork[TableCaller], Struct, frozen=True):
    """A request of a table's tablet, and the services behind it."""

    caller: TableCaller
    services: Services


def provide_staff(request: Request[Any, Any, Any]) -> StaffRequest:
    return StaffRequest(request.user, services.of(request))


def provide_tablet(request: Request[Any, Any, Any]) -> TabletRequest:
    return TabletRequest(request.user, services.of(request))
