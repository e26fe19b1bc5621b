"""Logging in and out, and who one is."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Struct

from ordering.errors import BadCredentials, DeviceRevoked, PairingClosed, TooManyAttempts, TooManyDevices
from ordering.http.addresses import address_of
from ordering.http.callers import anyone
from ordering.http.openapi import BOTH, answers
from ordering.security.callers import StaffCaller, TableCaller
from ordering.services import Services
from ordering.stores import login
from ordering.stores import queries as stores
from ordering.stores.login import StaffCredentials, StaffLogin
from ordering.stores.shapes import StaffRef, StoreRef
from ordering.tables import pairing
from ordering.tables import queries as tables
from ordering.tables.pairing import DeviceCredentials, TableCredentials
from ordering.tables.shapes import TableLogin, TableRef


class Me(Struct, frozen=True, omit_defaults=True):
    """Either `table` or `staff` is there, as `kind` says."""

    kind: str
    store: StoreRef
    table: TableRef | None = None
    device_id: int | None = None
    party: int | None = None
    staff: StaffRef | None = None


class Auth(Controller):
    path = "/auth"
    tags = ["Auth"]

    @post(
        "/table",
        status_code=200,
        responses=answers(BadCredentials, PairingClosed, TooManyDevices, TooManyAttempts),
        summary="Pair a tablet",
    )
    async def table(
        self, data: JSONBody[TableCredentials], request: Request[Any, Any, Any], services: NamedDependency[Services]
    ) -> TableLogin:
        """Pair a tablet with a table by the table's password. Keep the device token; throw the password away.

        Send along the `device_token` of the pairing that this tablet had: that one then ends. 403 `pairing_closed`
        and 409 `too_many_devices`: the password is right, and the store's settings say no. Ask for anything within ten
        seconds: where the table is full, a tablet that never has makes room for the next, as its answer may be lost.
        """
        user_agent, url_of = request.headers.get("user-agent"), services.storage.url
        return await pairing.pair(services.work, services.authenticator, data, address_of(request), user_agent, url_of)

    @post("/table/refresh", status_code=200, responses=answers(DeviceRevoked), summary="Renew a tablet's access token")
    async def refresh(self, data: JSONBody[DeviceCredentials], services: NamedDependency[Services]) -> TableLogin:
        """A new access token for a paired tablet. `device_revoked`: pair it again."""
        return await pairing.renew(services.work, services.authenticator, data.device_token, services.storage.url)

    @post("/staff", status_code=200, responses=answers(BadCredentials, TooManyAttempts), summary="Log in as staff")
    async def staff(
        self, data: JSONBody[StaffCredentials], request: Request[Any, Any, Any], services: NamedDependency[Services]
    ) -> StaffLogin:
        """A token for 16 hours. Whatever is wrong, the answer is the same."""
        url_of = services.storage.url
        return await login.log_in(services.work, services.authenticator, data, address_of(request), url_of)

    @post("/logout", status_code=204, guards=[anyone], security=BOTH, summary="End this token")
    async def logout(self, request: Request[Any, Any, Any], services: NamedDependency[Services]) -> None:
        """The token is dead from now on. A tablet is unpaired by it."""
        caller: TableCaller | StaffCaller = request.user
        if isinstance(caller, TableCaller):
            await services.work.run(pairing.leave, caller)
        else:
            await services.work.run(login.log_out, caller)


@get("/me", guards=[anyone], security=BOTH, tags=["Auth"], summary="Whom this token stands for")
async def me(request: Request[Any, Any, Any], services: NamedDependency[Services]) -> Me:
    """The store, and the table or the person."""
    caller: TableCaller | StaffCaller = request.user
    work, url_of = services.work, services.storage.url
    if isinstance(caller, TableCaller):
        store, table = await work.read(tables.store_and_table, caller, url_of)
        ref = TableRef(table.id, table.number, table.label)
        return Me("table", store, table=ref, device_id=caller.device_id, party=table.party)
    store = await work.read(stores.store, caller, url_of)
    return Me("staff", store, staff=StaffRef(caller.staff_id, caller.username, caller.role))


ROUTES: list[Any] = [Auth, me]
