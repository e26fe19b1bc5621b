"""A table in a store's picture: who sits there, and what they have ordered and called for."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from ordering.kitchen.shapes import OrderKitchen, TicketOut, TicketState
from ordering.orders.shapes import OrderOut
from ordering.tables.calls import CallOut
from ordering.tables.shapes import TableOut, TableRef, TableSessionOut

T = TypeVar("T")
MOST_VIEWS = 8
"""Of one table: a board may be asked for with any number of orders."""


class PicturedTable(Struct):
    """A table with its party's orders, those of staff's eyes, in the sequence of their ids, and the waiting calls.

    ``tickets`` are what the kitchen's stations were told, by order and id; an order's ``kitchen`` is made of them.
    """

    table: TableOut
    table_session: TableSessionOut | None = None
    orders: dict[int, OrderOut] = {}
    calls: dict[int, CallOut] = {}
    tickets: dict[int, dict[int, TicketState]] = {}
    _views: dict[Any, Any] = {}

    @property
    def open_orders(self) -> int:
        return sum(order.status.unfinished for order in self.orders.values())

    @property
    def latest(self) -> list[OrderOut]:
        """The newest first."""
        return [*self.orders.values()][::-1]

    def view(self, key: Any, make: Callable[["PicturedTable"], T]) -> T:
        """What ``make`` makes of the table, kept under ``key`` until anything here changes."""
        if key not in self._views:
            if len(self._views) >= MOST_VIEWS:
                self._views.clear()
            self._views[key] = make(self)
        return cast("T", self._views[key])

    def changed(self) -> None:
        self._views.clear()

    def sits_down(self, table: TableOut, table_session: TableSessionOut | None) -> None:
        """A party, or nobody."""
        self.table, self.table_session, self.orders, self.calls = table, table_session, {}, {}
        self.tickets = {}
        self.changed()

    def rename(self, table: TableOut, table_session: TableSessionOut | None) -> None:
        """The table was renumbered or relabelled, and with it all that is told of it; or its guests were counted."""
        self.table_session = table_session
        self.table, ref = table, TableRef(table.id, table.number, table.label)
        self.orders = {order_id: replace(order, table=ref) for order_id, order in self.orders.items()}
        self.calls = {call_id: replace(call, table=ref) for call_id, call in self.calls.items()}
        self.changed()

    def rename_origin(self, ref: TableRef) -> None:
        """Another table was, from which some of these orders have come here; or this one, where they were placed."""
        placed_there = {one.id: one for one in self.orders.values() if one.placed_at_table.id == ref.id}
        self.orders |= {order_id: replace(order, placed_at_table=ref) for order_id, order in placed_there.items()}
        self.changed()

    def hear(self, ticket: TicketOut) -> None:
        """How far a station is with one of the orders. Raises ``KeyError`` for another one's."""
        state, order = TicketState.told(ticket), self.orders[ticket.order.id]
        known = self.tickets.setdefault(order.id, {})
        if state.follows(known.get(state.id)):
            known[state.id] = state
            self.orders[order.id] = replace(order, kitchen=OrderKitchen.of(known.values()))
            self.changed()
