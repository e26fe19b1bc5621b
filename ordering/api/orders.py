"""Orders: placed and watched by guests, seen and moved by staff."""

import re
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, JSONBody, QueryParameter
from litestar.response.base import ASGIResponse

from ordering.api.call_names import Languages, naming
from ordering.errors import (
    IllegalTransition,
    KeyReused,
    NotOrderable,
    NotYours,
    PartyChanged,
    PriceChanged,
    SessionClosed,
    StaleVersion,
    TableOccupied,
    TooLate,
    TooManyOrders,
)
from ordering.http import callers
from ordering.http.callers import GuestRequest, StaffRequest
from ordering.http.direct import Asked, Direct
from ordering.http.openapi import TABLE, answers, replayed
from ordering.http.paging import Cursor, From, Limit, Page, PageQuery, PathId, To, before_id, page
from ordering.orders import actions, moving_orders, queries
from ordering.orders.bill import Bill
from ordering.orders.board import Board, board_json, orders_json
from ordering.orders.moved import OrderMove
from ordering.orders.placing import Submission
from ordering.orders.repository import OrderFilter
from ordering.orders.shapes import Cancellation, Draft, GuestOrders, LineCancellation, Move, OrderOut
from ordering.security.callers import GuestCaller, StaffCaller, TableCaller
from ordering.services import Services
from ordering.text import IDEMPOTENCY_KEY, LONGEST_SEARCH

KEY = re.compile(IDEMPOTENCY_KEY.encode())
LATEST = 5
"""Orders of a table on a board."""
IdempotencyKey = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        pattern=IDEMPOTENCY_KEY,
        description="16-64 visible ASCII characters, made with the cart and sent again with every retry",
    ),
]


PLACED = {201: ResponseSpec(OrderOut, description="It is placed", generate_examples=False)}
PLACING = answers(PartyChanged, NotOrderable, PriceChanged, KeyReused, TooManyOrders) | replayed(OrderOut) | PLACED


async def place(sender: GuestRequest | StaffRequest, table_id: int, key: str, draft: Draft) -> ASGIResponse:
    """201 with the order; 200 and ``Idempotency-Replayed`` when the key was used for it before."""
    placed = await sender.services.order_queue.place(Submission(sender.caller, table_id, key, draft))
    headers = {"Idempotency-Replayed": "true"} if placed.replayed else {}
    body = msgspec.json.encode(placed.order)
    return ASGIResponse(
        body=body, status_code=200 if placed.replayed else 201, headers=headers, media_type="application/json"
    )


async def place_directly(here: Services, asked: Asked[TableCaller]) -> ASGIResponse | None:
    """The same of a tablet, past the framework: most of what a full house writes is this."""
    guest, key, draft = asked.caller, asked.headers.get(b"idempotency-key", b""), asked.read(Draft)
    if draft is None or not KEY.match(key):
        return None
    return await place(GuestRequest(guest, here), guest.table_id, key.decode(), draft)


async def own(guest: GuestRequest) -> ASGIResponse:
    """The ``GuestOrders`` of the party that sits there."""

    async def seen_from(here: GuestCaller) -> bytes:
        return orders_json(await guest.services.pictures.now(here.store_id), here)

    return ASGIResponse(body=await guest.wherever(seen_from), media_type="application/json")


async def own_directly(here: Services, asked: Asked[TableCaller]) -> ASGIResponse:
    """The same of a tablet, past the framework: it asks whenever it comes back."""
    return await own(GuestRequest(asked.caller, here))


