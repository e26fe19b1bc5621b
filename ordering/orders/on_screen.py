"""What a station's screen shows, read at once."""

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.kitchen.shapes import TicketOut
from ordering.menu.model import StationKind
from ordering.menu.repository import Stations
from ordering.menu.shapes import PairedStation
from ordering.orders import tickets
from ordering.security.callers import KitchenCaller
from ordering.stores.repository import Stores
from ordering.stores.shapes import StoreOut

AT_MOST = 500
"""Open tickets: no kitchen has so many."""
RECALLED = 30


class OnScreen(Struct, frozen=True, kw_only=True):
    """``seq`` is the event up to which everything is in. An expo's tickets are all of the orders not yet served."""

    seq: int
    station: PairedStation
    store: StoreOut
    tickets: list[TicketOut]
    done: list[TicketOut]
    """The last that was done first."""
    more_done: bool


async def on_screen(session: AsyncSession, caller: KitchenCaller, station_id: int) -> OnScreen:
    """Raises ``NotFound`` for a station that is not there any more."""
    station = await Stations(session).of(caller.store_id, station_id)
    store = await Stores(session).of(caller.store_id)
    if station.kind is StationKind.EXPO:
        seq, found = await tickets.unserved_tickets(session, caller, AT_MOST)
    else:
        seq, found = await tickets.open_tickets(session, caller, station_id, None, AT_MOST)
    of_station = None if station.kind is StationKind.EXPO else station_id
    _, done = await tickets.done_tickets(session, caller, of_station, None, RECALLED + 1)
    return OnScreen(
        seq=seq,
        station=PairedStation.of(station),
        store=StoreOut.of(store),
        tickets=found,
        done=done[:RECALLED],
        more_done=len(done) > RECALLED,
    )
