"""What is done to the stations of a kitchen; one function is one transaction.

Where a dish is made is part of the menu: whoever changes it takes turns with the menu's editors, and makes a new
version of it. What is saved as it was makes no version, no event and no audit entry.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit
from ordering.audit import Action
from ordering.kitchen.refusals import ExpoTaken, NameTaken
from ordering.kitchen.shapes import NewStation, StationOut, StationPatch
from ordering.menu.arranging import in_order, menu_changed, number
from ordering.menu.model import Station, StationKind
from ordering.menu.repository import MenuVersions, Stations
from ordering.menu.shapes import Arrangement
from ordering.patching import given
from ordering.tables.pairing import unpair_screens


async def add_station(session: AsyncSession, by: audit.Actor, new: NewStation) -> StationOut:
    """A new station, the last. Raises ``NameTaken``, ``ExpoTaken``."""
    await MenuVersions(session).lock(by.store_id)
    name = new.name.strip()
    await _check_free(session, by, name, new.kind)
    position = await Stations(session).count(by.store_id)
    station = Station(store_id=by.store_id, name=name, kind=new.kind, position=position, live=1)
    session.add(station)
    await session.flush()
    audit.record(session, by, Action.STATION_ADDED, station.id, after={"name": name, "kind": new.kind})
    await menu_changed(session, by.store_id)
    return StationOut.of(station)


async def change_station(session: AsyncSession, by: audit.Actor, station_id: int, patch: StationPatch) -> StationOut:
    """Rename it, or make it another kind: where no dish is made any more, none is sent. Raises as ``add_station``."""
    await MenuVersions(session).lock(by.store_id)
    station = await Stations(session).of(by.store_id, station_id)
    changes = given(patch)
    if "name" in changes:
        changes["name"] = changes["name"].strip()
    before = {name: getattr(station, name) for name, value in changes.items() if getattr(station, name) != value}
    if before:
        after = {name: changes[name] for name in before}
        await _check_free(session, by, after.get("name"), after.get("kind"))
        for name, value in after.items():
            setattr(station, name, value)
        await session.flush()
        if after.get("kind") is StationKind.EXPO:
            await Stations(session).clear(by.store_id, station_id)
        audit.record(session, by, Action.STATION_CHANGED, station.id, before, after)
        await menu_changed(session, by.store_id)
    return StationOut.of(station)


async def archive_station(session: AsyncSession, by: audit.Actor, station_id: int) -> None:
    """What named it is made elsewhere from now on, and its screens are unpaired."""
    await MenuVersions(session).lock(by.store_id)
    station = await Stations(session).of(by.store_id, station_id)
    station.live = None
    await session.flush()
    await Stations(session).clear(by.store_id, station_id)
    number(await Stations(session).all_of(by.store_id))
    await unpair_screens(session, by, station)
    audit.record(session, by, Action.STATION_REMOVED, station.id, before={"name": station.name})
    await menu_changed(session, by.store_id)


async def reorder_stations(session: AsyncSession, by: audit.Actor, new: Arrangement) -> list[StationOut]:
    """Raises ``Invalid`` unless every station is named exactly once."""
    await MenuVersions(session).lock(by.store_id)
    stations = await Stations(session).all_of(by.store_id)
    ordered = in_order(stations, new.ids)
    if ordered != stations:
        number(ordered)
        audit.record(session, by, Action.STATIONS_REORDERED, None, after={"ids": new.ids})
        await menu_changed(session, by.store_id)
    return [StationOut.of(station) for station in ordered]


async def _check_free(session: AsyncSession, by: audit.Actor, name: str | None, kind: StationKind | None) -> None:
    """Raises ``NameTaken`` for another one's name, ``ExpoTaken`` for a second of its kind."""
    if name is not None and await Stations(session).find(by.store_id, name=name):
        raise NameTaken
    if kind is StationKind.EXPO and await Stations(session).find(by.store_id, kind=StationKind.EXPO):
        raise ExpoTaken