class GuestOrdering(Controller):
    path = "/orders"
    tags = ["Orders"]
    security = TABLE
    guards = [callers.guests]

    @post(responses=PLACING, summary="Place an order")
    async def place(
        self, data: JSONBody[Draft], key: IdempotencyKey, guest: NamedDependency[GuestRequest]
    ) -> ASGIResponse:
        """All of it or nothing. 409 says why: `party_changed`; `not_orderable` with every line that can't be had and
        its reason; `price_changed` with the total and lines as they would be now. 429 `too_many_orders`: wait.

        A retry with the same key and body answers 200 with the order as it is now, and never orders twice. A refused
        order does not use its key up.
        """
        return await place(guest, guest.caller.table_id, key, data)

    @get(summary="This party's orders", responses=answers(answer=GuestOrders))
    async def listed(self, guest: NamedDependency[GuestRequest]) -> ASGIResponse:
        """Of the open table session, newest first. Follow the event stream after `cursor`."""
        return await own(guest)

    @get("/{order_id:int}", summary="One of this party's orders")
    async def one(self, order_id: PathId, guest: NamedDependency[GuestRequest]) -> OrderOut:
        """404 for everybody else's, and once the table has been closed."""
        return await guest.read(queries.one_of_party, order_id)

    @post(
        "/{order_id:int}/cancellation",
        status_code=200,
        responses=answers(TooLate, NotYours),
        summary="Take an order back",
    )
    async def undo(self, order_id: PathId, guest: NamedDependency[GuestRequest]) -> OrderOut:
        """Within the store's undo window, while it is pending; else 409 `too_late`. Repeatable. A phone takes back only
        what it has ordered itself: 403 `not_yours`.
        """
        return await guest.run(actions.undo, order_id)


Heads = Annotated[int | None, QueryParameter(ge=1, le=99, description="Divide the total by so many")]


@get("/bill", guards=[callers.guests], security=TABLE, tags=["Orders"], summary="This party's bill")
async def bill(guest: NamedDependency[GuestRequest], heads: Heads = None) -> Bill:
    """Equal lines added up, without what is cancelled. `shares` add up to `total`, the larger ones first. 404
    before the first order.
    """
    return await guest.read(queries.bill_of_party, heads)


class OrdersQuery(PageQuery, frozen=True, kw_only=True):
    """Which orders or sessions are asked for; None for all."""

    status: str | None = None
    table_id: int | None = None
    since: date | None
    until: date | None
    number: str | None

    @property
    def filter(self) -> OrderFilter:
        """Raises ``Invalid`` for a number that is none."""
        return OrderFilter(
            status=self.status,
            table_id=self.table_id,
            since=self.since,
            until=self.until,
            number=queries.number_of(self.number),
        )


