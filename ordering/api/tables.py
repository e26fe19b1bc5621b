"""Tables: adding and changing them, ordering for them, closing them, looking back; and their devices."""

from typing import Annotated, Any

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.params import JSONBody, QueryParameter
from litestar.response.base import ASGIResponse
from msgspec.structs import replace

from ordering.api.call_names import Languages, named
from ordering.api.orders import LATEST, PLACING, Heads, IdempotencyKey, OrdersQuery, place
from ordering.errors import NoOpenSession, NumberTaken, TableOccupied, TooLate, UnfinishedOrders
from ordering.http import callers
from ordering.http.callers import StaffRequest
from ordering.http.openapi import answers
from ordering.http.paging import Cursor, From, Items, Limit, Page, PathId, To, before_closing, page
from ordering.orders import actions as orders
from ordering.orders import moving, queries
from ordering.orders.bill import Bill
from ordering.orders.board import BoardTable, BothTables, board_table
from ordering.orders.moved import PartyJoin, PartyMove, PartyNamed
from ordering.orders.shapes import ClosedSession, Closing, Draft
from ordering.printing import agents
from ordering.stores import actions as stores
from ordering.stores.shapes import OpenPairing
from ordering.tables import actions
from ordering.tables import queries as tables
from ordering.tables.shapes import DeviceOut, GuestCount, NewTable, TableOut, TablePatch
from ordering.text import LONGEST_SEARCH

Number = Annotated[
    str | None,
    QueryParameter(max_length=LONGEST_SEARCH, description="Only sessions with this order: `20261123-0042`, or `42`"),
]


def sessions_query(
    since: From = None, until: To = None, number: Number = None, limit: Limit = 50, cursor: Cursor = None
) -> OrdersQuery:
    return OrdersQuery(since=since, until=until, number=number, limit=limit, cursor=cursor)


SESSIONS = {"asked": Provide(sessions_query, sync_to_thread=False)}


class Tables(Controller):
    path = "/tables"
    tags = ["Tables"]

    @get(summary="The tables, by number")
    async def listed(self, staff: NamedDependency[StaffRequest]) -> Items[TableOut]:
        """All of them."""
        return Items(await staff.read(tables.tables))

    @post(guards=[callers.managers], responses=answers(NumberTaken), summary="Add a table")
    async def add(self, data: JSONBody[NewTable], staff: NamedDependency[StaffRequest]) -> TableOut:
        """With the password that pairs its tablets. 409 `number_taken`, with the `numbers`."""
        password_hash = await staff.services.authenticator.passwords.hash(actions.spelled(data.password))
        return await staff.run(actions.add, data, password_hash)

    @get("/{table_id:int}", summary="One table")
    async def one(self, table_id: PathId, staff: NamedDependency[StaffRequest]) -> TableOut:
        """Without its password: that is stored hashed."""
        return await staff.read(tables.table, table_id)

    @patch("/{table_id:int}", guards=[callers.managers], responses=answers(NumberTaken), summary="Change a table")
    async def change(
        self, table_id: PathId, data: JSONBody[TablePatch], staff: NamedDependency[StaffRequest]
    ) -> TableOut:
        """Only what is given changes. A new password unpairs the table's devices.

        409 `number_taken`, with the `numbers`.
        """
        new = actions.spelled(data.password) if isinstance(data.password, str) else None
        password_hash = await staff.services.authenticator.passwords.hash(new) if new is not None else None
        return await staff.run(actions.change, table_id, data, password_hash)

    @delete("/{table_id:int}", guards=[callers.managers], responses=answers(TableOccupied), summary="Delete a table")
    async def archive(self, table_id: PathId, staff: NamedDependency[StaffRequest]) -> None:
        """Its history stays, its number is free again, its devices are unpaired. 409 `table_occupied`."""
        await staff.run(actions.archive, table_id)

    @post("/{table_id:int}/orders", responses=PLACING, summary="Place an order for a table")
    async def order(
        self, table_id: PathId, data: JSONBody[Draft], key: IdempotencyKey, staff: NamedDependency[StaffRequest]
    ) -> ASGIResponse:
        """Taken by word of mouth. Body and answers as when guests place it."""
        return await place(staff, table_id, key, data)

    @post(
        "/{table_id:int}/closing",
        status_code=200,
        responses=answers(NoOpenSession, UnfinishedOrders),
        summary="Close a table: the party leaves",
    )
    async def close(
        self,
        table_id: PathId,
        staff: NamedDependency[StaffRequest],
        data: JSONBody[Closing] = Closing(),  # noqa: B008 - frozen
    ) -> ClosedSession:
        """Answers the closed session with its orders and total. 409 `no_open_session`, also when `table_session_id`
        is not the open one; 409 `unfinished_orders`, naming them, unless `force`.
        """
        return await staff.run(orders.close, table_id, data)

    @post(
        "/{table_id:int}/move",
        status_code=200,
        responses=answers(NoOpenSession, TableOccupied),
        summary="Move a party to another table",
    )
    async def move(
        self,
        table_id: PathId,
        data: JSONBody[PartyMove],
        staff: NamedDependency[StaffRequest],
        languages: Languages = None,
    ) -> BothTables:
        """With its orders, calls and phones. 409 `no_open_session` where another party sits here, `table_occupied`
        where somebody sits there. Repeatable.
        """
        here, there = await _on_board(staff, languages, *await staff.run(moving.move, table_id, data))
        return BothTables(here, there)

    @post(
        "/{table_id:int}/join",
        status_code=200,
        responses=answers(NoOpenSession, TableOccupied),
        summary="Let a party join another one",
    )
    async def join(
        self,
        table_id: PathId,
        data: JSONBody[PartyJoin],
        staff: NamedDependency[StaffRequest],
        languages: Languages = None,
    ) -> BothTables:
        """Its orders and calls go to the other party's session, and its own ends with `joined_into`. 409
        `no_open_session` where other parties sit than those named. Repeatable.
        """
        here, there = await _on_board(staff, languages, *await staff.run(moving.join, table_id, data))
        return BothTables(here, there)

    @post(
        "/{table_id:int}/unjoin",
        status_code=200,
        responses=answers(TooLate, TableOccupied),
        summary="Take a join back",
    )
    async def unjoin(
        self,
        table_id: PathId,
        data: JSONBody[PartyNamed],
        staff: NamedDependency[StaffRequest],
        languages: Languages = None,
    ) -> BothTables:
        """Of the table that was left, within 60 seconds: the orders that came, and are still there, go back. 409
        `too_late`, or `table_occupied` where somebody sits there by now. Repeatable.
        """
        here, there = await _on_board(staff, languages, *await staff.run(moving.unjoin, table_id, data))
        return BothTables(here, there)

    @post(
        "/{table_id:int}/reopening",
        status_code=200,
        responses=answers(TooLate, TableOccupied),
        summary="Take a closing back",
    )
    async def reopen(
        self,
        table_id: PathId,
        data: JSONBody[PartyNamed],
        staff: NamedDependency[StaffRequest],
        languages: Languages = None,
    ) -> BoardTable:
        """Of the table's last closed session, within 10 minutes. 409 `too_late`, or `table_occupied` where somebody
        sits there by now. Repeatable.
        """
        await staff.run(moving.reopen, table_id, data)
        [shown] = await _on_board(staff, languages, table_id)
        return shown

    @get("/{table_id:int}/bill", summary="What a table's party owes")
    async def bill(self, table_id: PathId, staff: NamedDependency[StaffRequest], heads: Heads = None) -> Bill:
        """Equal lines added up, without what is cancelled. `shares` add up to `total`, the larger ones first. 404
        where nobody sits.
        """
        return await staff.read(queries.bill, table_id, heads)

    @patch("/{table_id:int}/session", responses=answers(NoOpenSession), summary="Count a party's guests")
    async def count_guests(
        self,
        table_id: PathId,
        data: JSONBody[GuestCount],
        staff: NamedDependency[StaffRequest],
        languages: Languages = None,
    ) -> BoardTable:
        """Answers the table as the board has it. `null`: nobody says how many they are. 409 `no_open_session`, also
        when `table_session_id` is not the open one.
        """
        await staff.run(actions.count_guests, table_id, data)
        [shown] = await _on_board(staff, languages, table_id)
        return shown

    @get("/{table_id:int}/history", dependencies=SESSIONS, summary="A table's closed sessions")
    async def history(
        self,
        table_id: PathId,
        staff: NamedDependency[StaffRequest],
        asked: NamedDependency[OrdersQuery],
    ) -> Page[ClosedSession]:
        """With their orders, the last closed first."""
        await staff.read(tables.table, table_id, archived=True)
        return await _history(staff, replace(asked, table_id=table_id))


