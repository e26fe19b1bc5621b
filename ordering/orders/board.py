"""The board: every table with its open session and latest orders, a view of the store's picture."""

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from ordering.errors import NotFound, VisitMoved
from ordering.orders.picture import Picture
from ordering.orders.pictured import PicturedTable
from ordering.orders.shapes import GuestOrders, OrderOut
from ordering.security.callers import GuestCaller, PhoneCaller
from ordering.tables.calls import CallOut
from ordering.tables.shapes import TableOut, TableSessionOut


class BoardTable(msgspec.Struct, frozen=True):
    """A table with the party that sits there and its latest orders, the newest first."""

    table: TableOut
    party: int
    table_session: TableSessionOut | None
    open_orders: int
    orders: list[OrderOut]
    calls: list[CallOut]
    """What somebody waits for, the oldest first."""

    @classmethod
    def of(cls, pictured: PicturedTable, orders: Sequence[OrderOut]) -> "BoardTable":
        return cls(
            table=pictured.table,
            party=pictured.table.party,
            table_session=pictured.table_session,
            open_orders=pictured.open_orders,
            orders=[*orders],
            calls=[*pictured.calls.values()],
        )

    @classmethod
    def deleted(cls, table: TableOut) -> "BoardTable":
        """One that is on the board no more: nobody sits there, and nobody waits."""
        return cls(table, table.party, None, 0, [], [])


class BothTables(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """Where a party, or what came of it, was, and where it is now."""

    from_: BoardTable
    to: BoardTable


class Board(msgspec.Struct, frozen=True):
    """Every table, by number, as it is after the event ``cursor``."""

    cursor: int
    tables: list[BoardTable]


def board_table(picture: Picture, table_id: int, most: int) -> BoardTable | None:
    """One table as the board has it; None for one that was deleted."""
    pictured = picture.tables.get(table_id)
    return None if pictured is None else BoardTable.of(pictured, pictured.latest[:most])


def board_json(picture: Picture, most: int, name: Callable[[CallOut], CallOut] | None = None) -> bytes:
    """The JSON of a ``Board`` with the ``most`` latest orders of each table, and its calls as they are named."""

    def table_json(pictured: PicturedTable) -> bytes:
        return msgspec.json.encode(BoardTable.of(pictured, pictured.latest[:most]))

    def named_json(pictured: PicturedTable) -> bytes:
        shown = BoardTable.of(pictured, pictured.latest[:most])
        return msgspec.json.encode(replace(shown, calls=[*map(name, shown.calls)] if name else shown.calls))

    tables = b",".join(
        named_json(pictured) if name and pictured.calls else pictured.view(("json", most), table_json)
        for pictured in picture.by_number
    )
    return b'{"cursor":%d,"tables":[%b]}' % (picture.seq, tables)


def for_people(pictured: PicturedTable, most: int) -> BoardTable:
    """They also see every order that is unfinished, however many came after it."""
    ranked = enumerate(pictured.latest)
    return BoardTable.of(pictured, [order for rank, order in ranked if rank < most or order.status.unfinished])


def orders_json(picture: Picture, guest: GuestCaller) -> bytes:
    """The JSON of ``GuestOrders``. Raises ``NotFound`` for a table that is gone; ``VisitMoved`` where another party may
    sit by now at the table where this process thinks that a phone's visit is.
    """
    pictured = picture.tables.get(guest.table_id)
    if isinstance(guest, PhoneCaller) and (pictured is None or pictured.table.party != guest.at.party):
        raise VisitMoved(retry_after=1)
    if pictured is None:
        raise NotFound
    return b'{"cursor":%d,%b' % (picture.seq, pictured.view("guest", _without_a_cursor))


def _without_a_cursor(pictured: PicturedTable) -> bytes:
    items = [order.for_guests() for order in pictured.latest]
    whole = msgspec.json.encode(GuestOrders(0, pictured.table.party, pictured.table_session, items))
    return whole.removeprefix(b'{"cursor":0,')
