"""Looking at tables and the tablets that are paired with them. Nothing here writes."""

from collections.abc import Collection
from operator import attrgetter

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.images.shapes import UrlOf
from ordering.security.callers import GuestCaller, StaffCaller
from ordering.stores.queries import store
from ordering.stores.shapes import StoreRef
from ordering.tables.model import DiningTable
from ordering.tables.repository import Devices, Tables
from ordering.tables.shapes import DeviceOut, TableOut, TabletOut
from ordering.tables.visits import table_here


class TableDevices(Struct, frozen=True):
    """A table and its tablets, the one seen last first."""

    table: TableOut
    devices: list[TabletOut]


async def tables(session: AsyncSession, staff: StaffCaller) -> list[TableOut]:
    """The tables by number."""
    return [TableOut.of(table) for table in await Tables(session).all_of(staff.store_id)]


async def table(
    session: AsyncSession, caller: StaffCaller | GuestCaller, table_id: int, *, archived: bool = False
) -> TableOut:
    """One table. Raises ``NotFound`` also for another store's."""
    return TableOut.of(await Tables(session).of(caller.store_id, table_id, archived=archived))


async def store_and_table(session: AsyncSession, guest: GuestCaller, url_of: UrlOf) -> tuple[StoreRef, TableOut]:
    """Where a tablet or a phone is. Raises ``VisitOver``, ``VisitMoved``."""
    return await store(session, guest, url_of), TableOut.of(await table_here(session, guest))


async def tables_numbered(session: AsyncSession, staff: StaffCaller, numbers: Collection[int]) -> list[DiningTable]:
    """The tables that have these numbers, with the hashes of their passwords."""
    return await Tables(session).all_of(staff.store_id, DiningTable.number.in_(numbers))


async def devices(session: AsyncSession, staff: StaffCaller) -> list[DeviceOut]:
    """The paired tablets and screens, in the order of their pairing."""
    return [DeviceOut.of(device) for device in await Devices(session).paired(staff.store_id)]


async def tablets_by_table(session: AsyncSession, staff: StaffCaller) -> list[TabletOut]:
    """The paired tablets by table; of one table the one seen last first."""
    tablets = [TabletOut.of(device) for device in await Devices(session).tablets(staff.store_id)]
    latest_first = sorted(tablets, key=attrgetter("last_seen_at"), reverse=True)
    return sorted(latest_first, key=attrgetter("table.number"))


async def tables_with_devices(session: AsyncSession, staff: StaffCaller) -> list[TableDevices]:
    """The tables by number."""
    paired: dict[int, list[TabletOut]] = {}
    for device in await tablets_by_table(session, staff):
        paired.setdefault(device.table.id, []).append(device)
    return [TableDevices(table, paired.get(table.id, [])) for table in await tables(session, staff)]


async def table_with_devices(session: AsyncSession, staff: StaffCaller, table_id: int) -> TableDevices:
    """One table. Raises ``NotFound`` also for another store's."""
    here = await table(session, staff, table_id)
    paired = [TabletOut.of(device) for device in await Devices(session).tablets(staff.store_id, table_id)]
    return TableDevices(here, sorted(paired, key=attrgetter("last_seen_at"), reverse=True))
