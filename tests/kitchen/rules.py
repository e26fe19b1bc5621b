"""What the kitchen's tickets must be (I13-I15 in the design's words), whatever was done to their orders."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec

from ordering.kitchen.model import KitchenTicket, TicketStatus
from ordering.live.log import EventType, StoreEvent
from ordering.orders.model import Order, Status
from ordering.printing.model import JobKind, JobStatus, PrintJob

TOLD = {EventType.TICKET_PLACED, EventType.TICKET_CHANGED}


def tickets_fit_their_orders(tickets: Sequence[KitchenTicket], orders: Sequence[Order]) -> None:
    of_order: dict[int, list[KitchenTicket]] = defaultdict(list)
    for ticket in tickets:
        of_order[ticket.order_id].append(ticket)
    assert of_order.keys() <= {order.id for order in orders}, "a ticket of no order"
    for order in orders:
        told = of_order[order.id]
        if told:
            assert [ticket.ordinal for ticket in told] == list(range(1, len(told) + 1))
            assert len({ticket.station_id for ticket in told}) == len(told) or any(one.version > 1 for one in told)
            _every_line_is_on_one_ticket(order, told)
            _statuses_agree(order, told)
    for ticket in tickets:
        _a_ticket_agrees_with_itself(ticket)


def _every_line_is_on_one_ticket(order: Order, tickets: Sequence[KitchenTicket]) -> None:
    on_tickets = Counter(line.id for ticket in tickets for line in ticket.lines)
    assert on_tickets == Counter(line.id for line in order.lines), "I13: a line on no ticket, or on two"
    lines = {line.id: line for line in order.lines}
    for ticket in tickets:
        for line in ticket.lines:
            ordered = lines[line.id]
            assert (line.quantity, line.voided) == (ordered.quantity, ordered.voided), "I13: not as many as the order"
            assert (line.item_id, line.name, line.note) == (ordered.item_id, ordered.name, ordered.note)
            assert line.options == [option.name for option in ordered.options]


def _statuses_agree(order: Order, tickets: Sequence[KitchenTicket]) -> None:
    made = [ticket for ticket in tickets if ticket.status is not TicketStatus.VOID]
    assert (not made) == (order.status is Status.CANCELLED), "I15: void and not cancelled, or the other way round"
    if order.status is Status.PENDING:
        assert all(ticket.status is TicketStatus.NEW for ticket in made), "I15: begun, and the order is pending"
    if order.status is Status.COMPLETED:
        assert all(ticket.status is TicketStatus.DONE for ticket in made), "I15: completed, and something is not done"


def _a_ticket_agrees_with_itself(ticket: KitchenTicket) -> None:
    left = [line for line in ticket.lines if line.quantity]
    assert ticket.version >= 1 <= ticket.round
    assert ticket.lines
    if ticket.status is TicketStatus.VOID:
        return
    assert left, "all of a ticket was taken back, and it is not void"
    done = [line for line in left if line.done_at is not None]
    assert (ticket.status is TicketStatus.DONE) == (ticket.done_at is not None), "done at no time"
    assert ticket.status is not TicketStatus.DONE or len(done) == len(left), "done, and one of its lines is not"
    assert ticket.status is not TicketStatus.NEW or not (done or ticket.started_at), "new, and begun"
    assert ticket.acknowledged_at is None, "only what is void is acknowledged"


def every_ticket_is_printed_once(tickets: Sequence[KitchenTicket], jobs: Sequence[PrintJob], *, whole: bool) -> None:
    """By each printer at most, but for what says that it comes again."""
    rounds = {ticket.id: ticket.round for ticket in tickets}
    first = [job for job in jobs if job.kind in (JobKind.NEW, JobKind.ADDED) and job.ticket_id is not None]
    papers = Counter((job.ticket_id, job.printer_id) for job in first)
    assert all(many == 1 for many in papers.values()), "I14: two papers of one ticket that don't say so"
    for job in first:
        assert job.ticket_id in rounds or not whole, "I14: a paper of no ticket"
        if job.ticket_id in rounds:
            assert (job.kind is JobKind.ADDED) == (rounds[job.ticket_id] > 1), "added to nothing, or not"
    for job in jobs:
        assert (job.kind is JobKind.COPY) == (job.copy > 1), "I14: a copy that doesn't say so"
        assert (job.status is JobStatus.PRINTED) == (job.printed_at is not None), "printed at no time"


def every_ticket_was_told(tickets: Sequence[KitchenTicket], events: Sequence[StoreEvent], *, whole: bool) -> None:
    """Once when it was placed, at each of its versions, and as it is now."""
    story: dict[int, list[dict[str, Any]]] = defaultdict(list)
    placed = Counter[int]()
    for event in events:
        if event.type in TOLD:
            ticket = msgspec.json.decode(event.payload)["ticket"]
            assert event.table_id == ticket["order"]["table"]["id"], "an event under another table's name"
            story[ticket["id"]].append(ticket)
            placed[ticket["id"]] += event.type == EventType.TICKET_PLACED
    for row in tickets:
        told = story[row.id]
        if not whole and not told:
            continue
        assert placed[row.id] == 1 or not whole, "a ticket nobody was told of, or told of twice"
        versions = [ticket["version"] for ticket in told]
        assert versions == sorted(versions), "told of an older version after a newer one"
        assert set(versions) == set(range(versions[0], row.version + 1)), "a change of a ticket nobody was told of"
        assert versions[0] == 1 or not whole
        assert _told_of(told[-1]) == _as_it_is(row), "a ticket is not as it was told"


def _told_of(ticket: dict[str, Any]) -> Any:
    return (
        ticket["station"]["id"],
        ticket["status"],
        ticket["marks"],
        ticket["lines"],
        *(ticket[at] is None for at in ("seen_at", "started_at", "done_at")),
    )


def _as_it_is(row: KitchenTicket) -> Any:
    return (
        row.station_id,
        row.status,
        row.marks,
        msgspec.to_builtins(row.lines),
        *(at is None for at in (row.seen_at, row.started_at, row.done_at)),
    )
