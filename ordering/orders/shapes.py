"""What leaves about orders (API answers and event payloads are these same bytes), and what comes in."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from ordering.kitchen.shapes import OrderKitchen, TicketState
from ordering.orders.model import By, ChosenOption, Order, OrderLine, Status
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.shapes import TableRef, TableSessionOut
from ordering.text import Id, Note, Reason

Total = Annotated[int, Meta(ge=0, le=2**53)]


class DraftLine(Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    item_id: Id
    quantity: Annotated[int, Meta(ge=1, le=99)]
    options: Annotated[list[Id], Meta(max_length=100)] = []
    note: Note | None = None


class Draft(Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """An order as it comes in: what is wanted, and what the guest was shown (its total, and which party asks)."""

    lines: Annotated[list[DraftLine], Meta(min_length=1, max_length=50)]
    note: Note | None = None
    expected_total: Total | None = None
    party: Id | None = None


class Move(Struct, forbid_unknown_fields=True, frozen=True):
    status: Literal["pending", "preparing", "completed"]
    version: Id


class Serving(Struct, forbid_unknown_fields=True, frozen=True):
    """An order is carried to its table, or that is taken back."""

    status: Literal["completed", "preparing"]
    version: Id


class Cancellation(Struct, forbid_unknown_fields=True, frozen=True):
    reason: Reason
    version: Id


class LineCancellation(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A part cancel: so many of a line, or all that is left of it."""

    quantity: Annotated[int, Meta(ge=1, le=99)] | None = None
    reason: Reason
    version: Id


class Closing(Struct, forbid_unknown_fields=True, frozen=True):
    force: bool = False
    table_session_id: Id | None = None


class OrderLineOut(Struct, frozen=True):
    id: int
    item_id: int
    name: str
    unit_price: int
    quantity: int
    options: list[ChosenOption]
    note: str | None
    subtotal: int
    voided: int = 0
    """How many were taken back; they are not in ``quantity`` any more."""

    @classmethod
    def of(cls, line: OrderLine) -> Self:
        return cls(
            id=line.id,
            item_id=line.item_id,
            name=line.name,
            unit_price=line.unit_price,
            quantity=line.quantity,
            options=line.options,
            note=line.note,
            subtotal=line.subtotal,
            voided=line.voided,
        )


class StatusTimes(Struct, frozen=True):
    preparing: datetime | UnsetType = UNSET
    completed: datetime | UnsetType = UNSET
    cancelled: datetime | UnsetType = UNSET


class Cancelled(Struct, frozen=True):
    """``reason`` only where the staff looks."""

    by: By
    at: datetime
    reason: str | None | UnsetType = UNSET


class OrderOut(Struct, frozen=True, kw_only=True):
    """``placed_at_table`` is where it was taken; ``table`` is where its party has moved to since.

    ``kitchen`` only where the staff looks; None of an order that no station was told of.
    """

    id: int
    number: str
    business_date: date
    currency: str
    table: TableRef
    placed_at_table: TableRef
    table_session_id: int
    placed_by: By
    status: Status
    version: int
    total: int
    note: str | None
    placed_at: datetime
    updated_at: datetime
    status_times: StatusTimes
    cancelled: Cancelled | None
    lines: list[OrderLineOut]
    kitchen: OrderKitchen | None | UnsetType = UNSET

    @property
    def since(self) -> datetime:
        """When somebody began to wait for its next step."""
        preparing = self.status_times.preparing
        return self.placed_at if self.status is not Status.PREPARING or preparing is UNSET else preparing

    def for_guests(self) -> Self:
        """Without why the staff cancelled it, and how far the kitchen is; so are events."""
        cancelled = self.cancelled and replace(self.cancelled, reason=UNSET)
        return replace(self, cancelled=cancelled, kitchen=UNSET)

    @classmethod
    def of(cls, order: Order, *, for_staff: bool = False) -> Self:
        """``for_staff`` adds why it was cancelled and its tickets; events and guests never see that."""
        cancelled = None
        if order.cancelled_at and order.cancelled_by:
            reason = order.cancel_reason if for_staff else UNSET
            cancelled = Cancelled(order.cancelled_by, order.cancelled_at, reason)
        return cls(
            id=order.id,
            number=order.number,
            business_date=order.business_date,
            currency=order.currency,
            table=TableRef.of(order.table),
            placed_at_table=TableRef.of(order.placed_at_table),
            table_session_id=order.table_session_id,
            placed_by=order.placed_by,
            status=order.status,
            version=order.version,
            total=order.total,
            note=order.note,
            placed_at=order.placed_at,
            updated_at=order.updated_at,
            status_times=StatusTimes(
                order.preparing_at or UNSET, order.completed_at or UNSET, order.cancelled_at or UNSET
            ),
            cancelled=cancelled,
            lines=[OrderLineOut.of(line) for line in order.lines],
            kitchen=OrderKitchen.of([TicketState.of(ticket) for ticket in order.tickets]) if for_staff else UNSET,
        )


class Voided(Struct, frozen=True):
    """What was just taken back of an order: so many of a line, and what they would have cost."""

    line_id: int
    quantity: int
    amount: int


class OrderEvent(Struct, frozen=True):
    """The payload of ``order.placed`` and ``order.changed``; ``voided`` only where that is what has changed."""

    order: OrderOut
    session_total: int
    voided: Voided | UnsetType = UNSET


class GuestOrders(Struct, frozen=True):
    cursor: int
    party: int
    table_session: TableSessionOut | None
    items: list[OrderOut]


class OrderNamed(Struct, frozen=True):
    id: int
    number: str
    status: Status


class ClosedSession(Struct, frozen=True, kw_only=True):
    id: int
    table: TableRef
    business_date: date
    opened_at: datetime
    closed_at: datetime | None
    joined_into: int | None
    """The session that its orders went to, with which it ended."""
    joined_table: TableRef | None
    """Where that party is, or was last."""
    total: int
    guests: int | None
    orders: list[OrderOut]

    @classmethod
    def of(cls, session: TableSession, table: DiningTable, orders: list[Order]) -> Self:
        return cls(
            id=session.id,
            table=TableRef.of(table),
            business_date=session.business_date,
            opened_at=session.opened_at,
            closed_at=session.closed_at,
            joined_into=session.joined_into,
            joined_table=TableRef.of(session.joined.table) if session.joined_into and session.joined else None,
            total=session.total,
            guests=session.guests,
            orders=[OrderOut.of(order, for_staff=True) for order in orders],
        )


class Refused(Struct, frozen=True):
    """A line of a draft that can't be had."""

    index: int
    item_id: int
    reason: Literal["unknown", "sold_out", "option_unknown", "option_sold_out", "too_few", "too_many"]


class PricedLine(Struct, frozen=True):
    """A line of a draft at today's prices."""

    index: int
    unit_price: int
    options: list[ChosenOption]
    subtotal: int
