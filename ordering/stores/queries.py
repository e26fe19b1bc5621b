"""Looking at a store, its people, and what was done there. Nothing here writes."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.audit import AuditEntries, AuditEntry, AuditFilter
from ordering.images.shapes import UrlOf
from ordering.security.callers import GuestCaller, KitchenCaller, StaffCaller
from ordering.stores.call_kinds import CallKind
from ordering.stores.model import Pairing, Staff
from ordering.stores.repository import StaffMembers, Stores
from ordering.stores.shapes import StaffOut, StoreOut, StoreRef


class PairingState(Struct, frozen=True):
    """When tablets can be paired; ``open_until`` is None while they wait for somebody to let them."""

    only_when_opened: bool
    open_until: datetime | None


async def call_kinds(session: AsyncSession, caller: StaffCaller | GuestCaller) -> list[CallKind]:
    """What guests can call for now."""
    return (await Stores(session).of(caller.store_id)).call_kinds


async def store(session: AsyncSession, caller: KitchenCaller | GuestCaller, url_of: UrlOf) -> StoreRef:
    """The store as everybody there may know it."""
    return StoreRef.of(await Stores(session).with_pictures(caller.store_id), url_of)


async def settings(session: AsyncSession, staff: StaffCaller) -> StoreOut:
    return StoreOut.of(await Stores(session).of(staff.store_id))


async def pairing(session: AsyncSession, staff: StaffCaller) -> PairingState:
    here = await Stores(session).of(staff.store_id)
    until = here.pairing_open_until
    return PairingState(here.pairing == Pairing.OPENED, until if until and until > clock.now() else None)


async def people(session: AsyncSession, staff: StaffCaller) -> list[StaffOut]:
    """The people who work there, by username."""
    return [StaffOut.of(person) for person in await StaffMembers(session).all_of(staff.store_id)]


async def people_gone(session: AsyncSession, staff: StaffCaller) -> list[StaffOut]:
    """The people who worked there; another may have the name by now."""
    gone = await StaffMembers(session).all_of(staff.store_id, Staff.live.is_(None), archived=True)
    return [StaffOut.of(person) for person in gone]


async def person(session: AsyncSession, staff: StaffCaller, staff_id: int) -> StaffOut:
    """Raises ``NotFound`` also for another store's."""
    return StaffOut.of(await StaffMembers(session).of(staff.store_id, staff_id))


async def audit_entries(
    session: AsyncSession, staff: StaffCaller, filters: AuditFilter, before: int | None, limit: int
) -> list[AuditEntry]:
    """Who did what, newest first, from below the id ``before``."""
    return await AuditEntries(session).page(staff.store_id, filters, before, limit)
