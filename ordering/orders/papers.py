"""The papers of orders: what the kitchen's slips say. A store without printers has none."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.kitchen.model import TicketLine, TicketStatus
from ordering.kitchen.shapes import TicketOut, ticket_number
from ordering.orders.model import Order
from ordering.orders.shapes import OrderOut
from ordering.printing import jobs
from ordering.printing import queries as printing
from ordering.printing.jobs import Outlet, ToPrint
from ordering.printing.paper import Paper, PaperKind, PaperLine
from ordering.printing.words import words_of
from ordering.stores.model import Store
from ordering.stores.repository import Stores
from ordering.tables.model import DiningTable

LEFT_TO_MAKE = (TicketStatus.NEW, TicketStatus.STARTED)


def of_new_order(
    outlets: Sequence[Outlet], order: OrderOut, tickets: Sequence[TicketOut], round_: int, locale: str, zone: str
) -> list[ToPrint]:
    """A paper at each printer of each ticket's station, and one of the whole order where those come out."""
    kind = PaperKind.ADDED if round_ > 1 else PaperKind.NEW
    facts = locale, order.placed_at.astimezone(ZoneInfo(zone)), order.table.number, order.note, None
    made: list[ToPrint] = []
    for ticket in tickets:
        lines = [PaperLine(line.quantity, line.name, line.options, line.note) for line in ticket.lines]
        paper = _told(kind, ticket.station.name, ticket.number, lines, *facts)
        made += jobs.of_station(outlets, ticket.station.id, paper, ticket.id)
    if any(outlet.expo for outlet in outlets):
        lines = [
            PaperLine(line.quantity, line.name, [option.name for option in line.options], line.note)
            for line in order.lines
        ]
        paper = _told(kind, words_of(locale)["whole"], order.number.rpartition("-")[2], lines, *facts)
        made += jobs.of_order(outlets, paper)
    return made


async def tell_voided(session: AsyncSession, order: Order, taken: Mapping[int, int]) -> None:
    """Of an order's lines, by their ids, so many were taken back just now."""

    def left(line_id: int) -> int:
        return taken.get(line_id, 0)

    await _tell(session, PaperKind.VOIDED, order.store_id, [order], left)


async def tell_moved(session: AsyncSession, orders: Sequence[Order], came_from: DiningTable) -> None:
    """Orders that are not served yet have gone to another table."""
    unserved = [order for order in orders if order.is_unfinished]
    await _tell(session, PaperKind.MOVED, came_from.store_id, unserved, None, str(came_from.number))


async def _tell(
    session: AsyncSession,
    kind: PaperKind,
    store_id: int,
    orders: Sequence[Order],
    told: Callable[[int], int] | None,
    moved_from: str | None = None,
) -> None:
    """A paper of each ticket that it is about, and of each order. ``told`` is how many of a line are on it; None for
    all that is left of it, on tickets that are not done.
    """
    outlets = await printing.outlets(session, store_id) if orders else []
    if not outlets:
        return
    store = await Stores(session).of(store_id)
    at = _now(store)
    made: list[ToPrint] = []
    for order in orders:
        facts = store.locale, at, order.table.number, order.note if told is None else None, moved_from
        for ticket in order.tickets:
            lines = [_line(line, line.quantity if told is None else told(line.id)) for line in ticket.lines]
            lines = [line for line in lines if line.quantity]
            if lines and (told is not None or ticket.status in LEFT_TO_MAKE):
                number = ticket_number(order.day_number, ticket.ordinal)
                paper = _told(kind, ticket.station.name, number, lines, *facts)
                made += jobs.of_station(outlets, ticket.station_id, paper, ticket.id)
        whole = [
            PaperLine(quantity, line.name, [option.name for option in line.options], line.note)
            for line in order.lines
            if (quantity := line.quantity if told is None else told(line.id))
        ]
        if whole:
            paper = _told(kind, words_of(store.locale)["whole"], f"{order.day_number:04d}", whole, *facts)
            made += jobs.of_order(outlets, paper)
    jobs.add(session, store_id, made, clock.now())


def _line(line: TicketLine, quantity: int) -> PaperLine:
    return PaperLine(quantity, line.name, line.options, line.note)


def _told(
    kind: PaperKind,
    title: str,
    number: str,
    lines: list[PaperLine],
    locale: str,
    at: datetime,
    table: int,
    note: str | None,
    moved_from: str | None,
) -> Paper:
    return Paper(
        kind=kind,
        locale=locale,
        title=title,
        at=at,
        number=number,
        table=str(table),
        moved_from=moved_from,
        lines=lines,
        note=note,
    )


def _now(store: Store) -> datetime:
    return clock.now().astimezone(ZoneInfo(store.timezone))
