"""A station of the kitchen goes, or makes no dishes any more: what it had to make is made elsewhere.

Tables are locked first, all of them, as they are by whoever places an order or changes a ticket: nothing is sent to a
station that has gone.
"""

from collections.abc import Sequence

from msgspec import UNSET
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from ordering import audit, clock
from ordering.kitchen import actions
from ordering.kitchen.refusals import StationInUse
from ordering.kitchen.shapes import StationOut, StationPatch
from ordering.menu.model import Station, StationKind
from ordering.menu.repository import Stations
from ordering.orders.model import Order, Status
from ordering.orders.repository import Orders
from ordering.orders.telling import record_status, tell_order, tell_ticket, versions
from ordering.stores.repository import Stores
from ordering.tables.repository import Tables, TableSessions


async def archive_station(session: AsyncSession, by: audit.Actor, station_id: int) -> None:
    """Its open tickets go to the first station that makes dishes. Raises ``StationInUse`` where there is no other."""
    await Tables(session).lock_all(by.store_id)
    await _leave(session, by, await Stations(session).of(by.store_id, station_id))
    await actions.archive_station(session, by, station_id)


async def change_station(session: AsyncSession, by: audit.Actor, station_id: int, patch: StationPatch) -> StationOut:
    """Made another kind it goes as the one that it was. Raises ``StationInUse``, ``NameTaken``, ``ExpoTaken``."""
    if patch.kind is not UNSET:
        await Tables(session).lock_all(by.store_id)
        station = await Stations(session).of(by.store_id, station_id)
        if station.kind is not patch.kind:
            await _leave(session, by, station)
    return await actions.change_station(session, by, station_id, patch)


async def _leave(session: AsyncSession, by: audit.Actor, station: Station) -> None:
    orders = await _orders(session, by.store_id)
    if station.kind is StationKind.PREP:
        makers = await Stations(session).all_of(by.store_id, kind=StationKind.PREP)
        _hand_over(session, orders, station, next((one for one in makers if one.id != station.id), None))
    elif not (await Stores(session).of(by.store_id)).serving_tap:
        _complete(session, by, orders)


async def _orders(session: AsyncSession, store_id: int) -> list[Order]:
    """Those of the parties that are there, the oldest first, each with its session."""
    parties = {party.id: party for party in await TableSessions(session).all_of(store_id)}
    found: list[Order] = []
    for party_id, orders in (await Orders(session).of_sessions(store_id, parties)).items() if parties else ():
        for order in orders:
            set_committed_value(order, "table_session", parties[party_id])
            found.append(order)
    return sorted(found, key=lambda order: order.id)


def _hand_over(session: AsyncSession, orders: Sequence[Order], station: Station, heir: Station | None) -> None:
    """Done ones, too: they may be recalled."""
    for order in orders:
        for ticket in order.tickets:
            if ticket.station_id != station.id:
                continue
            if heir is not None:
                ticket.hand_to(heir)
                tell_ticket(session, order, ticket)
            elif ticket.is_open:
                raise StationInUse


def _complete(session: AsyncSession, by: audit.Actor, orders: Sequence[Order]) -> None:
    """Nobody is left to say that they are carried."""
    for order in orders:
        before, known = order.status, versions(order)
        if before is Status.PREPARING and order.follow(clock.now(), by_tap=False):
            record_status(session, by, order, before)
            tell_order(session, order, known, once_more=True)
