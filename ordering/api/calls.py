"""Calls for a waiter: placed and withdrawn by guests, seen to by staff."""

from typing import Annotated, Any, Literal

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.params import JSONBody, QueryParameter
from msgspec.structs import replace

from ordering.api.call_names import Languages, named
from ordering.errors import IllegalTransition, PartyChanged, StaleVersion, TooLate
from ordering.http import callers
from ordering.http.callers import GuestRequest, StaffRequest
from ordering.http.openapi import TABLE, answers
from ordering.http.paging import Cursor, Limit, Page, PageQuery, PathId, before_id, page
from ordering.tables import calls
from ordering.tables.calls import CallMove, CallOut, GuestCalls, NewCall


class GuestCalling(Controller):
    path = "/calls"
    tags = ["Tables"]
    security = TABLE
    guards = [callers.guests]

    @post(responses=answers(PartyChanged, answer=CallOut), summary="Call for something")
    async def call(
        self, data: JSONBody[NewCall], guest: NamedDependency[GuestRequest], languages: Languages = None
    ) -> Response[CallOut]:
        """While one of that kind waits at this table: 200, and the same call with the new count and note, however
        often it is sent. Works before the first order, too.
        """
        call, repeated = await guest.run(calls.call, data)
        [call] = await named(guest, languages, [call])
        return Response(call, status_code=200 if repeated else 201)

    @get(summary="This party's calls")
    async def listed(self, guest: NamedDependency[GuestRequest], languages: Languages = None) -> GuestCalls:
        """Newest first, the latest 100. Follow the event stream after `cursor`."""
        mine = await guest.read(calls.calls_of_party)
        return replace(mine, items=await named(guest, languages, mine.items))

    @delete("/{call_id:int}", responses=answers(TooLate), summary="Withdraw a call")
    async def withdraw(self, call_id: PathId, guest: NamedDependency[GuestRequest]) -> None:
        """Repeatable. 409 `too_late` for one that was seen to."""
        await guest.run(calls.withdraw, call_id)


class CallsQuery(PageQuery, frozen=True, kw_only=True):
    """What a list of calls is asked for; None for all."""

    status: str | None
    table_id: int | None

    @property
    def filters(self) -> dict[str, Any]:
        wanted = {"status": self.status, "table_id": self.table_id}
        return {name: value for name, value in wanted.items() if value is not None}


def calls_query(
    status: Annotated[Literal["open", "taken", "done", "withdrawn"] | None, QueryParameter()] = None,
    table_id: Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CallsQuery:
    return CallsQuery(status=status, table_id=table_id, limit=limit, cursor=cursor)


class StaffCalls(Controller):
    path = "/calls"
    tags = ["Tables"]

    @get(summary="Calls, newest first", dependencies={"asked": Provide(calls_query, sync_to_thread=False)})
    async def listed(
        self,
        staff: NamedDependency[StaffRequest],
        asked: NamedDependency[CallsQuery],
        languages: Languages = None,
    ) -> Page[CallOut]:
        """Of parties that have left, too."""
        before = before_id(asked.cursor, "calls")
        found = await staff.read(calls.calls, before, asked.limit + 1, asked.filters)
        found = await named(staff, languages, found)
        return page(found, asked.limit, "calls", lambda call: call.id)

    @patch("/{call_id:int}", responses=answers(StaleVersion, IllegalTransition), summary="Take or end a call")
    async def move(
        self,
        call_id: PathId,
        data: JSONBody[CallMove],
        staff: NamedDependency[StaffRequest],
        languages: Languages = None,
    ) -> CallOut:
        """`version` is the one the change was made from. 409 `stale_version` or `illegal_transition`, each with the
        `call` as it is now.
        """
        try:
            [call] = await named(staff, languages, [await staff.run(calls.move, call_id, data)])
        except (StaleVersion, IllegalTransition) as refusal:
            [refusal.facts["call"]] = await named(staff, languages, [refusal.facts["call"]])
            raise
        return call


ROUTES: list[Any] = [GuestCalling]
STAFF_ROUTES: list[Any] = [StaffCalls]
