"""Tablets: pairing by the table's password, renewing by the device token, unpairing."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.audit import Action
from ordering.database.work import Work
from ordering.errors import BadCredentials, DeviceRevoked, NotFound, PairingClosed, TooManyAttempts, TooManyDevices
from ordering.images.shapes import UrlOf
from ordering.live import log
from ordering.menu.model import Station
from ordering.menu.repository import Stations
from ordering.names import normal
from ordering.security.authenticator import Authenticator
from ordering.security.callers import AT_TABLE, StaffCaller, StationCaller, Stranger, TableCaller, Tablet
from ordering.security.throttle import Door
from ordering.security.tokens import LIFETIME, device_token_hash, new_device_token, new_jti
from ordering.stores.login import Typed
from ordering.stores.login_audit import note_refusal, note_throttled
from ordering.stores.model import Store
from ordering.stores.repository import Stores
from ordering.stores.shapes import AccessRevoked, StoreRef
from ordering.tables.model import Device, DiningTable
from ordering.tables.repository import Devices, Tables
from ordering.tables.shapes import Number, TableLogin, TableRef

TIME_TO_BEGIN = timedelta(seconds=10)
"""A tablet that asks for nothing for so long after its pairing may never have had the answer: it makes room."""
DeviceToken = Annotated[str, Meta(min_length=1, max_length=200)]


class TableCredentials(Struct, forbid_unknown_fields=True, frozen=True):
    store: Typed
    table_number: Number
    password: Typed
    device_token: DeviceToken | None = None
    """Of the pairing that this tablet had, which then ends."""


class DeviceCredentials(Struct, forbid_unknown_fields=True, frozen=True):
    device_token: DeviceToken


async def pair(
    work: Work,
    authenticator: Authenticator,
    given: TableCredentials,
    address: str,
    user_agent: str | None,
    url_of: UrlOf,
) -> TableLogin:
    """Pair a new device with a table. Raises ``BadCredentials``, ``TooManyAttempts`` or ``Busy``, as staff logins do.

    To who knows the password, also ``PairingClosed`` and ``TooManyDevices``.
    """
    slug, name = normal(given.store), f"{AT_TABLE}{given.table_number}"
    try:
        async with authenticator.throttle.attempt(Door.PAIRING, (slug, name), address) as lane:
            store, table = await work.read(_find, slug, given.table_number)
            password_hash = table.password_hash if table else None
            right = await authenticator.passwords.matches(password_hash, given.password, "NFKC", lane)
            if not right or store is None or table is None:
                if store is not None:
                    who, table_id = Stranger(store.id, name, address), table.id if table else None
                    note_refusal(work, authenticator.refusals, who, Action.TABLE_LOGIN_REFUSED, table_id)
                raise BadCredentials
    except TooManyAttempts:
        note_throttled(work, authenticator.refusals, (slug, name), address, Action.TABLE_LOGIN_THROTTLED)
        raise
    token, checked = new_device_token(), Checked(Stranger(store.id, name, address), table.id, table.password_hash)
    try:
        device, now = await work.run(_pair, checked, token, user_agent, given.device_token)
    except BadCredentials:
        note_refusal(work, authenticator.refusals, checked.who, Action.TABLE_LOGIN_REFUSED, table.id)
        raise
    except (PairingClosed, TooManyDevices) as no:
        action = Action.PAIRING_FULL if isinstance(no, TooManyDevices) else Action.PAIRING_REFUSED
        note_refusal(work, authenticator.refusals, checked.who, action, table.id)
        raise
    return _login(authenticator, url_of, device, now, store, token)


async def renew(work: Work, authenticator: Authenticator, token: str, url_of: UrlOf) -> TableLogin:
    """A new access token for a paired device. Raises ``DeviceRevoked``."""
    known = await work.read(_known, device_token_hash(token))
    await work.run(_seen, known[0].store_id, known[0].id)
    return _login(authenticator, url_of, *known, token)


async def unpair(session: AsyncSession, staff: StaffCaller, device_id: int) -> int | None:
    """A tablet, a station's screen or a print agent. Returns the id of the table that a tablet was paired with."""
    device = await Devices(session).of(staff.store_id, device_id, lock=True)
    await _unpair(session, device, staff)
    return device.table_id


async def leave(session: AsyncSession, caller: TableCaller | StationCaller) -> None:
    """A device's logout unpairs it. Repeatable."""
    with suppress(NotFound):
        await _unpair(session, await Devices(session).of(caller.store_id, caller.device_id, lock=True), caller)


async def unpair_tablets(session: AsyncSession, staff: StaffCaller, table: DiningTable) -> None:
    for device in await Devices(session).tablets(table.store_id, table.id):
        await _unpair(session, device, staff)


async def unpair_screens(session: AsyncSession, by: audit.Actor, station: Station) -> None:
    for device in await Devices(session).screens(station.store_id, station.id):
        await _unpair(session, device, by)


