"""Kitchen tickets: an order's lines for one station, with the rules of their status."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import ForeignKeyConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ordering.database.types import MYSQL_TABLE, Base, BigId, Document, Words
from ordering.menu.model import Station
from ordering.tables.shapes import TableRef

TICKETS_AT_MOST = 100
"""Of an order: a ticket's id is made of its order's and its rank among that one's tickets."""


class TicketStatus(StrEnum):
    NEW = "new"
    STARTED = "started"
    DONE = "done"
    VOID = "void"


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
