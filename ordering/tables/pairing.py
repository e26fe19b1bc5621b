"""Tablets: pairing by the table's password, renewing by the device token, unpairing."""

from contextlib import suppress
from typing import Annotated

from msgspec import Meta, Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.database import Work
from ordering.errors import BadCredentials, DeviceRevoked, NotFound, TooManyAttempts
from ordering.live import log
from ordering.names import normal
from ordering.security.callers import StaffCaller, Stranger, TableCaller
from ordering.security.keys import Keys
from ordering.security.throttle import Door
from ordering.security.tokens import LIFETIME, device_token_hash, new_account_key, new_device_token, new_jti
from ordering.stores.login import Typed
from ordering.stores.model import Store
from ordering.stores.refusing import note_refusal, note_throttled
from ordering.stores.repository import Stores
from ordering.stores.shapes import AccessRevoked, StoreRef
from ordering.tables.model import Device, DiningTable
from ordering.tables.repository import Devices, Tables
from ordering.tables.shapes import Number, TableLogin, TableRef


class TableCredentials(Struct, forbid_unknown_fields=True, frozen=True):
    store: Typed
    table_number: Number
    password: Typed


class DeviceCredentials(Struct, forbid_unknown_fields=True, frozen=True):
    device_token: Annotated[str, Meta(min_length=1, max_length=200)]


async def pair(work: Work, keys: Keys, given: TableCredentials, address: str, user_agent: str | None) -> TableLogin:
    """Pair a new device with a table. Raises ``BadCredentials`` or ``TooManyAttempts``, as staff logins do."""
    slug, name = normal(given.store), f"table {given.table_number}"
    try:
        async with keys.throttle.attempt(Door.PAIRING, (slug, name), address):
            store, table = await work.read(_find, slug, given.table_number)
            right = await keys.passwords.matches(table.password_hash if table else None, given.password, "NFKC")
            if not right or store is None or table is None:
                if store is not None:
                    who = Stranger(store.id, name, address)
                    note_refusal(work, keys.refusals, who, "table", table.id if table else None)
                raise BadCredentials
    except TooManyAttempts:
        note_throttled(work, keys.refusals, (slug, name), address, "table")
        raise
    token, who = new_device_token(), Stranger(store.id, name, address)
    device, now = await work.run(_pair, who, table.id, table.password_hash, token, user_agent)
    return _login(keys, device, now, store, token)


async def renew(work: Work, keys: Keys, token: str) -> TableLogin:
    """A new access token for a paired device. Raises ``DeviceRevoked``."""
    known = await work.read(_known, device_token_hash(token))
    await work.run(_seen, known[0].id)
    return _login(keys, *known, token)


async def unpair(session: AsyncSession, staff: StaffCaller, device_id: int) -> None:
    _unpair(session, await Devices(session).of(staff.store_id, device_id), staff)


async def leave(session: AsyncSession, tablet: TableCaller) -> None:
    """A tablet's logout unpairs it. Repeatable."""
    with suppress(NotFound):
        _unpair(session, await Devices(session).of(tablet.store_id, tablet.device_id), tablet)


async def unpair_all(session: AsyncSession, staff: StaffCaller, table: DiningTable) -> None:
    for device in await Devices(session).paired(table.store_id, table.id):
        _unpair(session, device, staff)


def _unpair(session: AsyncSession, device: Device, by: audit.Actor) -> None:
    device.unpair(clock.now())
    audit.record(session, by, "device.unpaired", "device", device.id, before={"table_id": device.table_id})
    log.append(session, device.store_id, log.EventType.ACCESS_REVOKED, AccessRevoked("device", device.id))


async def _find(session: AsyncSession, slug: str, number: int) -> tuple[Store | None, DiningTable | None]:
    store = await Stores(session).by_slug(slug)
    return store, await Tables(session).numbered(store.id if store else 0, number)


async def _pair(
    session: AsyncSession, who: Stranger, table_id: int, checked_hash: str, token: str, user_agent: str | None
) -> tuple[Device, DiningTable]:
    table = await Tables(session).of(who.store_id, table_id, lock=True, archived=True)
    if table.live is None or table.password_hash != checked_hash:  # changed while we were checking the old one
        raise BadCredentials
    now = clock.now()
    device = Device(
        store_id=who.store_id,
        table_id=table_id,
        token_hash=device_token_hash(token),
        account_key=new_account_key(),
        epoch=1,
        user_agent=user_agent[:200] if user_agent else None,
        paired_at=now,
        last_seen_at=now,
        unpaired_at=None,
    )
    session.add(device)
    await session.flush()
    audit.record(session, who, "device.paired", "device", device.id, after={"table_id": table_id})
    return device, table


async def _known(session: AsyncSession, token_hash: str) -> tuple[Device, DiningTable, Store]:
    known = await Devices(session).by_token(token_hash)
    if known is None:
        raise DeviceRevoked
    return known


async def _seen(session: AsyncSession, device_id: int) -> None:
    await Devices(session).seen([device_id], clock.now())


def _login(keys: Keys, device: Device, table: DiningTable, store: Store, token: str) -> TableLogin:
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
        access_token=keys.tokens.issue(caller),
        expires_at=caller.expires_at,
        device_token=token,
        table=TableRef.of(table),
        party=table.party,
        store=StoreRef.of(store),
    )
