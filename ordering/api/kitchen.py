"""What the kitchen is told to make, and how far it is: for the staff, and for the screens at its stations."""

from typing import Annotated, Any, Literal

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ordering.http.callers import KitchenRequest
from ordering.http.paging import Cursor, Limit, before_closing, before_id, page
from ordering.kitchen.shapes import Tickets
from ordering.orders import tickets

StationId = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1, description="Only this station's")]


class KitchenTickets(Controller):
    path = "/tickets"
    tags = ["Kitchen"]

    @get(summary="Tickets")
    async def listed(
        self,
        kitchen: NamedDependency[KitchenRequest],
        station_id: StationId = None,
        status: Annotated[Literal["open", "done"], QueryParameter()] = "open",
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Tickets:
        """Of the parties that are there. `open` ones are new, started, or void and not noticed yet, the oldest first;
        `done` ones come with the last that was done first. Follow the event stream after the answer's `cursor`: the
        list may already hold later events, so apply an event's ticket only if its `version` is not older.
        """
        this = f"{status} tickets"
        if status == "open":
            asked = station_id, before_id(cursor, this), limit + 1
            seq, found = await kitchen.read(tickets.open_tickets, *asked)
            one_page = page(found, limit, this, lambda ticket: ticket.id)
        else:
            seq, found = await kitchen.read(tickets.done_tickets, station_id, before_closing(cursor, this), limit + 1)
            one_page = page(found, limit, this, lambda ticket: (ticket.done_at, ticket.id))
        return Tickets(seq, one_page.items, one_page.next_cursor)


KITCHEN_ROUTES: list[Any] = [KitchenTickets]