@get("/history", dependencies=SESSIONS, tags=["Tables"], summary="All tables' closed sessions")
async def history(staff: NamedDependency[StaffRequest], asked: NamedDependency[OrdersQuery]) -> Page[ClosedSession]:
    """With their orders, the last closed first."""
    return await _history(staff, asked)


class Devices(Controller):
    path = "/devices"
    tags = ["Devices"]

    @get(summary="The paired devices")
    async def listed(self, staff: NamedDependency[StaffRequest]) -> Items[DeviceOut]:
        """Tablets with their tables, screens with their stations, print agents; and when each was last seen."""
        return Items(await staff.read(tables.devices))

    @delete("/{device_id:int}", guards=[callers.managers], summary="Unpair a device")
    async def unpair(self, device_id: PathId, staff: NamedDependency[StaffRequest]) -> None:
        """Its tokens are dead within seconds, everywhere. A print agent's is at once, and its printers' `agent_id` is
        `null` again.
        """
        await staff.run(agents.unpair, device_id)


@post("/pairing", status_code=200, tags=["Devices"], summary="Open pairing")
async def open_pairing(staff: NamedDependency[StaffRequest]) -> OpenPairing:
    """Where the store says `pairing: "opened"`, tablets can be paired for 15 minutes from now, and at no other time."""
    return await staff.run(stores.open_pairing)


async def _on_board(staff: StaffRequest, languages: str | None, *table_ids: int) -> list[BoardTable]:
    """As the board has them; what is repeated may be about a table that was deleted since."""
    picture = await staff.services.pictures.for_staff(staff.caller.store_id)
    found = [
        board_table(picture, one, LATEST) or BoardTable.deleted(await staff.read(tables.table, one, archived=True))
        for one in table_ids
    ]
    return [replace(one, calls=await named(staff, languages, one.calls)) for one in found]


async def _history(staff: StaffRequest, asked: OrdersQuery) -> Page[ClosedSession]:
    this = f"history {asked.table_id or 'of all tables'}"
    found = await staff.look_back(queries.history, asked.filter, before_closing(asked.cursor, this), asked.limit + 1)
    return page(found, asked.limit, this, lambda one: (one.closed_at, one.id))


STAFF_ROUTES: list[Any] = [Tables, history, Devices, open_pairing]
