"""Dockets: what a screen shows of each order, the ticket of its station; an expo's all that the order has."""

from functools import cached_property
from hashlib import blake2b
from itertools import groupby
from typing import Any

import msgspec
from msgspec import Struct

from ordering.kitchen.model import Mark, TicketStatus
from ordering.kitchen.shapes import TicketOrder, TicketOut, ToMake
from ordering.menu.model import StationKind
from ordering.menu.shapes import PairedStation
from ordering.orders.on_screen import OnScreen
from ordering.orders.tickets import still_to_make
from ordering.stores.shapes import StoreOut
from ordering.tables.shapes import TableRef

GONE_BY = {TicketStatus.DONE, TicketStatus.VOID}


class Docket(Struct, frozen=True, kw_only=True, dict=True):
    """``left``: its party is not there any more."""

    id: int
    number: str
    tickets: list[TicketOut]
    for_expo: bool
    left: bool = False

    @property
    def order(self) -> TicketOrder:
        return self.tickets[0].order

    @property
    def status(self) -> TicketStatus:
        """A ticket's own; of several how far the last of them is."""
        found = {ticket.status for ticket in self.tickets}
        if len(found) == 1:
            return found.pop()
        return TicketStatus.NEW if found == {TicketStatus.NEW, TicketStatus.VOID} else TicketStatus.STARTED

    @property
    def ready(self) -> bool:
        return all(ticket.status in GONE_BY for ticket in self.tickets)

    @property
    def marks(self) -> set[Mark]:
        return {mark for ticket in self.tickets for mark in ticket.marks}

    @property
    def moved_from(self) -> TableRef | None:
        return next((ticket.moved_from for ticket in self.tickets if ticket.moved_from), None)

    @property
    def round(self) -> int:
        return self.tickets[0].round

    @property
    def unseen(self) -> list[int]:
        """Tickets that nobody at their station has seen yet: an expo sees them for nobody else."""
        return [] if self.for_expo else [ticket.id for ticket in self.tickets if ticket.seen_at is None]

    @property
    def acknowledges(self) -> list[int]:
        """Tickets of which something was taken back that the station has not noticed yet."""
        if self.for_expo:
            return []
        return [one.id for one in self.tickets if one.status is TicketStatus.VOID or Mark.VOIDED in one.marks]

    @cached_property
    def stamp(self) -> str:
        """Changes whenever anything of it does."""
        return blake2b(msgspec.json.encode([self.tickets, self.left]), digest_size=8).hexdigest()


class KitchenView(Struct, frozen=True, kw_only=True):
    """Everything that a screen is drawn from."""

    seq: int
    station: PairedStation
    store: StoreOut
    dockets: list[Docket]
    all_day: list[ToMake]
    done: list[TicketOut]
    more_done: bool

    @property
    def parts(self) -> dict[str, Any]:
        """What is drawn apart, by the id of its element: alike for as long as it looks the same."""
        dockets = {f"docket-{docket.id}": docket.stamp for docket in self.dockets}
        return {**dockets, "all-day": self.all_day, "recalls": (self.done, self.more_done, self.store.timezone)}


def drawn_from(found: OnScreen) -> KitchenView:
    expo = found.station.kind is StationKind.EXPO
    return KitchenView(
        seq=found.seq,
        station=found.station,
        store=found.store,
        dockets=dockets_of(found.tickets, expo=expo),
        all_day=still_to_make(found.tickets),
        done=found.done,
        more_done=found.more_done,
    )


def dockets_of(tickets: list[TicketOut], *, expo: bool, left: bool = False) -> list[Docket]:
    """In the tickets' order."""
    if not expo:
        return [Docket(id=one.id, number=one.number, tickets=[one], for_expo=False, left=left) for one in tickets]
    return [
        Docket(id=order_id, number=ours[0].number.partition("-")[0], tickets=ours, for_expo=True, left=left)
        for order_id, ours in ((key, [*group]) for key, group in groupby(tickets, lambda one: one.order.id))
    ]
