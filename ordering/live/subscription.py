"""A subscription: somebody's place in a store's events, to whom each that comes is handed on."""

from abc import ABC, abstractmethod

import msgspec

from ordering.live.connection import StreamConnection
from ordering.live.log import FOR_KITCHENS, PARTINGS, Event, EventType
from ordering.security.callers import GuestCaller, PhoneCaller

QUEUED = 1000
REARRANGING = {
    *(EventType.SESSION_MOVED, EventType.SESSION_JOINED, EventType.SESSION_UNJOINED),
    *(EventType.SESSION_REOPENED, EventType.ORDER_MOVED),
}
"""By which orders come to a table, or go, without having been placed there."""


def reset(seq: int) -> bytes:
    """The frame that tells a client to read all anew, and to go on from this event."""
    return b'id: %d\nevent: reset\ndata: {"cursor":%d}\n\n' % (seq, seq)


class Subscription(ABC):
    """``seen`` is the last event handed on or passed over; until it is ``live`` none is, since it still catches up."""

    def __init__(self, store_id: int, table_id: int | None = None) -> None:
        self.store_id, self.table_id = store_id, table_id
        self.seen = 0
        self.live = False

    def offer(self, event: Event, frame: bytes) -> None:
        if self.live and event.seq > self.seen:
            self.seen = event.seq
            if self.wants(event):
                self.hear(event, frame)

    def wants(self, event: Event) -> bool:
        return event.is_for(self.table_id)

    @abstractmethod
    def hear(self, event: Event, frame: bytes) -> None:
        """The next event, and how streams tell it."""

    @abstractmethod
    def look_again(self) -> None:
        """Something has changed without an event."""

    @abstractmethod
    def end(self, why: str) -> None:
        """Nothing more that came would fit: whoever listens has to come back."""


class StreamSubscription(Subscription):
    """The subscription of one stream, which is sent every event that its caller may see.

    A phone's falls silent once its party leaves the table: until somebody looks and ends the stream, what happens there
    is another party's. When a party comes to the table, where the phone may only have waited, it ends.
    """

    def __init__(self, connection: StreamConnection) -> None:
        caller = connection.caller
        super().__init__(caller.store_id, caller.table_id if isinstance(caller, GuestCaller) else None)
        self._connection = connection
        self._of_one_party = isinstance(caller, PhoneCaller)

    def hear(self, event: Event, frame: bytes) -> None:
        if self._of_one_party:
            if event.type == EventType.SESSION_MOVED and event.other_table_id == self.table_id:
                self.end("another party has come, or yours has: come back with your cursor")
                return
            self.live = not (event.type in PARTINGS and event.table_id == self.table_id)
        if self._connection.older and event.type in REARRANGING:
            frame += reset(event.seq)
        if self._connection.send(frame) > QUEUED:
            self.end("too slow: come back with your cursor")

    def look_again(self) -> None:
        """It tells of events alone."""

    def end(self, why: str) -> None:
        self._connection.end(why)


class _Station(msgspec.Struct):
    id: int


class _Ticket(msgspec.Struct):
    station: _Station


class _Told(msgspec.Struct):
    """Of a ticket's event whose it is; others are everybody's."""

    ticket: _Ticket | None = None


TOLD = msgspec.json.Decoder(_Told)


class KitchenSubscription(StreamSubscription):
    """The subscription of a kitchen: it hears of tickets, those of one station or of all, and of parties that leave."""

    def __init__(self, connection: StreamConnection, station_id: int | None) -> None:
        super().__init__(connection)
        self._station_id = station_id

    def wants(self, event: Event) -> bool:
        if event.type not in FOR_KITCHENS:
            return False
        if self._station_id is None:
            return True
        ticket = TOLD.decode(event.payload).ticket
        return ticket is None or ticket.station.id == self._station_id
