"""What leaves about the kitchen, and what comes in."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from ordering.kitchen.model import KitchenTicket, Mark, TicketLine, TicketStatus
from ordering.menu.model import StationKind
from ordering.shapes import OfRow
from ordering.tables.shapes import TableRef
from ordering.text import NOT_BLANK, Id

StationName = Annotated[str, Meta(min_length=1, max_length=30, pattern=NOT_BLANK)]


class StationOut(OfRow, frozen=True):
    id: int
    name: str
    kind: StationKind
    position: int


class NewStation(Struct, forbid_unknown_fields=True, frozen=True):
    name: StationName
    kind: StationKind = StationKind.PREP


class StationPatch(Struct, forbid_unknown_fields=True, frozen=True):
    name: StationName | UnsetType = UNSET
    kind: StationKind | UnsetType = UNSET


class TicketMove(Struct, forbid_unknown_fields=True, frozen=True):
    status: Literal["new", "started", "done"]
    version: Id


class Seen(Struct, forbid_unknown_fields=True, frozen=True):
    """The tickets that a screen shows."""

    ids: Annotated[list[Id], Meta(max_length=200)]


class StationRef(OfRow, frozen=True):
    id: int
    name: str


class TicketOrder(OfRow, frozen=True):
    """A ticket's order, as the kitchen has to know it; ``table`` is where its party sits now."""

    id: int
    number: str
    version: int
    table: TableRef
    placed_by: str
    note: str | None
    placed_at: datetime
    status: str


class TicketOut(Struct, frozen=True, kw_only=True):
    id: int
    number: str
    station: StationRef
    status: TicketStatus
    version: int
    round: int
    order: TicketOrder
    lines: list[TicketLine]
    marks: list[Mark]
    moved_from: TableRef | None
    seen_at: datetime | None
    started_at: datetime | None
    done_at: datetime | None

    @classmethod
    def of(cls, ticket: KitchenTicket, order: Any) -> Self:
        """``order`` is the row of its order, with its table."""
        return cls(
            id=ticket.id,
            number=ticket_number(order.day_number, ticket.ordinal),
            station=StationRef.of(ticket.station),
            status=ticket.status,
            version=ticket.version,
            round=ticket.round,
            order=TicketOrder.of(order),
            lines=ticket.lines,
            marks=ticket.marks,
            moved_from=ticket.moved_from,
            seen_at=ticket.seen_at,
            started_at=ticket.started_at,
            done_at=ticket.done_at,
        )


def ticket_number(day_number: int, ordinal: int) -> str:
    """A ticket's number as people say it."""
    return f"{day_number:04d}-{ordinal}"


class TicketEvent(Struct, frozen=True):
    """The payload of ``ticket.placed`` and ``ticket.changed``."""

    ticket: TicketOut


class Tickets(Struct, frozen=True):
    """A page of tickets as they are after the event ``cursor``."""

    cursor: int
    items: list[TicketOut]
    next_cursor: str | None


class ToMake(Struct, frozen=True):
    """How many of a dish, made in the same way, are still to be made."""

    item_id: int
    name: str
    options: list[str]
    quantity: int


class TicketState(Struct, frozen=True):
    """How far a station is with an order."""

    id: int
    station_id: int
    status: TicketStatus
    version: int
    seen_at: datetime | None
    done_at: datetime | None

    @classmethod
    def of(cls, ticket: KitchenTicket) -> Self:
        return cls(ticket.id, ticket.station_id, ticket.status, ticket.version, ticket.seen_at, ticket.done_at)

    @classmethod
    def told(cls, ticket: TicketOut) -> Self:
        """As an event has it, or a row that was just written."""
        return cls(ticket.id, ticket.station.id, ticket.status, ticket.version, ticket.seen_at, ticket.done_at)

    def follows(self, known: Self | None) -> bool:
        """Whether it is newer than another state of the same ticket: being seen makes no version."""
        if known is None or known.version != self.version:
            return known is None or known.version < self.version
        return known.seen_at is None and self.seen_at is not None


class TicketNamed(Struct, frozen=True):
    id: int
    station_id: int
    status: TicketStatus


class OrderKitchen(Struct, frozen=True):
    """How far the kitchen is with an order. Of tickets that are void nothing is waited for any more.

    ``seen_at``: when the last of them was seen, None while one of them was not. ``ready_at``: when the last of them
    was done, None while one of them is not.
    """

    seen_at: datetime | None
    ready_at: datetime | None
    tickets: list[TicketNamed]

    @classmethod
    def of(cls, tickets: Collection[TicketState]) -> Self | None:
        """None for an order that no station was told of."""
        if not tickets:
            return None
        made = [ticket for ticket in tickets if ticket.status is not TicketStatus.VOID]
        return cls(
            _last([ticket.seen_at for ticket in made or tickets]),
            _last([ticket.done_at for ticket in made]),
            [TicketNamed(ticket.id, ticket.station_id, ticket.status) for ticket in tickets],
        )


def _last(times: Sequence[datetime | None]) -> datetime | None:
    """None where one of them has not come, or there are none."""
    come = [time for time in times if time is not None]
    return max(come) if come and len(come) == len(times) else None
