"""The event streams: a table's and a store's. The OpenAPI document is of JSON alone: docs/events.md has them."""

from typing import Annotated, Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ordering.http.callers import KitchenRequest, guests
from ordering.http.sse import EventStream, stream
from ordering.kitchen.queries import sees
from ordering.live.subscription import KitchenSubscription

After = Annotated[str | None, QueryParameter(description="The cursor, where `Last-Event-ID` can't be sent")]


@get("/events", guards=[guests], include_in_schema=False)
async def table_events(request: Request[Any, Any, Any], after: After = None) -> EventStream:
    """Server-Sent Events: this table's orders and sessions, and `menu.changed`.

    With `Last-Event-ID` (or `?after=`) everything after that event comes first, then live; without, live only. A
    cursor that is purged or unknown gets one `reset` with the newest: load `/orders` again. Every 15 seconds a comment
    with an `id` moves the cursor on. A reader that does not keep up is disconnected and comes back with its cursor.
    What came before the table's last closing is another party's: a cursor from before it gets `reset` too.
    """
    return stream(request, after)


@get("/events", include_in_schema=False)
async def store_events(request: Request[Any, Any, Any], after: After = None) -> EventStream:
    """Server-Sent Events: every event of the store, their ids without gaps. Cursor and `reset` as for tables: load
    `/admin/board` again.
    """
    return stream(request, after)


@get("/events", include_in_schema=False)
async def kitchen_events(
    request: Request[Any, Any, Any], kitchen: NamedDependency[KitchenRequest], after: After = None
) -> EventStream:
    """Server-Sent Events: tickets, and parties that leave or are back. A station hears of its own tickets, the staff
    and the expo of all. Cursor and `reset` as for tables: load `/kitchen/tickets` again.
    """
    station_id = await kitchen.read(sees)
    return stream(request, after, lambda connection: KitchenSubscription(connection, station_id))


ROUTES: list[Any] = [table_events]
KITCHEN_ROUTES: list[Any] = [kitchen_events]
STAFF_ROUTES: list[Any] = [store_events]
