"""Who is calling: guards that read the bearer token, and whom they found."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Concatenate, ParamSpec, TypeVar

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import services
from ordering.errors import Forbidden, NotLoggedIn, VisitMoved
from ordering.http.addresses import address_of
from ordering.http.headers import header
from ordering.printing import agents
from ordering.printing.queue import Holder
from ordering.security.callers import AgentCaller, GuestCaller, KitchenCaller, PhoneCaller, Role, StaffCaller
from ordering.security.revocations import Caller
from ordering.services import CallerWork, Services

Connection = ASGIConnection[Any, Any, Any, Any]
P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C", bound=Caller)
Deed = Callable[Concatenate[AsyncSession, GuestCaller, P], Awaitable[T]]
Guard = Callable[[Connection, BaseRouteHandler], Any]
MOVES = 3
"""Of a party while one request of its phone is answered; no waiter is as quick."""


def _bearer(authorization: str | None) -> str:
    """The token that is shown. Raises ``NotLoggedIn``."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotLoggedIn
    return token.strip()


async def _caller(connection: Connection) -> Caller | AgentCaller:
    """Whom the bearer token stands for, if it still does."""
    here, token = services.of(connection), _bearer(header(connection.scope, b"authorization"))
    caller: Caller | AgentCaller
    if token.startswith(agents.TOKEN):
        caller = await here.work.read(agents.caller_of, token)
    else:
        said = here.authenticator.tokens.read(token)
        caller = await here.revocations.check(replace(said, address=address_of(connection)))
    connection.scope["user"] = caller
    return caller


def known_caller(here: Services, authorization: bytes | None) -> Caller | None:
    """Whose token this is, if they can be let in at once; None for whoever is to be asked about, or refused."""
    try:
        caller = _said(here, authorization)
    except NotLoggedIn:
        return None
    return caller if here.revocations.known(caller) else None


async def standing_caller(here: Services, authorization: bytes | None, kind: type[C]) -> C | None:
    """Whose token this is, if it is one of that kind and still stands; None for whoever is to be refused."""
    with suppress(NotLoggedIn):
        caller = _said(here, authorization)
        return await here.revocations.check(caller) if isinstance(caller, kind) else None
    return None


def _said(here: Services, authorization: bytes | None) -> Caller:
    """Whose token this is, by what it says. Raises ``NotLoggedIn``."""
    return here.authenticator.tokens.read(_bearer(None if authorization is None else authorization.decode("latin-1")))


async def anyone(connection: Connection, _: BaseRouteHandler) -> None:
    """A tablet, a phone, a screen of the kitchen or a member of staff; no program that only prints."""
    if isinstance(await _caller(connection), AgentCaller):
        raise Forbidden("A print agent's token opens the print agents' routes.")


async def guests(connection: Connection, _: BaseRouteHandler) -> None:
    """A tablet or a guest's phone."""
    await admit_guest(connection)


async def admit_guest(connection: Connection) -> None:
    if not isinstance(await _caller(connection), GuestCaller):
        raise Forbidden("This is for guests: the token of a tablet or of a phone opens it.")


def tablets(connection: Connection, _: BaseRouteHandler) -> None:
    """On top of ``guests``: what the table's own tablet may, and no phone."""
    if isinstance(connection.user, PhoneCaller):
        raise Forbidden("This is for the table's tablet, not for phones.")


async def staff(connection: Connection, _: BaseRouteHandler) -> None:
    if not isinstance(await _caller(connection), StaffCaller):
        raise Forbidden("This is for staff: the token of their login opens it.")


async def kitchen(connection: Connection, _: BaseRouteHandler) -> None:
    """Whoever works in the kitchen."""
    if not isinstance(await _caller(connection), KitchenCaller):
        raise Forbidden("This is for the kitchen: the token of a station or of the staff opens it.")


async def print_agents(connection: Connection, _: BaseRouteHandler) -> None:
    if not isinstance(await _caller(connection), AgentCaller):
        raise Forbidden("This is for print agents.")


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


class KitchenRequest(CallerWork[KitchenCaller], Struct, frozen=True):
    """A request from the kitchen, and the services behind it."""

    caller: KitchenCaller
    services: Services


class AgentRequest(CallerWork[AgentCaller], Struct, frozen=True):
    """A request of a print agent, and the services behind it."""

    caller: AgentCaller
    services: Services

    def holder(self, name: str) -> Holder:
        """One of the agent's processes."""
        return Holder(name, self.caller.agent_id)


class GuestRequest(CallerWork[GuestCaller], Struct, frozen=True):
    """A request of a table's tablet or a guest's phone, and the services behind it."""

    caller: GuestCaller
    services: Services

    async def read(self, query: Deed[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.wherever(lambda guest: self.services.work.read(query, guest, *args, **kwargs))

    async def run(self, action: Deed[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.wherever(lambda guest: self.services.work.run(action, guest, *args, **kwargs))

    async def wherever(self, do: Callable[[GuestCaller], Awaitable[T]]) -> T:
        """Do it as the guest; again, if a phone's visit is not where it was thought to be, from where it is.

        Raises ``VisitOver``, and ``VisitMoved`` if it won't stay anywhere.
        """
        guest = self.caller
        for _ in range(MOVES):
            with suppress(VisitMoved):
                return await do(guest)
            guest = await self.services.revocations.anew(guest)
        return await do(guest)


def provide_staff(request: Request[Any, Any, Any]) -> StaffRequest:
    return StaffRequest(request.user, services.of(request))


def provide_kitchen(request: Request[Any, Any, Any]) -> KitchenRequest:
    return KitchenRequest(request.user, services.of(request))


def provide_agent(request: Request[Any, Any, Any]) -> AgentRequest:
    return AgentRequest(request.user, services.of(request))


def provide_guest(request: Request[Any, Any, Any]) -> GuestRequest:
    return GuestRequest(request.user, services.of(request))
