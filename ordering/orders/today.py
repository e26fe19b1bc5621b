"""What a board shows beside its tables."""

from datetime import date, datetime, timedelta

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.menu.repository import Stations
from ordering.printing.queries import in_question
from ordering.printing.shapes import PaperShown
from ordering.stores.repository import Stores
from ordering.stores.shapes import StoreOut
from ordering.tables.repository import Devices
from ordering.tables.shapes import TableRef, TabletOut

PAIRED_LATELY = timedelta(minutes=10)


class Pairing(Struct, frozen=True):
    """A tablet was paired: somebody may wonder who did that."""

    table: TableRef
    at: datetime


class Today(Struct, frozen=True):
    """The store as it is set up, which business day it is, and the tablets that were just paired: of none of this
    an event tells what it is now.
    """

    store: StoreOut
    day: date
    paired: list[Pairing]
    unheard: frozenset[int]
    """Tables with a tablet that is not online."""
    papers: list[PaperShown]
    """Of which somebody has to say whether they came out."""
    stations: dict[int, str]
    """Their names, of those that are gone too: what they have made may stand on the board."""


async def today(session: AsyncSession, store_id: int) -> Today:
    store, now = await Stores(session).of(store_id), clock.now()
    devices = await Devices(session).recently_paired(store_id, now - PAIRED_LATELY)
    paired = [Pairing(TableRef.of(one.table), one.paired_at) for one in devices]
    tablets = [TabletOut.of(device) for device in await Devices(session).tablets(store_id)]
    unheard = frozenset(tablet.table.id for tablet in tablets if not tablet.online)
    asked = await in_question(session, store_id)
    stations = {station.id: station.name for station in await Stations(session).all_of(store_id, archived=True)}
    return Today(StoreOut.of(store), store.business_date(now), paired, unheard, asked, stations)
