"""Kitchen tickets: an order's lines for one station, with the rules of their status."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ForeignKeyConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from ordering.database.types import MYSQL_TABLE, Base, BigId, Document, Words
from ordering.errors import IllegalTransition, StaleVersion
from ordering.menu.model import Station
from ordering.tables.shapes import TableRef

TICKETS_AT_MOST = 100
"""Of an order: a ticket's id is made of its order's and its rank among that one's tickets."""


class TicketStatus(StrEnum):
    NEW = "new"
    STARTED = "started"
    DONE = "done"
    VOID = "void"

    @property
    def unfinished(self) -> bool:
        """Whether there is something to make of such a ticket."""
        return self in (TicketStatus.NEW, TicketStatus.STARTED)


MOVES = {
    TicketStatus.NEW: {TicketStatus.STARTED, TicketStatus.DONE},
    TicketStatus.STARTED: {TicketStatus.DONE, TicketStatus.NEW},
    TicketStatus.DONE: {TicketStatus.STARTED, TicketStatus.NEW},
    TicketStatus.VOID: set[TicketStatus](),
}


class Mark(StrEnum):
    """What the kitchen is to notice about a ticket."""

    ADDED = "added"
    MOVED = "moved"
    VOIDED = "voided"


class TicketLine(Struct, frozen=True):
    """A line of an order as its station reads it, copied when the order was placed.

    ``quantity`` is what is still to be made of it, ``voided`` what was taken back, as in the order.
    """

    id: int
    item_id: int
    name: str
    options: list[str]
    quantity: int
    voided: int = 0
    note: str | None = None
    done_at: datetime | None = None


class KitchenTicket(Base):
    """An order's lines for one station. ``version`` counts its own changes, not who has seen it.

    Its key is its order's and a rank, so that nobody has to wait for an id before telling of it.
    """

    __tablename__ = "kitchen_ticket"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "order_id"], ["placed_order.store_id", "placed_order.id"]),
        ForeignKeyConstraint(["store_id", "station_id"], ["station.store_id", "station.id"]),
        MYSQL_TABLE,
    )

    order_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    store_id: Mapped[int]
    station_id: Mapped[int]
    status: Mapped[TicketStatus]
    version: Mapped[int]
    round: Mapped[int]  # which of its party's orders it belongs to
    lines: Mapped[list[TicketLine]] = mapped_column("ticket_lines", Document(list[TicketLine]))
    marks: Mapped[list[Mark]] = mapped_column(Words(Mark, 30))
    moved_from: Mapped[TableRef | None] = mapped_column(Document(TableRef))
    seen_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]  # of one that is void: somebody has taken it off the screen

    station: Mapped[Station] = relationship(
        primaryjoin="foreign(KitchenTicket.station_id) == Station.id", viewonly=True, lazy="raise"
    )

    @property
    def id(self) -> int:
        return self.order_id * TICKETS_AT_MOST + self.ordinal

    @property
    def is_void(self) -> bool:
        return self.status is TicketStatus.VOID

    @property
    def is_done(self) -> bool:
        return self.status is TicketStatus.DONE

    @property
    def is_open(self) -> bool:
        """Whether there is something to make of it."""
        return self.status.unfinished

    def advance(self, to: TicketStatus, version: int, at: datetime) -> None:
        """A step by the kitchen, forward (bump) or back (recall). Raises ``StaleVersion``, ``IllegalTransition``."""
        if version != self.version:
            raise StaleVersion("Somebody changed this ticket in the meantime.")
        if to not in MOVES[self.status]:
            raise IllegalTransition("A ticket can't go from its status to that one.")
        self.go(to, at)

    def go(self, to: TicketStatus, at: datetime) -> None:
        """With its order, or by itself; what is on it follows. To where it is: nothing happens."""
        if to is self.status:
            return
        if to is TicketStatus.DONE:
            self.lines = [line if line.done_at else replace(line, done_at=at) for line in self.lines]
        elif self.is_done or to is TicketStatus.NEW:
            self.lines = [replace(line, done_at=None) for line in self.lines]
        self._become(to, at)

    def mark_line(self, line_id: int, done: bool, at: datetime) -> bool:
        """A line of it is done, or not after all; the ticket follows. Whether anything has changed.

        Raises ``IllegalTransition`` where all of it was taken back.
        """
        if self.is_void:
            raise IllegalTransition("A ticket can't go from its status to that one.")
        lines = [
            replace(line, done_at=(line.done_at or at) if done else None) if line.id == line_id else line
            for line in self.lines
        ]
        if lines == self.lines:
            return False
        self.lines = lines
        if done and all(line.done_at for line in lines if line.quantity):
            self._become(TicketStatus.DONE, at)
        else:
            self._become(TicketStatus.STARTED, at)
        return True

    def take_back(self, line_id: int, quantity: int) -> None:
        """So many of a line that is on it: nobody is to make them. With the last of all it is void."""
        self.lines = [
            replace(line, quantity=line.quantity - quantity, voided=line.voided + quantity)
            if line.id == line_id
            else line
            for line in self.lines
        ]
        if any(line.quantity for line in self.lines):
            self._mark(Mark.VOIDED)
        else:
            self.void()

    def void(self) -> None:
        """Its order is cancelled. Repeatable."""
        if not self.is_void:
            self.status = TicketStatus.VOID
            self._mark(Mark.VOIDED)

    def move(self, here: TableRef) -> None:
        """Its party has left a table."""
        self.moved_from = here
        self._mark(Mark.MOVED)

    def hand_to(self, station: Station) -> None:
        """Another station makes it, where nobody has seen it yet."""
        self.station_id = station.id
        if self.is_open:
            self.seen_at = None
        set_committed_value(self, "station", station)
        self.version += 1

    def acknowledge(self, at: datetime) -> bool:
        """The kitchen has noticed what was taken back. Whether there was anything to notice."""
        if Mark.VOIDED not in self.marks:
            return False
        self.marks = [mark for mark in self.marks if mark is not Mark.VOIDED]
        if self.is_void:
            self.acknowledged_at = at
        self.version += 1
        return True

    def _mark(self, mark: Mark) -> None:
        self.marks = [one for one in Mark if one in self.marks or one is mark]
        self.version += 1

    def _become(self, to: TicketStatus, at: datetime) -> None:
        self.status = to
        self.started_at = None if to is TicketStatus.NEW else self.started_at or at
        self.done_at = at if to is TicketStatus.DONE else None
        self.version += 1
