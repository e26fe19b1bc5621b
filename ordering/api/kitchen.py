"""What the kitchen is told to make, and how far it is: for the staff, and for the screens at its stations."""

from typing import Annotated, Any, Literal

from litestar import Controller, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from ordering.errors import IllegalTransition, SessionClosed, StaleVersion
from ordering.http.callers import KitchenRequest
from ordering.http.openapi import answers
from ordering.http.paging import Cursor, Items, Limit, PathId, before_closing, before_id, page
from ordering.kitchen import eighty_six
from ordering.kitchen.shapes import Seen, TicketMove, TicketOut, Tickets, ToMake
from ordering.menu.shapes import ItemOut
from ordering.orders import cooking, tickets
from ordering.orders.shapes import OrderOut, Serving

StationId = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1, description="Only this station's")]

MARKING = answers(IllegalTransition, SessionClosed)


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

    @patch(
        "/{ticket_id:int}",
        responses=answers(StaleVersion, IllegalTransition, SessionClosed),
        summary="Bump or recall a ticket",
    )
    async def bump(
        self, ticket_id: PathId, data: JSONBody[TicketMove], kitchen: NamedDependency[KitchenRequest]
    ) -> TicketOut:
        """`new` to `started` to `done`, and back. Its lines follow, and its order: begun with the first ticket, and
        with the last one done `completed`, unless an expo or the store's `serving_tap` says so. `version` is the one
        the change was made from. 409 `stale_version`, `illegal_transition` or `session_closed`, each with the
        `ticket` as it is now.
        """
        return await kitchen.run(cooking.bump, ticket_id, data)

    @put("/{ticket_id:int}/lines/{line_id:int}/done", responses=MARKING, summary="A line is done")
    async def line_done(
        self, ticket_id: PathId, line_id: PathId, kitchen: NamedDependency[KitchenRequest]
    ) -> TicketOut:
        """With the last of them the ticket is. Repeatable. 409 as for bumping."""
        return await kitchen.run(cooking.mark_line, ticket_id, line_id, done=True)

    @delete(
        "/{ticket_id:int}/lines/{line_id:int}/done",
        status_code=200,
        responses=MARKING,
        summary="A line is not done after all",
    )
    async def line_undone(
        self, ticket_id: PathId, line_id: PathId, kitchen: NamedDependency[KitchenRequest]
    ) -> TicketOut:
        """Nor is its ticket. Repeatable. 409 as for bumping."""
        return await kitchen.run(cooking.mark_line, ticket_id, line_id, done=False)

    @post(
        "/{ticket_id:int}/acknowledgement",
        status_code=200,
        responses=answers(SessionClosed),
        summary="Notice what was taken back",
    )
    async def acknowledge(self, ticket_id: PathId, kitchen: NamedDependency[KitchenRequest]) -> TicketOut:
        """The mark `voided` goes; a ticket that is void leaves the list of open ones. Repeatable."""
        return await kitchen.run(cooking.acknowledge, ticket_id)

    @post("/seen", status_code=200, summary="Say that tickets are on a screen")
    async def see(self, data: JSONBody[Seen], kitchen: NamedDependency[KitchenRequest]) -> Items[TicketOut]:
        """Until somebody has said so, the board speaks of a ticket after the store's `unseen_seconds`. Answers those
        of them that are the caller's. Repeatable.
        """
        return Items(await kitchen.run(cooking.see, data.ids))


@patch(
    "/orders/{order_id:int}",
    tags=["Kitchen"],
    responses=answers(StaleVersion, IllegalTransition, SessionClosed),
    summary="Say that an order is carried",
)
async def serve(order_id: PathId, data: JSONBody[Serving], kitchen: NamedDependency[KitchenRequest]) -> OrderOut:
    """`completed` with all of its tickets, or `preparing` again. For the staff and where orders are put together; 403
    for a station that makes dishes. 409 as for bumping, with the `order` as it is now.
    """
    return await kitchen.run(cooking.serve, order_id, data)


@get("/all-day", tags=["Kitchen"], summary="What is still to be made")
async def all_day(kitchen: NamedDependency[KitchenRequest], station_id: StationId = None) -> Items[ToMake]:
    """How many of each dish, by its options, without what is done or was taken back; most first."""
    return Items(await kitchen.read(tickets.all_day, station_id))


class KitchenItems(Controller):
    path = "/items"
    tags = ["Kitchen"]

    @put("/{item_id:int}/sold-out", summary="86 what can't be made")
    async def sold_out(self, item_id: PathId, kitchen: NamedDependency[KitchenRequest]) -> ItemOut:
        """Still shown, not orderable. A station's screen marks what is made there: else 403. Repeatable."""
        item = await kitchen.run(eighty_six.mark_item, item_id, sold_out=True)
        return ItemOut.of(item, kitchen.services.storage.url)

    @delete("/{item_id:int}/sold-out", status_code=200, summary="Make an item again")
    async def back(self, item_id: PathId, kitchen: NamedDependency[KitchenRequest]) -> ItemOut:
        """Orderable again. 403 as for marking it. Repeatable."""
        item = await kitchen.run(eighty_six.mark_item, item_id, sold_out=False)
        return ItemOut.of(item, kitchen.services.storage.url)


class KitchenOptions(Controller):
    path = "/options"
    tags = ["Kitchen"]

    @put("/{option_id:int}/sold-out", summary="86 an option that can't be made")
    async def sold_out(self, option_id: PathId, kitchen: NamedDependency[KitchenRequest]) -> ItemOut:
        """Answers the option's item. 403 as for items. Repeatable."""
        item = await kitchen.run(eighty_six.mark_option, option_id, sold_out=True)
        return ItemOut.of(item, kitchen.services.storage.url)

    @delete("/{option_id:int}/sold-out", status_code=200, summary="Make an option again")
    async def back(self, option_id: PathId, kitchen: NamedDependency[KitchenRequest]) -> ItemOut:
        """Answers the option's item. 403 as for items. Repeatable."""
        item = await kitchen.run(eighty_six.mark_option, option_id, sold_out=False)
        return ItemOut.of(item, kitchen.services.storage.url)


KITCHEN_ROUTES: list[Any] = [KitchenTickets, KitchenItems, KitchenOptions, serve, all_day]
