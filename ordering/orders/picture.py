"""A picture of a store: who sits where, and what they have ordered and called for, as of one event.

It is folded from the event log, event by event. What it says can be read from the rows at any moment, so it may be
thrown away at any moment, too (``pictures.py`` keeps those of the stores that are in use).
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from ordering.kitchen.shapes import TicketEvent
from ordering.live.log import Event, EventType
from ordering.orders.model import Status
from ordering.orders.moved import OrderMoved, SeatedSession, SessionMoved, SessionReopened, SessionUnjoined
from ordering.orders.opened import Opened
from ordering.orders.pictured import PicturedTable
from ordering.orders.sales import DailySales
from ordering.orders.shapes import OrderEvent, OrderOut
from ordering.tables.calls import CallEvent, CallOut, CallStatus
from ordering.tables.shapes import TableEvent, TableOut, TableRef, TableSessionOut

ORDER_EVENT = msgspec.json.Decoder(OrderEvent)
TABLE_EVENT = msgspec.json.Decoder(TableEvent)
TICKET_EVENT = msgspec.json.Decoder(TicketEvent)
CALL_EVENT = msgspec.json.Decoder(CallEvent)
SESSION_MOVED = msgspec.json.Decoder(SessionMoved)
SESSION_UNJOINED = msgspec.json.Decoder(SessionUnjoined)
SESSION_REOPENED = msgspec.json.Decoder(SessionReopened)
ORDER_MOVED = msgspec.json.Decoder(OrderMoved)
WITHOUT_A_PICTURE = {
    *(EventType.MENU_CHANGED, EventType.STORE_CHANGED, EventType.VISIT_CHANGED, EventType.ACCESS_REVOKED)
}
"""Events that change nothing that a picture shows."""


class Torn(Exception):
    """An event does not follow from the picture: it is to be read anew."""


class Picture(Struct):
    """``seq`` is the event up to which everything is in.

    Events do not say why the staff cancelled an order, or who of them went to a call: ``unknown_orders`` and
    ``unknown_calls`` are those of which that is still to be read, and only the staff's views wait for it. ``sales`` and
    ``opened`` are None until a board wants them.
    """

    store_id: int
    seq: int
    tables: dict[int, PicturedTable]
    unknown_orders: set[int] = set()
    unknown_calls: set[int] = set()
    sales: DailySales | None = None
    opened: Opened | None = None

    @property
    def by_number(self) -> list[PicturedTable]:
        return sorted(self.tables.values(), key=lambda pictured: pictured.table.number)

    @property
    def has_calls(self) -> bool:
        return any(pictured.calls for pictured in self.tables.values())

    def fold(self, event: Event) -> None:
        """The store's next event; one that is in already changes nothing. Raises ``Torn``."""
        if event.seq <= self.seq:
            return
        if event.seq != self.seq + 1:
            raise Torn(f"event {event.seq} comes after {self.seq}")
        try:
            self._fold(event.type, event.payload)
        except (KeyError, msgspec.DecodeError) as error:
            raise Torn(f"event {event.seq}, {event.type}, does not follow") from error
        for part in (self.sales, self.opened):
            if part is not None:
                part.hear(event)
        self.seq = event.seq

    def explain(self, reasons: Mapping[int, str | None], staff: Mapping[int, tuple[int, str | None]]) -> None:
        """Why orders were cancelled, and who went to which version of a call, by their ids.

        What a call was meanwhile is another thing, and stays unknown.
        """
        for pictured in self.tables.values():
            for order_id in reasons.keys() & pictured.orders.keys():
                order = pictured.orders[order_id]
                if order.cancelled is not None:
                    known = replace(order.cancelled, reason=reasons[order_id])
                    pictured.orders[order_id] = replace(order, cancelled=known)
                    pictured.changed()
            for call_id in staff.keys() & pictured.calls.keys() & self.unknown_calls:
                call, (version, name) = pictured.calls[call_id], staff[call_id]
                if call.version != version:
                    continue
                self.unknown_calls.discard(call_id)
                if call.taken is not None:
                    pictured.calls[call_id] = replace(call, taken=replace(call.taken, staff=name or UNSET))
                    pictured.changed()
        self.unknown_orders -= reasons.keys()

    def _fold(self, event_type: str, payload: bytes) -> None:
        match event_type:
            case EventType.ORDER_PLACED | EventType.ORDER_CHANGED:
                self._fold_order(ORDER_EVENT.decode(payload))
            case EventType.SESSION_OPENED | EventType.SESSION_CLOSED:
                event = TABLE_EVENT.decode(payload)
                opened = event.table_session if event_type == EventType.SESSION_OPENED else None
                self._sit_down(self.tables[event.table.id], event.table, opened)
            case (
                EventType.SESSION_MOVED
                | EventType.SESSION_JOINED
                | EventType.SESSION_UNJOINED
                | EventType.SESSION_REOPENED
                | EventType.ORDER_MOVED
            ):
                self._fold_arrivals(event_type, payload)
            case EventType.TABLE_CHANGED:
                self._fold_table(TABLE_EVENT.decode(payload))
            case EventType.CALL_PLACED | EventType.CALL_CHANGED:
                self._fold_call(CALL_EVENT.decode(payload).call)
            case EventType.TICKET_PLACED | EventType.TICKET_CHANGED:
                ticket = TICKET_EVENT.decode(payload).ticket
                self.tables[ticket.order.table.id].hear(ticket)
            case EventType.ORDER_OPENED:
                pass
            case _:
                if event_type not in WITHOUT_A_PICTURE:
                    raise Torn(f"{event_type} is of a later version")

    def _sit_down(self, pictured: PicturedTable, table: TableOut, opened: TableSessionOut | None) -> None:
        calls = {} if opened is None else pictured.calls  # they may have called before they ordered
        if self.opened is not None:
            self.opened.ids -= pictured.orders.keys()
        self.unknown_orders -= pictured.orders.keys()
        self.unknown_calls -= pictured.calls.keys() - calls.keys()
        pictured.sits_down(table, opened)
        pictured.calls = calls

    def _fold_order(self, event: OrderEvent) -> None:
        order, pictured = event.order, self.tables[event.order.table.id]
        if pictured.table_session is None or pictured.table_session.id != order.table_session_id:
            raise Torn(f"order {order.number} is of a party that does not sit there")
        pictured.table_session = replace(pictured.table_session, total=event.session_total)
        pictured.changed()
        self._put(pictured.orders, order)

    def _put(self, orders: dict[int, OrderOut], order: OrderOut) -> None:
        known = orders.get(order.id)
        if known is not None and known.version >= order.version:
            return  # the rows were read after this event
        if order.kitchen is UNSET:
            order = replace(order, kitchen=known.kitchen if known is not None else None)
        if order.cancelled is not None and order.cancelled.by == "table":
            order = replace(order, cancelled=replace(order.cancelled, reason=None))
        elif order.status is Status.CANCELLED:
            self.unknown_orders.add(order.id)
        orders[order.id] = order
        if self.opened is not None and order.status is not Status.PENDING:
            self.opened.ids.discard(order.id)

    def _fold_arrivals(self, event_type: str, payload: bytes) -> None:
        match event_type:
            case EventType.ORDER_MOVED:
                moved = ORDER_MOVED.decode(payload)
                self._arrive(moved.from_, moved.to, [moved.order])
            case EventType.SESSION_UNJOINED:
                unjoined = SESSION_UNJOINED.decode(payload)
                self._arrive(unjoined.from_, unjoined.to, unjoined.orders)
            case EventType.SESSION_REOPENED:
                reopened = SESSION_REOPENED.decode(payload)
                self.opened = None  # of its orders it is known no longer
                here = SeatedSession(reopened.table, reopened.party, reopened.table_session)
                self._arrive(None, here, reopened.orders)
            case _:
                party = SESSION_MOVED.decode(payload)
                there = SeatedSession(party.to.table, party.to.party, party.table_session)
                self._bring_calls(self.tables[party.from_.table.id], self.tables[there.table.id], party.calls)
                self._arrive(SeatedSession(party.from_.table, party.from_.party, None), there, party.orders)

    def _arrive(self, here: SeatedSession | None, there: SeatedSession, orders: Sequence[OrderOut]) -> None:
        """Orders come ``there``, from ``here``: all that are left, if their party has gone."""
        arrived = self.tables[there.table.id]
        known = dict(arrived.orders)
        if here is not None:
            left = self.tables[here.table.id]
            gone = left.orders.keys() if here.table_session is None else {order.id for order in orders}
            for order_id in gone & left.orders.keys():
                self._put(known, left.orders[order_id])
                if order_id in left.tickets:
                    arrived.tickets[order_id] = left.tickets.pop(order_id)
            left.orders = {order_id: order for order_id, order in left.orders.items() if order_id not in gone}
            left.table, left.table_session = here.table, here.table_session
            left.changed()
        for order in orders:
            self._put(known, order)
        arrived.table, arrived.table_session, arrived.orders = (
            there.table,
            there.table_session,
            dict(sorted(known.items())),
        )
        arrived.changed()

    def _bring_calls(self, left: PicturedTable, arrived: PicturedTable, calls: Sequence[CallOut]) -> None:
        """``calls`` are all that is waited for where the party is now: events do not say who of the staff took one."""
        known = left.calls | arrived.calls
        self.unknown_calls -= known.keys() - {call.id for call in calls}
        left.calls, arrived.calls = {}, {}
        for call in calls:
            before = known.get(call.id)
            if before is not None and before.version == call.version:
                arrived.calls[call.id] = replace(call, taken=before.taken)
            else:
                arrived.calls[call.id] = call
                self.unknown_calls |= {call.id} if call.taken is not None else set()

    def _fold_table(self, event: TableEvent) -> None:
        if event.deleted:
            self.tables.pop(event.table.id, None)
        elif event.table.id in self.tables:
            self.tables[event.table.id].rename(event.table, event.table_session)
            for pictured in self.tables.values():
                pictured.rename_origin(TableRef(event.table.id, event.table.number, event.table.label))
        else:
            self.tables[event.table.id] = PicturedTable(event.table, event.table_session)

    def _fold_call(self, call: CallOut) -> None:
        pictured = self.tables[call.table.id]
        known = pictured.calls.get(call.id)
        if known is not None and known.version >= call.version:
            return
        pictured.changed()
        if call.status not in (CallStatus.OPEN, CallStatus.TAKEN):
            pictured.calls.pop(call.id, None)
            self.unknown_calls.discard(call.id)
            return
        pictured.calls[call.id] = call
        self.unknown_calls.discard(call.id)
        if call.taken is not None:
            self.unknown_calls.add(call.id)
