"""Logging in and out, and who one is."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Struct

from ordering.errors import (
    BadCredentials,
    DeviceRevoked,
    PairingClosed,
    TooManyAttempts,
    TooManyDevices,
    TooManyPhones,
    VisitOver,
)
from ordering.http.addresses import address_of
from ordering.http.callers import GuestRequest, anyone
from ordering.http.openapi import BOTH, answers
from ordering.security.callers import PhoneCaller, StaffCaller, TableCaller
from ordering.security.revocations import Caller
from ordering.services import Services
from ordering.stores import login
from ordering.stores import queries as stores
from ordering.stores.login import StaffCredentials, StaffLogin
from ordering.stores.shapes import StaffRef, StoreRef
from ordering.tables import pairing, phones
from ordering.tables import queries as tables
from ordering.tables.pairing import DeviceCredentials, TableCredentials
from ordering.tables.phones import PhoneCredentials, PhoneLogin
from ordering.tables.shapes import TableLogin, TableRef


class Me(Struct, frozen=True, omit_defaults=True):
    """Either `table` or `staff` is there, as `kind` says: a table's tablet, a guest's `phone`, or `staff`."""

    kind: str
    store: StoreRef
    table: TableRef | None = None
    device_id: int | None = None
    phone_id: int | None = None
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

    @post(
        "/phone",
        status_code=200,
        responses=answers(VisitOver, TooManyPhones, TooManyAttempts),
        summary="Let a guest's phone in",
    )
    async def phone(
        self, data: JSONBody[PhoneCredentials], request: Request[Any, Any, Any], services: NamedDependency[Services]
    ) -> PhoneLogin:
        """A token for 12 hours, or until the party leaves: from then on everything answers 401 `visit_over`, as a code
        does that is unknown, renewed or of a party that has left. It opens what a table's token opens, but not `/code`.

        Of wrong codes an address may send 100 in 15 minutes; a right one always lets in. 409 `too_many_phones` past 20.
        """
        url_of = services.storage.url
        return await phones.join(services.work, services.authenticator, data, address_of(request), url_of)

    @post("/logout", status_code=204, guards=[anyone], security=BOTH, summary="End this token")
    async def logout(self, request: Request[Any, Any, Any], services: NamedDependency[Services]) -> None:
        """The token is dead from now on. A tablet is unpaired by it; a phone makes room for another."""
        caller: Caller = request.user
        if isinstance(caller, TableCaller):
            await services.work.run(pairing.leave, caller)
        elif isinstance(caller, PhoneCaller):
            await services.work.run(phones.leave, caller)
        else:
            await services.work.run(login.log_out, caller)


@get("/me", guards=[anyone], security=BOTH, tags=["Auth"], summary="Whom this token stands for")
async def me(request: Request[Any, Any, Any], services: NamedDependency[Services]) -> Me:
    """The store, and the table or the person."""
    caller: Caller = request.user
    work, url_of = services.work, services.storage.url
    if isinstance(caller, StaffCaller):
        store = await work.read(stores.store, caller, url_of)
        return Me("staff", store, staff=StaffRef(caller.staff_id, caller.username, caller.role))
    store, table = await GuestRequest(caller, services).read(tables.store_and_table, url_of)
    ref = TableRef(table.id, table.number, table.label)
    if isinstance(caller, PhoneCaller):
        return Me("phone", store, table=ref, phone_id=caller.phone_id, party=table.party)
    return Me("table", store, table=ref, device_id=caller.device_id, party=table.party)


ROUTES: list[Any] = [Auth, me]
