"""Who is calling: guards that read the bearer token, and whom they found."""

from collections.abc import Callable
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from msgspec import Struct
from msgspec.structs import replace

from ordering import services
from ordering.errors import Forbidden, NotLoggedIn
from ordering.http.addresses import address_of
from ordering.security.callers import Role, StaffCaller, TableCaller
from ordering.services import CallerWork, Services

Connection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Any]


async def _caller(connection: Connection) -> TableCaller | StaffCaller:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotLoggedIn
    here = services.of(connection)
    caller = replace(here.authenticator.tokens.read(token.strip()), address=address_of(connection))
    await here.revocations.check(caller)
    connection.scope["user"] = caller
    return caller


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
