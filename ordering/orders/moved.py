"""Moves and joins as they come in and as they are told: who went from where to where, and with which orders."""

from typing import Self

from msgspec import Struct

from ordering.orders.shapes import OrderOut
from ordering.tables.calls import CallOut
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.shapes import TableOut, TableSessionOut
from ordering.text import Id


class PartyMove(Struct, forbid_unknown_fields=True, frozen=True):
    """``table_session_id`` is the party that is meant: a repeated move must not take the next one along."""

    to_table_id: Id
    table_session_id: Id


class PartyJoin(Struct, forbid_unknown_fields=True, frozen=True):
    into_table_id: Id
    table_session_id: Id
    into_session_id: Id


class PartyNamed(Struct, forbid_unknown_fields=True, frozen=True):
    table_session_id: Id


class OrderMove(Struct, forbid_unknown_fields=True, frozen=True):
    to_table_id: Id
    version: Id


class Seated(Struct, frozen=True):
    """A table, and which party sits there afterwards."""

    table: TableOut
    party: int

    @classmethod
    def of(cls, table: DiningTable) -> Self:
        return cls(TableOut.of(table), table.party)


class SeatedSession(Struct, frozen=True):
    """A table with its party's session, as it is afterwards."""

    table: TableOut
    party: int
    table_session: TableSessionOut | None

    @classmethod
    def of(cls, table: DiningTable, session: TableSession | None) -> Self:
        return cls(TableOut.of(table), table.party, TableSessionOut.of(session))


class SessionMoved(Struct, frozen=True, rename={"from_": "from"}):
    """The payload of ``session.moved`` and ``session.joined``.

    ``table_session`` is where the ``orders`` are now; ``calls`` are all that is waited for at the table there.
    """

    from_: Seated
    to: Seated
    table_session: TableSessionOut
    orders: list[OrderOut]
    calls: list[CallOut]


class SessionUnjoined(Struct, frozen=True, rename={"from_": "from"}):
    """The payload of ``session.unjoined``: ``to`` is where the party had been, and is again."""

    from_: SeatedSession
    to: SeatedSession
    orders: list[OrderOut]


class SessionReopened(Struct, frozen=True):
    """The payload of ``session.reopened``."""

    table: TableOut
    party: int
    table_session: TableSessionOut
    orders: list[OrderOut]


class OrderMoved(Struct, frozen=True, rename={"from_": "from"}):
    """The payload of ``order.moved``."""

    order: OrderOut
    from_: SeatedSession
    to: SeatedSession
