"""Tables: adding and changing them, ordering for them, closing them, looking back; and their devices."""

from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from ordering.api.orders import PLACING, IdempotencyKey, place
from ordering.database.work import Work
from ordering.errors import NoOpenSession, NumberTaken, TableOccupied, UnfinishedOrders
from ordering.http.callers import managers, staff
from ordering.http.openapi import STAFF, answers
from ordering.http.paging import Cursor, From, Items, Limit, Page, PathId, To, before_closing, page
from ordering.orders import actions as orders
from ordering.orders import queries
from ordering.orders.queue import OrderQueue
from ordering.orders.repository import OrderFilter
from ordering.orders.shapes import ClosedSession, Closing, Draft, OrderOut
from ordering.security.authenticator import Authenticator
from ordering.security.callers import StaffCaller
from ordering.stores import actions as stores
from ordering.stores.shapes import OpenPairing
from ordering.tables import actions, pairing
from ordering.tables import queries as tables
from ordering.tables.shapes import DeviceOut, NewTable, TableOut, TablePatch
from ordering.text import LONGEST_SEARCH

Number = Annotated[
    str | None,
    QueryParameter(max_length=LONGEST_SEARCH, description="Only sessions with this order: `20261123-0042`, or `42`"),
]


class Tables(Controller):
    path = "/tables"
    tags = ["Tables"]  # noqa: RUF012
    security = STAFF
    guards = [staff]  # noqa: RUF012

    @get(summary="The tables, by number")
    async def listed(self, caller: NamedDependency[StaffCaller], work: NamedDependency[Work]) -> Items[TableOut]:
        """All of them."""
        return Items(await work.read(tables.tables, caller))

    @post(guards=[managers], responses=answers(NumberTaken), summary="Add a table")
    async def add(
        self,
        data: JSONBody[NewTable],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        authenticator: NamedDependency[Authenticator],
    ) -> TableOut:
        """With the password that pairs its tablets. 409 `number_taken`, with the `numbers`."""
        return await work.run(
            actions.add, caller, data, await authenticator.passwords.hash(actions.spelled(data.password))
        )

    @get("/{table_id:int}", summary="One table")
    async def one(
        self, table_id: PathId, caller: NamedDependency[StaffCaller], work: NamedDependency[Work]
    ) -> TableOut:
        """Without its password: that is stored hashed."""
        return await work.read(tables.table, caller, table_id)

    @patch("/{table_id:int}", guards=[managers], responses=answers(NumberTaken), summary="Change a table")
    async def change(
        self,
        table_id: PathId,
        data: JSONBody[TablePatch],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        authenticator: NamedDependency[Authenticator],
    ) -> TableOut:
        """Only what is given changes. A new password unpairs the table's devices.

        409 `number_taken`, with the `numbers`.
        """
        new = actions.spelled(data.password) if isinstance(data.password, str) else None
        password_hash = await authenticator.passwords.hash(new) if new is not None else None
        return await work.run(actions.change, caller, table_id, data, password_hash)

    @delete("/{table_id:int}", guards=[managers], responses=answers(TableOccupied), summary="Delete a table")
    async def archive(
        self, table_id: PathId, caller: NamedDependency[StaffCaller], work: NamedDependency[Work]
    ) -> None:
        """Its history stays, its number is free again, its devices are unpaired. 409 `table_occupied`."""
        await work.run(actions.archive, caller, table_id)

    @post(
        "/{table_id:int}/orders",
        responses=PLACING,
        summary="Place an order for a table",
    )
    async def order(
        self,
        table_id: PathId,
        data: JSONBody[Draft],
        key: IdempotencyKey,
        caller: NamedDependency[StaffCaller],
        order_queue: NamedDependency[OrderQueue],
    ) -> Response[OrderOut]:
        """Taken by word of mouth. Body and answers as when guests place it."""
        return await place(order_queue, caller, table_id, key, data)

    @post(
        "/{table_id:int}/closing",
        status_code=200,
        responses=answers(NoOpenSession, UnfinishedOrders),
        summary="Close a table: the party leaves",
    )
    async def close(
        self,
        table_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        data: JSONBody[Closing] = Closing(),  # noqa: B008 - frozen
    ) -> ClosedSession:
        """Answers the closed session with its orders and total. 409 `no_open_session`, also when `table_session_id`
        is not the open one; 409 `unfinished_orders`, naming them, unless `force`.
        """
        return await work.run(orders.close, caller, table_id, data)

    @get("/{table_id:int}/history", summary="A table's closed sessions")
    async def history(
        self,
        table_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        since: From = None,
        until: To = None,
        number: Number = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Page[ClosedSession]:
        """With their orders, the last closed first."""
        await work.read(tables.table, caller, table_id, archived=True)
        wanted = OrderFilter(table_id=table_id, since=since, until=until, number=queries.number_of(number))
        return await _history(work, caller, wanted, limit, cursor)


@get(
    "/history",
    guards=[staff],
    security=STAFF,
    tags=["Tables"],
    summary="All tables' closed sessions",
)
async def history(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    since: From = None,
    until: To = None,
    number: Number = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ClosedSession]:
    """With their orders, the last closed first."""
    wanted = OrderFilter(since=since, until=until, number=queries.number_of(number))
    return await _history(work, caller, wanted, limit, cursor)


class Devices(Controller):
    path = "/devices"
    tags = ["Devices"]  # noqa: RUF012
    security = STAFF
    guards = [staff]  # noqa: RUF012

    @get(summary="The paired tablets")
    async def listed(self, caller: NamedDependency[StaffCaller], work: NamedDependency[Work]) -> Items[DeviceOut]:
        """Each with its table, and when it was last seen."""
        return Items(await work.read(tables.devices, caller))

    @delete("/{device_id:int}", guards=[managers], summary="Unpair a tablet")
    async def unpair(
        self, device_id: PathId, caller: NamedDependency[StaffCaller], work: NamedDependency[Work]
    ) -> None:
        """Its tokens are dead within seconds, everywhere."""
        await work.run(pairing.unpair, caller, device_id)


@post("/pairing", status_code=200, guards=[staff], security=STAFF, tags=["Devices"], summary="Open pairing")
async def open_pairing(caller: NamedDependency[StaffCaller], work: NamedDependency[Work]) -> OpenPairing:
    """Where the store says `pairing: "opened"`, tablets can be paired for 15 minutes from now, and at no other time."""
    return await work.run(stores.open_pairing, caller)


async def _history(
    work: Work, caller: StaffCaller, wanted: OrderFilter, limit: int, cursor: str | None
) -> Page[ClosedSession]:
    this = f"history {wanted.table_id or 'of all tables'}"
    found = await work.read(queries.history, caller, wanted, before_closing(cursor, this), limit + 1)
    return page(found, limit, this, lambda one: (one.closed_at, one.id))
