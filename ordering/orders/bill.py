"""What a party owes: its orders added up, to show, print and divide. Nothing is paid here."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Self

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ordering.orders.model import Order, Status
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.shapes import TableRef, TableSessionOut


class BillLine(Struct, frozen=True):
    """Equal lines of a bill, added up. ``unit_price`` includes the options."""

    name: str
    options: list[str]
    quantity: int
    unit_price: int
    subtotal: int


class Bill(Struct, frozen=True, kw_only=True):
    """What a party owes. ``shares`` add up to the total, the larger ones first; ``as_of`` is an event that is in it."""

    table: TableRef
    table_session: TableSessionOut
    currency: str
    lines: list[BillLine]
    total: int
    shares: list[int] | None
    as_of: int

    @classmethod
    def of(cls, table: DiningTable, session: TableSession, orders: Sequence[Order], currency: str, seq: int) -> Self:
        """Of the session's orders, in the sequence in which they were placed; what was taken back is left out."""
        lines: dict[tuple[str, tuple[str, ...], int], BillLine] = {}
        owed = (line for order in orders if order.status is not Status.CANCELLED for line in order.lines)
        for line in (line for line in owed if line.quantity):
            options = tuple(option.name for option in line.options)
            key = line.name, options, line.each
            quantity = line.quantity + (lines[key].quantity if key in lines else 0)
            lines[key] = BillLine(line.name, [*options], quantity, line.each, quantity * line.each)
        total = sum(line.subtotal for line in lines.values())
        return cls(
            table=TableRef.of(table),
            table_session=TableSessionOut(session.id, session.opened_at, total, session.guests),
            currency=currency,
            lines=[*lines.values()],
            total=total,
            shares=None,
            as_of=seq,
        )

    def divided(self, heads: int) -> Self:
        """By so many, exactly."""
        return replace(self, shares=shares(self.total, heads))

    @property
    def mark(self) -> str:
        """Another one as soon as anything is owed otherwise; the event's number rises with every event of the store."""
        owed = self.table_session.id, self.lines, self.total
        return blake2b(msgspec.json.encode(owed), digest_size=8).hexdigest()


def shares(total: int, heads: int) -> list[int]:
    """Parts that differ by one minor unit at the most and add up to the total, the larger ones first."""
    each, over = divmod(total, heads)
    return [each + (rank < over) for rank in range(heads)]
