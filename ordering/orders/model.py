"""Orders and their lines, with the rules of their status."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from msgspec import Struct
from sqlalchemy import Date, ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from ordering.database.types import MYSQL_TABLE, Base, BigId, Document, type_id, type_money
from ordering.errors import IllegalTransition, SessionClosed, StaleVersion, TooLate
from ordering.kitchen.model import KitchenTicket, TicketStatus
from ordering.orders.numbers import number_of
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.shapes import TableRef


class Status(StrEnum):
    PENDING = "pending"
    PREPARING = "preparing"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def unfinished(self) -> bool:
        return self in (Status.PENDING, Status.PREPARING)


# What staff may do with one tap; cancelling is its own verb, with a reason.
MOVES = {
    Status.PENDING: {Status.PREPARING, Status.COMPLETED},
    Status.PREPARING: {Status.COMPLETED, Status.PENDING},
    Status.COMPLETED: {Status.PREPARING},
    Status.CANCELLED: set[Status](),
}


TICKETS_OF = {
    Status.PENDING: TicketStatus.NEW,
    Status.PREPARING: TicketStatus.STARTED,
    Status.COMPLETED: TicketStatus.DONE,
}
"""Where an order's tickets are that somebody moves as a whole."""
LINES_AT_MOST = 100
"""Of an order that may ever have been accepted: a line's id is made of its order's and its position."""
By = Literal["table", "staff", "phone"]
"""Whoever placed or cancelled an order."""


class ChosenOption(Struct, frozen=True):
    """An option of a line, copied too."""

    id: int
    name: str
    price_delta: int


class OrderLine(Base):
    """An item of an order. Copied, not joined: tonight's bill must not move when the owner edits the menu."""

    __tablename__ = "order_line"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "order_id"], ["placed_order.store_id", "placed_order.id"]),
        ForeignKeyConstraint(["store_id", "item_id"], ["menu_item.store_id", "menu_item.id"]),
        MYSQL_TABLE,
    )

    order_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    store_id: Mapped[int]
    item_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    unit_price: Mapped[type_money]
    quantity: Mapped[int] = mapped_column(SmallInteger)
    options: Mapped[list[ChosenOption]] = mapped_column(Document(list[ChosenOption]))
    note: Mapped[str | None] = mapped_column(String(200))
    subtotal: Mapped[type_money]
    voided: Mapped[int] = mapped_column(SmallInteger)  # taken back since, and so not in quantity and subtotal

    @property
    def id(self) -> int:
        return self.order_id * LINES_AT_MOST + self.position

    @property
    def each(self) -> int:
        """What one of it costs, with its options."""
        return self.unit_price + sum(option.price_delta for option in self.options)

    def take_back(self, quantity: int) -> int:
        """So many of it, of those that are left; what they would have cost."""
        self.quantity -= quantity
        self.voided += quantity
        self.subtotal = self.quantity * self.each
        return quantity * self.each


