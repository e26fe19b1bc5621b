"""Looking at the kitchen."""

from operator import attrgetter

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.kitchen.shapes import StationOut
from ordering.menu.model import StationKind
from ordering.menu.repository import Stations
from ordering.menu.shapes import PairedStation
from ordering.security.callers import KitchenCaller, StaffCaller, StationCaller
from ordering.tables.repository import Devices
from ordering.tables.shapes import ScreenOut


async def stations(session: AsyncSession, staff: StaffCaller) -> list[StationOut]:
    """All of them, in order."""
    return [StationOut.of(station) for station in await Stations(session).all_of(staff.store_id)]


async def station(session: AsyncSession, caller: KitchenCaller, station_id: int) -> PairedStation:
    """One of them. Raises ``NotFound`` also for another store's."""
    return PairedStation.of(await Stations(session).of(caller.store_id, station_id))


async def sees(session: AsyncSession, caller: KitchenCaller) -> int | None:
    """The station whose tickets somebody sees; None for who sees those of all: the staff, and where orders are put
    together. Raises ``NotFound`` for a screen whose station is gone.
    """
    if not isinstance(caller, StationCaller):
        return None
    station = await Stations(session).of(caller.store_id, caller.station_id)
    return None if station.kind is StationKind.EXPO else station.id


async def has_kitchen(session: AsyncSession, caller: KitchenCaller) -> bool:
    """Whether the store has a station that makes dishes: an expo alone counts as none."""
    return bool(await Stations(session).count(caller.store_id, kind=StationKind.PREP))


class StationScreens(Struct, frozen=True):
    """A station and the screens that are paired with it, the one seen last first."""

    station: StationOut
    screens: list[ScreenOut]


async def stations_with_screens(session: AsyncSession, staff: StaffCaller) -> list[StationScreens]:
    """All of them, in order."""
    screens = [ScreenOut.of(screen) for screen in await Devices(session).screens(staff.store_id)]
    latest_first = sorted(screens, key=attrgetter("last_seen_at"), reverse=True)
    return [
        StationScreens(station, [screen for screen in latest_first if screen.station.id == station.id])
        for station in await stations(session, staff)
    ]


async def prep_stations(session: AsyncSession, staff: StaffCaller) -> list[StationOut]:
    """The stations where dishes are made, in order."""
    return [station for station in await stations(session, staff) if station.kind is StationKind.PREP]
