"""From an order's lines to its tickets: which station makes what is decided once, when the order is placed."""

from collections.abc import Mapping, Sequence

import msgspec

from ordering.database.lane import Insert
from ordering.kitchen.model import TICKETS_AT_MOST, Mark, TicketLine, TicketStatus
from ordering.kitchen.shapes import StationRef, TicketOrder, TicketOut, ticket_number

TICKETS = (
    "INSERT INTO kitchen_ticket (order_id, ordinal, store_id, station_id, status, version, round, ticket_lines, marks)"
    " VALUES "
)
TICKET = "(%s, %s, %s, %s, 'new', 1, %s, %s, %s)"


def tickets_of(
    order: TicketOrder,
    day_number: int,
    round_: int,
    lines: Sequence[tuple[int | None, TicketLine]],
    stations: Mapping[int, str],
) -> list[TicketOut]:
    """A new order's tickets, by the sequence of the ``stations`` (their names by their ids).

    Each of the ``lines`` comes with the station that makes it; none does in a store without stations.
    """
    made: dict[int, list[TicketLine]] = {station_id: [] for station_id in stations}
    for station_id, line in lines:
        if station_id is not None:
            made[station_id].append(line)
    told = [(station_id, its_lines) for station_id, its_lines in made.items() if its_lines]
    return [
        TicketOut(
            id=order.id * TICKETS_AT_MOST + ordinal,
            number=ticket_number(day_number, ordinal),
            station=StationRef(station_id, stations[station_id]),
            status=TicketStatus.NEW,
            version=1,
            round=round_,
            order=order,
            lines=its_lines,
            marks=[Mark.ADDED] if round_ > 1 else [],
            moved_from=None,
            seen_at=None,
            started_at=None,
            done_at=None,
        )
        for ordinal, (station_id, its_lines) in enumerate(told, start=1)
    ]


def insert(store_id: int, tickets: Sequence[TicketOut]) -> Insert:
    rows = [
        (
            ticket.order.id, ticket.id % TICKETS_AT_MOST, store_id, ticket.station.id, ticket.round,
            msgspec.json.encode(ticket.lines).decode(), " ".join(ticket.marks),
        )
        for ticket in tickets
    ]  # fmt: skip
    return Insert(TICKETS, TICKET, rows)