class Order(Base):
    """One submission of a table session. ``version`` counts its changes; a change names the one it was made from.

    ``table_id`` is where its session is now. Its idempotency key belongs to the table where it was placed.
    """

    __tablename__ = "placed_order"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "table_id"], ["dining_table.store_id", "dining_table.id"]),
        ForeignKeyConstraint(["store_id", "placed_at_table_id"], ["dining_table.store_id", "dining_table.id"]),
        ForeignKeyConstraint(["store_id", "table_session_id"], ["table_session.store_id", "table_session.id"]),
        UniqueConstraint("store_id", "id"),
        UniqueConstraint("store_id", "business_date", "day_number"),
        ForeignKeyConstraint(["store_id", "visit_id"], ["visit.store_id", "visit.id"]),
        ForeignKeyConstraint(["store_id", "phone_id"], ["phone.store_id", "phone.id"]),
        UniqueConstraint("placed_at_table_id", "idempotency_key"),
        UniqueConstraint("visit_id", "idempotency_key"),
        Index(None, "table_session_id", "id"),
        Index(None, "store_id", "table_id"),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int]
    table_id: Mapped[int]
    placed_at_table_id: Mapped[int]
    table_session_id: Mapped[int]
    business_date: Mapped[date] = mapped_column(Date)
    day_number: Mapped[int]
    idempotency_key: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))  # of the body that the key was used with
    placed_by: Mapped[By]
    staff_id: Mapped[int | None]
    visit_id: Mapped[int | None]  # of a guest's phone, to which the key belongs wherever that moves
    phone_id: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[Status]
    version: Mapped[int]
    total: Mapped[type_money]
    note: Mapped[str | None] = mapped_column(String(200))
    placed_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    preparing_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[By | None]
    cancel_reason: Mapped[str | None] = mapped_column(String(200))

    lines: Mapped[list[OrderLine]] = relationship(
        primaryjoin="Order.id == foreign(OrderLine.order_id)",
        order_by=OrderLine.position,
        cascade="save-update",
        lazy="raise",
    )
    tickets: Mapped[list[KitchenTicket]] = relationship(
        primaryjoin="Order.id == foreign(KitchenTicket.order_id)",
        order_by=KitchenTicket.ordinal,
        viewonly=True,
        lazy="raise",
    )
    table: Mapped[DiningTable] = relationship(
        primaryjoin="foreign(Order.table_id) == DiningTable.id", viewonly=True, lazy="raise"
    )
    placed_at_table: Mapped[DiningTable] = relationship(
        primaryjoin="foreign(Order.placed_at_table_id) == DiningTable.id", viewonly=True, lazy="raise"
    )
    table_session: Mapped[TableSession] = relationship(
        primaryjoin="foreign(Order.table_session_id) == TableSession.id", viewonly=True, lazy="raise"
    )

    @property
    def number(self) -> str:
        return number_of(self.business_date, self.day_number)

    @property
    def is_unfinished(self) -> bool:
        return self.status.unfinished

    @property
    def made_tickets(self) -> list[KitchenTicket]:
        """Those that are not void."""
        return [ticket for ticket in self.tickets if not ticket.is_void]

    def advance(self, to: Status, version: int, at: datetime, *, carried: bool = False) -> None:
        """A step by staff, forward or back: its tickets start, are done or come back with it.

        ``carried``: by whoever carries it. Taken back it waits to be carried again, and nothing is made again. Raises
        ``SessionClosed``, ``StaleVersion``, ``IllegalTransition``.
        """
        self.may_change(version)
        if to not in MOVES[self.status]:
            raise IllegalTransition
        for ticket in () if carried and self.status is Status.COMPLETED else self.made_tickets:
            ticket.go(TICKETS_OF[to], at)
        self._become(to, at)

    def follow(self, at: datetime, *, by_tap: bool) -> bool:
        """Its status as its tickets have it, now that one of them has changed; whether it is another one.

        Once all are done it is completed, unless somebody is to say so when it is carried (``by_tap``).
        """
        to = self._followed(by_tap=by_tap)
        if to is self.status:
            return False
        self._become(to, at)
        return True

    def cancel(self, reason: str, version: int, at: datetime) -> None:
        """By staff, from any status but cancelled. Raises as ``advance``."""
        self.may_change(version)
        self.cancel_reason = reason
        self._cancel("staff", at)

    def void(self, line: OrderLine, quantity: int, reason: str, at: datetime, *, by_tap: bool) -> int:
        """By staff, who ``may_change`` it: so many of a line are taken back. The last of all cancels the order, the
        last that was not done completes it (``follow``).

        Returns what they would have cost.
        """
        amount = line.take_back(quantity)
        self.total -= amount
        self.table_session.total -= amount
        for ticket in self.tickets:
            if any(one.id == line.id for one in ticket.lines):
                ticket.take_back(line.id, quantity)
        if any(one.quantity for one in self.lines):
            self._become(self._followed(by_tap=by_tap), at)
        else:
            self.cancel_reason = reason
            self._cancel("staff", at)
        return amount

    def undo(self, at: datetime, window: timedelta) -> None:
        """By the table itself, soon after placing it. Raises ``TooLate``, ``SessionClosed``."""
        if not self.table_session.is_open:
            raise SessionClosed
        if self.status is not Status.PENDING or at - self.placed_at >= window:
            raise TooLate
        self._cancel("table", at)

    def go(self, table: DiningTable, table_session: TableSession, at: datetime) -> None:
        """To another table, with its party or to another one's session."""
        for party, sign in ((self.table_session, -1), (table_session, 1)):
            party.open_orders += sign * self.is_unfinished
            party.total += sign * (self.total if self.status is not Status.CANCELLED else 0)
        for ticket in self.tickets:
            ticket.move(TableRef.of(self.table))
        self.table_id, self.table_session_id = table.id, table_session.id
        set_committed_value(self, "table", table)
        set_committed_value(self, "table_session", table_session)
        self.version += 1
        self.updated_at = at

    def may_change(self, version: int) -> None:
        """Whether staff may change it from this version. Raises as ``advance``."""
        if not self.table_session.is_open:
            raise SessionClosed
        if version != self.version:
            raise StaleVersion
        if self.status is Status.CANCELLED:
            raise IllegalTransition

    def _followed(self, *, by_tap: bool) -> Status:
        made = self.made_tickets
        if made and all(ticket.is_done for ticket in made):
            if by_tap:
                return Status.COMPLETED if self.status is Status.COMPLETED else Status.PREPARING
            return Status.COMPLETED
        begun = any(ticket.status is not TicketStatus.NEW for ticket in made)
        return Status.PREPARING if made and (begun or self.status is Status.COMPLETED) else self.status

    def _become(self, to: Status, at: datetime) -> None:
        """Another status, or the same once more."""
        if to is not self.status:
            if to is Status.PREPARING:
                self.preparing_at = at
            self.completed_at = at if to is Status.COMPLETED else None
            if to is Status.PENDING:
                self.preparing_at = None
        self._move(to, at)

    def _cancel(self, by: By, at: datetime) -> None:
        self.cancelled_at, self.cancelled_by = at, by
        for ticket in self.tickets:
            ticket.void()
        self.table_session.total -= self.total
        self._move(Status.CANCELLED, at)

    def _move(self, to: Status, at: datetime) -> None:
        self.table_session.open_orders += to.unfinished - self.status.unfinished
        self.status = to
        self.version += 1
        self.updated_at = at
