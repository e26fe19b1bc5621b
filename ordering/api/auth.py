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
from ordering.http.openapi import ANYBODY, answers
from ordering.kitchen import pairing as screens
from ordering.kitchen import queries as kitchen
from ordering.kitchen.pairing import StationCredentials, StationLogin
from ordering.kitchen.refusals import WrongCode
from ordering.menu.shapes import PairedStation
from ordering.security.callers import DeviceCaller, PhoneCaller, StaffCaller, StationCaller
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
    """One of `table`, `station` and `staff` is there, as `kind` says: of a table's tablet or a guest's `phone`, of a
    `station`'s screen, or of `staff`.
    """

    kind: str
    store: StoreRef
    table: TableRef | None = None
    station: PairedStation | None = None
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

    @post("/station", status_code=200, responses=answers(WrongCode, TooManyAttempts), summary="Pair a kitchen screen")
    async def station(
        self, data: JSONBody[StationCredentials], request: Request[Any, Any, Any], services: NamedDependency[Services]
    ) -> StationLogin:
        """Pair a screen with the station that has this code; spaces in it don't matter. Keep the device token.

        A code pairs one screen, within ten minutes. Whatever is wrong, the answer is the same.
        """
        user_agent, url_of = request.headers.get("user-agent"), services.storage.url
        return await screens.pair(services.work, services.authenticator, data, address_of(request), user_agent, url_of)

    @post(
        "/station/refresh", status_code=200, responses=answers(DeviceRevoked), summary="Renew a screen's access token"
    )
    async def refresh_station(
        self, data: JSONBody[DeviceCredentials], services: NamedDependency[Services]
    ) -> StationLogin:
        """A new access token for a paired screen. `device_revoked`: pair it again."""
        return await screens.renew(services.work, services.authenticator, data.device_token, services.storage.url)

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

    @post("/logout", status_code=204, guards=[anyone], security=ANYBODY, summary="End this token")
    async def logout(self, request: Request[Any, Any, Any], services: NamedDependency[Services]) -> None:
        """The token is dead from now on. A tablet or a screen is unpaired by it; a phone makes room for another."""
        caller: Caller = request.user
        if isinstance(caller, DeviceCaller):
            await services.work.run(pairing.leave, caller)
        elif isinstance(caller, PhoneCaller):
            await services.work.run(phones.leave, caller)
        else:
            await services.work.run(login.log_out, caller)


@get("/me", guards=[anyone], security=ANYBODY, tags=["Auth"], summary="Whom this token stands for")
async def me(request: Request[Any, Any, Any], services: NamedDependency[Services]) -> Me:
    """The store, and the table, the station or the person."""
    caller: Caller = request.user
    work, url_of = services.work, services.storage.url
    if isinstance(caller, StaffCaller):
        store = await work.read(stores.store, caller, url_of)
        return Me("staff", store, staff=StaffRef(caller.staff_id, caller.username, caller.role))
    if isinstance(caller, StationCaller):
        store = await work.read(stores.store, caller, url_of)
        station = await work.read(kitchen.station, caller, caller.station_id)
        return Me("station", store, station=station, device_id=caller.device_id)
    store, table = await GuestRequest(caller, services).read(tables.store_and_table, url_of)
    ref = TableRef(table.id, table.number, table.label)
    if isinstance(caller, PhoneCaller):
        return Me("phone", store, table=ref, phone_id=caller.phone_id, party=table.party)
    return Me("table", store, table=ref, device_id=caller.device_id, party=table.party)


ROUTES: list[Any] = [Auth, me]
