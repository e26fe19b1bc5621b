"""What the events of a store tell of its sessions and orders, and whether it fits what became of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from ordering.live.log import EventType, StoreEvent
from ordering.orders.model import MOVES, Order, Status
from ordering.orders.shapes import OrderOut
from ordering.tables.model import TableSession

Json = dict[str, Any]
WITH_ORDERS = {EventType.SESSION_MOVED, EventType.SESSION_JOINED, EventType.SESSION_UNJOINED}
MOVING = {EventType.ORDER_MOVED, *WITH_ORDERS}
"""By which orders go to another table."""


def every_session_was_told(sessions: Sequence[TableSession], events: Sequence[StoreEvent], *, whole: bool) -> None:
    told = Counter((event.type, _party(event)["id"]) for event in events if event.type.startswith("session."))
    for one in sessions:
        opened, closed, reopened = (
            told[kind, one.id]
            for kind in (EventType.SESSION_OPENED, EventType.SESSION_CLOSED, EventType.SESSION_REOPENED)
        )
        ended = not one.is_open and one.joined_into is None
        assert opened == 1 or not whole, "an opening nobody was told of, or told of twice"
        assert closed - reopened == ended or not whole, "a closing, likewise"
        joined = (EventType.SESSION_JOINED, one.joined_into) in told
        assert joined or one.joined_into is None or not whole, "a join, likewise"


def sessions_that_were_left(events: Sequence[StoreEvent]) -> set[int]:
    """The ids of those from which an order went."""
    moves = [_data(event) for event in events if event.type in (EventType.ORDER_MOVED, EventType.SESSION_UNJOINED)]
    return {move[end]["table_session"]["id"] for move in moves for end in ("from", "to")}


def every_order_was_told(orders: Sequence[Order], events: Sequence[StoreEvent], *, whole: bool) -> None:
    story: dict[int, list[tuple[str, Json]]] = defaultdict(list)
    closed: set[int] = set()
    for event in events:
        if event.type in (EventType.SESSION_CLOSED, EventType.SESSION_REOPENED):
            (closed.add if event.type == EventType.SESSION_CLOSED else closed.discard)(_party(event)["id"])
        for order in _orders(event):
            at = event.other_table_id if event.type in MOVING else event.table_id
            assert at == order["table"]["id"], "an event under another table's name"
            assert order["table_session_id"] not in closed, "an order changed after closing"
            story[order["id"]].append((event.type, order))
    assert story.keys() <= {order.id for order in orders} or not whole, "told of an order that is not there"
    for row in orders:
        _is_told(row, story[row.id], whole=whole)


def _is_told(row: Order, told: Sequence[tuple[str, Json]], *, whole: bool) -> None:
    versions = [order["version"] for _, order in told]
    first = 1 if whole else row.version - len(told) + 1
    assert versions == list(range(first, row.version + 1)), "a change nobody was told of, or told of twice"
    for kind, order in told:
        assert (kind == EventType.ORDER_PLACED) == (order["version"] == 1)
    for (_, before), (kind, after) in pairwise(told):
        if kind in MOVING:
            _only_moved(before, after)
        else:
            _moved_along_the_table(before, after)
    if told:
        now = msgspec.json.decode(msgspec.json.encode(OrderOut.of(row)))
        # The tables may have been renamed since: an event shows them as they were.
        unnamed = {"table": None, "placed_at_table": None}
        assert told[-1][1] | unnamed == now | unnamed, "the last event shows something else"


def _only_moved(before: Json, after: Json) -> None:
    other = dict.fromkeys(("table", "placed_at_table", "table_session_id", "version", "updated_at"))
    assert before | other == after | other, "I10: a move has changed an order"
    assert before["placed_at_table"]["id"] == after["placed_at_table"]["id"], "it was placed where it was placed"


def _moved_along_the_table(before: Json, after: Json) -> None:
    was, now = before["status"], after["status"]
    allowed: Collection[Status] = MOVES[Status(was)]
    cancelled = now == Status.CANCELLED and was != Status.CANCELLED
    voided = [sum(line["voided"] for line in order["lines"]) for order in (before, after)]
    assert voided[0] <= voided[1], "I7: what was taken back came again"
    assert now in allowed or cancelled or (was == now and voided[0] < voided[1]), f"I7: from {was} to {now}"


def _orders(event: StoreEvent) -> Iterator[Json]:
    """The orders that an event tells a new version of."""
    if event.type in (EventType.ORDER_PLACED, EventType.ORDER_CHANGED, EventType.ORDER_MOVED):
        yield _data(event)["order"]
    elif event.type in WITH_ORDERS:
        yield from _data(event)["orders"]


def _data(event: StoreEvent) -> Json:
    data: Json = msgspec.json.decode(event.payload)
    return data


def _party(event: StoreEvent) -> Json:
    """The session that an event is about; of an unjoining the one that goes on by itself."""
    data = _data(event)
    party: Json = (data["to"] if event.type == EventType.SESSION_UNJOINED else data)["table_session"]
    return party