def orders_query(
    status: Annotated[Literal["pending", "preparing", "completed", "cancelled"] | None, QueryParameter()] = None,
    table_id: Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)] = None,
    since: From = None,
    until: To = None,
    number: Annotated[
        str | None, QueryParameter(max_length=LONGEST_SEARCH, description="`20261123-0042`, or only `42`")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> OrdersQuery:
    return OrdersQuery(
        status=status, table_id=table_id, since=since, until=until, number=number, limit=limit, cursor=cursor
    )


class StaffOrders(Controller):
    path = "/orders"
    tags = ["Orders"]

    @get(summary="Orders, newest first", dependencies={"asked": Provide(orders_query, sync_to_thread=False)})
    async def listed(self, staff: NamedDependency[StaffRequest], asked: NamedDependency[OrdersQuery]) -> Page[OrderOut]:
        """Of open and closed sessions."""
        found = await staff.read(queries.page, asked.filter, before_id(asked.cursor, "orders"), asked.limit + 1)
        return page(found, asked.limit, "orders", lambda order: order.id)

    @get("/{order_id:int}", summary="One order")
    async def one(self, order_id: PathId, staff: NamedDependency[StaffRequest]) -> OrderOut:
        """Of an open or closed session."""
        return await staff.read(queries.one, order_id)

    @patch(
        "/{order_id:int}",
        responses=answers(StaleVersion, IllegalTransition, SessionClosed),
        summary="Advance or recall an order",
    )
    async def advance(self, order_id: PathId, data: JSONBody[Move], staff: NamedDependency[StaffRequest]) -> OrderOut:
        """`version` is the one the change was made from. 409 `stale_version`, `illegal_transition` or
        `session_closed`, each with the `order` as it is now.
        """
        return await staff.run(actions.advance, order_id, data)

    @post(
        "/{order_id:int}/move",
        status_code=200,
        responses=answers(StaleVersion, SessionClosed, IllegalTransition, TableOccupied),
        summary="Move an order to another table",
    )
    async def move(self, order_id: PathId, data: JSONBody[OrderMove], staff: NamedDependency[StaffRequest]) -> OrderOut:
        """To the party that sits there, or as the first order of a new one. 409 as for advancing, and `table_occupied`
        for the table where it is. Repeatable.
        """
        return await staff.run(moving_orders.move_order, order_id, data)

    @post(
        "/{order_id:int}/cancellation",
        status_code=200,
        responses=answers(StaleVersion, SessionClosed),
        summary="Cancel an order",
    )
    async def cancel(
        self, order_id: PathId, data: JSONBody[Cancellation], staff: NamedDependency[StaffRequest]
    ) -> OrderOut:
        """With a reason. Staff while it is pending; managers and owners always. Repeating it answers 200. 409
        `stale_version` or `session_closed`, each with the `order` as it is now.
        """
        return await staff.run(actions.cancel, order_id, data)

    @post(
        "/{order_id:int}/lines/{line_id:int}/cancellation",
        status_code=200,
        responses=answers(StaleVersion, IllegalTransition, SessionClosed),
        summary="Cancel a part of an order",
    )
    async def void(
        self, order_id: PathId, line_id: PathId, data: JSONBody[LineCancellation], staff: NamedDependency[StaffRequest]
    ) -> OrderOut:
        """So many of a line, or all that is left of it: they go from its `quantity` to its `voided`. What leaves
        nothing of the order cancels it. Who may, and 409, as for cancelling, but the `version` comes first: repeated,
        it is `stale_version`. 400 for more than is left.
        """
        return await staff.run(actions.void, order_id, line_id, data)


@get("/board", responses=answers(answer=Board), tags=["Orders"], summary="Every table at a glance")
async def board(
    staff: NamedDependency[StaffRequest],
    orders: Annotated[int, QueryParameter(ge=1, le=100, description="Latest orders per table")] = LATEST,
    languages: Languages = None,
) -> ASGIResponse:
    """Tables by number, each with its open session and latest orders, newest first. `cursor` is read first: the
    snapshot may already hold later events, so apply an event's order only if its `version` is newer.
    """
    return await at_a_glance(staff, orders, languages)


async def at_a_glance(staff: StaffRequest, orders: int, languages: str | None) -> ASGIResponse:
    """The ``Board`` of the staff's store."""
    picture, name = await staff.services.pictures.for_staff(staff.caller.store_id), None
    if languages and picture.has_calls:
        name = await naming(staff, languages)
        picture = await staff.services.pictures.for_staff(staff.caller.store_id)
    return ASGIResponse(body=board_json(picture, orders, name), media_type="application/json")


async def board_directly(here: Services, asked: Asked[StaffCaller]) -> ASGIResponse:
    """The same, past the framework: whoever shows a board asks all the time."""
    orders = int(asked.query.removeprefix(b"orders=") or LATEST)
    languages = asked.headers.get(b"accept-language", b"").decode("latin-1")
    return await at_a_glance(StaffRequest(asked.caller, here), orders, languages)


DIRECTLY: dict[tuple[str, str], Direct[Any]] = {
    ("POST", "/api/v1/orders"): Direct(TableCaller, place_directly),
    ("GET", "/api/v1/orders"): Direct(TableCaller, own_directly),
    ("GET", "/api/v1/admin/board"): Direct(StaffCaller, board_directly, re.compile(rb"(orders=([1-9][0-9]?|100))?")),
}
ROUTES: list[Any] = [GuestOrdering, bill]
STAFF_ROUTES: list[Any] = [board, StaffOrders]