async def _unpair(session: AsyncSession, device: Device, by: audit.Actor) -> None:
    if device.agent_name is not None:
        audit.record(session, by, Action.AGENT_REMOVED, device.id, before={"name": device.agent_name})
    elif device.station_id is not None:
        station = await Stations(session).of(device.store_id, device.station_id, archived=True)
        was = {"station_id": station.id, "name": station.name}
        audit.record(session, by, Action.SCREEN_UNPAIRED, device.id, before=was)
    else:
        audit.record(session, by, Action.DEVICE_UNPAIRED, device.id, before={"table_id": device.table_id})
    _end_access(session, device)


def _replace(session: AsyncSession, device: Device, by: audit.Actor) -> None:
    audit.record(session, by, Action.DEVICE_REPLACED, device.id, before={"table_id": device.table_id})
    _end_access(session, device)


def _end_access(session: AsyncSession, device: Device) -> None:
    device.unpair(clock.now())
    log.append(session, device.store_id, log.EventType.ACCESS_REVOKED, AccessRevoked("device", device.id))


async def _find(session: AsyncSession, slug: str, number: int) -> tuple[Store | None, DiningTable | None]:
    store = await Stores(session).by_slug(slug)
    return store, await Tables(session).find(store.id if store else 0, number=number)


class Checked(Struct, frozen=True):
    """A table, and the hash of the password that was checked for it."""

    who: Stranger
    table_id: int
    password_hash: str


async def _pair(
    session: AsyncSession, checked: Checked, token: str, user_agent: str | None, last_token: str | None
) -> tuple[Device, DiningTable]:
    devices, last_hash = Devices(session), device_token_hash(last_token) if last_token else None
    # Both tables at once, in everybody's order: whoever ends a table's devices holds its lock.
    left = await devices.table_of(last_hash) if last_hash else None
    await Tables(session).lock({checked.table_id, left or checked.table_id})
    last = await devices.by_token(last_hash) if last_hash else None
    table = await Tables(session).of(checked.who.store_id, checked.table_id, archived=True)
    if table.live is None or table.password_hash != checked.password_hash:  # changed while we were checking the old one
        raise BadCredentials
    now = clock.now()
    store = await Stores(session).of(checked.who.store_id)
    if not store.admits_tablets(now):
        raise PairingClosed
    await _make_room(session, checked, store, now, without=last[0].id if last else None)
    if last is not None:
        await _end(session, *last, checked.who.address)
    device = Device.paired(store.id, token, user_agent, now, table_id=table.id)
    session.add(device)
    await session.flush()
    audit.record(session, checked.who, Action.DEVICE_PAIRED, device.id, after={"table_id": table.id})
    log.hint(session, store.id)
    return device, table


async def _make_room(
    session: AsyncSession, checked: Checked, store: Store, now: datetime, *, without: int | None
) -> None:
    """For one more tablet, by ending pairings whose answers were lost, as it seems. Raises ``TooManyDevices``."""
    devices = Devices(session)
    others = [Device.id != without] if without is not None else []
    # Under the table's lock it stays so many.
    here = await devices.count(store.id, *others, table_id=checked.table_id)
    too_many = store.too_many(here + 1)
    if not too_many:
        return
    idle = await devices.never_used(
        store.id, checked.table_id, before=now - TIME_TO_BEGIN, without=without, at_most=too_many
    )
    if len(idle) < too_many:
        raise TooManyDevices
    for device in idle:
        _replace(session, device, checked.who)


async def _end(session: AsyncSession, device: Device, table: DiningTable, store: Store, address: str) -> None:
    """The pairing that a tablet had until now, which may be another store's: it shows its token."""
    with suppress(NotFound):
        mine = await Devices(session).of(store.id, device.id, lock=True)
        await _unpair(session, mine, Tablet(store.id, device.id, table.number, address))


async def _known(session: AsyncSession, token_hash: str) -> tuple[Device, DiningTable, Store]:
    known = await Devices(session).by_token(token_hash)
    if known is None:
        raise DeviceRevoked
    return known


async def _seen(session: AsyncSession, store_id: int, device_id: int) -> None:
    await Devices(session).seen(store_id, [device_id], clock.now())


def _login(
    authenticator: Authenticator, url_of: UrlOf, device: Device, table: DiningTable, store: Store, token: str
) -> TableLogin:
    caller = TableCaller(
        store_id=store.id,
        account_key=device.account_key,
        device_id=device.id,
        table_id=table.id,
        table_number=table.number,
        epoch=device.epoch,
        jti=new_jti(),
        expires_at=clock.now().replace(microsecond=0) + LIFETIME,
    )
    return TableLogin(
        access_token=authenticator.tokens.issue(caller),
        expires_at=caller.expires_at,
        device_token=token,
        table=TableRef.of(table),
        party=table.party,
        store=StoreRef.of(store, url_of),
    )
