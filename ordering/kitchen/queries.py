"""Looking at the kitchen."""

from sqlalchemy.ext.asyncio import AsyncSession

from ordering.kitchen.shapes import StationOut
from ordering.menu.model import StationKind
from ordering.menu.repository import Stations
from ordering.menu.shapes import PairedStation
from ordering.security.callers import StaffCaller, StationCaller


async def stations(session: AsyncSession, staff: StaffCaller) -> list[StationOut]:
    """All of them, in order."""
    return [StationOut.of(station) for station in await Stations(session).all_of(staff.store_id)]


async def station_of(session: AsyncSession, screen: StationCaller) -> PairedStation:
    """Whose screen it is."""
    return PairedStation.of(await Stations(session).of(screen.store_id, screen.station_id))


async def prep_stations(session: AsyncSession, staff: StaffCaller) -> list[StationOut]:
    """The stations where dishes are made, in order."""
    return [station for station in await stations(session, staff) if station.kind is StationKind.PREP]
