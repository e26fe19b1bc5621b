"""Screens of stations: paired by a code, renewed by the device token; unpaired as tablets are."""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.audit import Action
from ordering.database.work import Work
from ordering.errors import DeviceRevoked, TooManyAttempts
from ordering.images.shapes import UrlOf
from ordering.kitchen.refusals import WrongCode
from ordering.menu.model import Station
from ordering.menu.repository import MenuVersions, Stations
from ordering.menu.shapes import PairedStation
from ordering.names import normal
from ordering.security.authenticator import Authenticator
from ordering.security.callers import StaffCaller, StationCaller, Stranger
from ordering.security.station_codes import StationCodes, new_station_code
from ordering.security.throttle import Door
from ordering.security.tokens import LIFETIME, device_token_hash, new_device_token, new_jti
from ordering.stores.login import Typed
from ordering.stores.login_audit import note_refusal, note_throttled
from ordering.stores.model import Store
from ordering.stores.repository import Stores
from ordering.stores.shapes import StoreRef
from ordering.tables.model import Device
from ordering.tables.repository import Devices

CODE_LIFETIME = timedelta(minutes=10)
A_STATION = "station"
"""As which a screen tries to pair: no code says of which station before it is known."""


class PairingCode(Struct, frozen=True):
    code: str
    expires_at: datetime


class StationCredentials(Struct, forbid_unknown_fields=True, frozen=True):
    store: Typed
    code: Typed


class StationLogin(Struct, frozen=True, kw_only=True):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a scheme's name
    expires_at: datetime
    device_token: str
    station: PairedStation
    store: StoreRef


async def make_code(session: AsyncSession, by: StaffCaller, station_id: int, codes: StationCodes) -> PairingCode:
    """A code for one screen of a station; the one before it is dead."""
    # Codes are made one after another: no two stations have the same one.
    await MenuVersions(session).lock(by.store_id)
    stations = Stations(session)
    station = await stations.of(by.store_id, station_id, lock=True)
    code = new_station_code()
    while await stations.count(by.store_id, code_hash=codes.hash(by.store_id, code)):
        code = new_station_code()
    station.code_hash = codes.hash(by.store_id, code)
    station.code_expires_at = clock.now() + CODE_LIFETIME
    audit.record(session, by, Action.STATION_CODE_MADE, station.id, after={"name": station.name})
    return PairingCode(code, station.code_expires_at)


async def pair(
    work: Work,
    authenticator: Authenticator,
    given: StationCredentials,
    address: str,
    user_agent: str | None,
    url_of: UrlOf,
) -> StationLogin:
    """Pair a new screen with the station that has this code. Raises ``WrongCode``, alike whatever was wrong, or
    ``TooManyAttempts``, ``Busy``.
    """
    slug, codes = normal(given.store), authenticator.station_codes
    try:
        async with authenticator.throttle.attempt(Door.STATION, (slug, A_STATION), address):
            store, station = await work.read(_find, slug, given.code, codes)
            if store is None or station is None:
                if store is not None:
                    who = Stranger(store.id, A_STATION, address)
                    note_refusal(work, authenticator.refusals, who, Action.STATION_LOGIN_REFUSED, None)
                raise WrongCode
            token, who = new_device_token(), Stranger(store.id, A_STATION, address)
            code_hash = codes.hash(store.id, given.code)
            device = await work.run(_pair, who, station.id, code_hash, token, user_agent)
    except TooManyAttempts:
        action = Action.STATION_LOGIN_THROTTLED
        note_throttled(work, authenticator.refusals, (slug, A_STATION), address, action)
        raise
    return _login(authenticator, url_of, device, station, store, token)


async def renew(work: Work, authenticator: Authenticator, token: str, url_of: UrlOf) -> StationLogin:
    """A new access token for a paired screen. Raises ``DeviceRevoked``."""
    device, station, store = await work.read(_known, device_token_hash(token))
    await work.run(_seen, store.id, device.id)
    return _login(authenticator, url_of, device, station, store, token)


async def _find(
    session: AsyncSession, slug: str, code: str, codes: StationCodes
) -> tuple[Store | None, Station | None]:
    store = await Stores(session).by_slug(slug)
    # Asked for also without a store, to take the same time.
    store_id = store.id if store else 0
    code_hash = codes.hash(store_id, code)
    station = await Stations(session).find(store_id, code_hash=code_hash)
    return store, station if station is not None and station.is_opened_by(code_hash, clock.now()) else None


async def _pair(
    session: AsyncSession, who: Stranger, station_id: int, code_hash: str, token: str, user_agent: str | None
) -> Device:
    # Under the station's lock: of two screens with one code the first is paired, and one that is deleted pairs none.
    station = await Stations(session).get(who.store_id, station_id, lock=True)
    now = clock.now()
    if station is None or not station.is_opened_by(code_hash, now):
        raise WrongCode
    station.forget_code()
    device = Device.paired(who.store_id, token, user_agent, now, station_id=station.id)
    session.add(device)
    await session.flush()
    of_station = {"station_id": station.id, "name": station.name}
    audit.record(session, who, Action.SCREEN_PAIRED, device.id, after=of_station)
    return device


async def _known(session: AsyncSession, token_hash: str) -> tuple[Device, Station, Store]:
    known = await Devices(session).screen_by_token(token_hash)
    if known is None:
        raise DeviceRevoked
    return known


async def _seen(session: AsyncSession, store_id: int, device_id: int) -> None:
    await Devices(session).seen(store_id, [device_id], clock.now())


def _login(
    authenticator: Authenticator, url_of: UrlOf, device: Device, station: Station, store: Store, token: str
) -> StationLogin:
    caller = StationCaller(
        store_id=store.id,
        account_key=device.account_key,
        device_id=device.id,
        station_id=station.id,
        station_name=station.name,
        epoch=device.epoch,
        jti=new_jti(),
        expires_at=clock.now().replace(microsecond=0) + LIFETIME,
    )
    return StationLogin(
        access_token=authenticator.tokens.issue(caller),
        expires_at=caller.expires_at,
        device_token=token,
        station=PairedStation.of(station),
        store=StoreRef.of(store, url_of),
    )
