"""The store itself: settings, people, a day's totals, and who did what."""

from datetime import date, datetime
from typing import Annotated, Any

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.params import JSONBody, QueryParameter
from msgspec import Struct

from ordering.audit import AuditEntry, AuditFilter
from ordering.errors import CurrencyFixed, LastOwner, NotFound, UsernameTaken
from ordering.http import callers
from ordering.http.callers import StaffRequest
from ordering.http.openapi import answers
from ordering.http.paging import Cursor, Items, Limit, Page, PageQuery, PathId, before_id, page
from ordering.orders import queries as orders
from ordering.orders.actions import has_orders
from ordering.orders.sales import Summary
from ordering.stores import actions, queries
from ordering.stores.shapes import NewStaff, StaffOut, StaffPatch, StoreOut, StorePatch


class StoreSettings(Controller):
    path = "/store"
    tags = ["Store"]

    @get(summary="The store's settings")
    async def one(self, staff: NamedDependency[StaffRequest]) -> StoreOut:
        """`limits` are per open table session, 0 is off; `board_minutes` are when a waiting order turns amber, red;
        `cooking_minutes` the same while it is prepared, from `preparing` on. Guests are shown the logo, the cover and
        the accent."""
        return await staff.read(queries.settings)

    @patch(guards=[callers.managers], responses=answers(CurrencyFixed, NotFound), summary="Change the store's settings")
    async def change(self, data: JSONBody[StorePatch], staff: NamedDependency[StaffRequest]) -> StoreOut:
        """Only what is given changes. The slug is fixed; the currency from the first order on: 409 `currency_fixed`.

        `logo_id` and `cover_id` are pictures that were uploaded (404 for another's), null is none. White text is shown
        on the `accent`: 400 unless their contrast is 4.5 or more. Every tablet and every board hears of it.
        """
        return await staff.run(actions.change, data, has_orders, staff.services.storage.url)


class People(Controller):
    path = "/staff"
    tags = ["Staff"]
    guards = [callers.owners]

    @get(summary="The people who work here")
    async def listed(self, staff: NamedDependency[StaffRequest]) -> Items[StaffOut]:
        """By username, disabled ones too."""
        return Items(await staff.read(queries.people))

    @post(responses=answers(UsernameTaken), summary="Add a person")
    async def hire(self, data: JSONBody[NewStaff], staff: NamedDependency[StaffRequest]) -> StaffOut:
        """409 `username_taken`."""
        return await staff.run(actions.hire, data, await staff.services.authenticator.passwords.hash(data.password))

    @patch("/{staff_id:int}", responses=answers(LastOwner, UsernameTaken), summary="Change a person")
    async def change(
        self, staff_id: PathId, data: JSONBody[StaffPatch], staff: NamedDependency[StaffRequest]
    ) -> StaffOut:
        """Whatever changes, their tokens end within seconds. 409 `last_owner`, `username_taken`."""
        password_hash = (
            await staff.services.authenticator.passwords.hash(data.password) if isinstance(data.password, str) else None
        )
        return await staff.run(actions.change_staff, staff_id, data, password_hash)

    @delete("/{staff_id:int}", responses=answers(LastOwner), summary="Remove a person")
    async def dismiss(self, staff_id: PathId, staff: NamedDependency[StaffRequest]) -> None:
        """Their tokens end within seconds, their name is free again. 409 `last_owner`."""
        await staff.run(actions.dismiss, staff_id)


@get("/summary", tags=["Store"], summary="A business day's totals")
async def summary(
    staff: NamedDependency[StaffRequest],
    day: Annotated[date | None, QueryParameter(name="date", description="Today without it")] = None,
) -> Summary:
    """Orders, sessions, sales, cancelled orders; by hour of the store's clock, and by item."""
    return await staff.look_back(orders.summary, day)


class AuditOut(Struct, frozen=True):
    id: int
    at: datetime
    actor: dict[str, Any]
    action: str
    subject: str
    subject_id: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    address: str | None


class AuditQuery(PageQuery, frozen=True, kw_only=True):
    filter: AuditFilter


def audit_query(
    action: Annotated[str | None, QueryParameter(max_length=40, description="Such as `order.cancelled`")] = None,
    staff_id: Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)] = None,
    subject: Annotated[str | None, QueryParameter(max_length=20, description="Such as `order`")] = None,
    subject_id: Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> AuditQuery:
    wanted = AuditFilter(action=action, staff_id=staff_id, subject=subject, subject_id=subject_id)
    return AuditQuery(filter=wanted, limit=limit, cursor=cursor)


@get(
    "/audit",
    guards=[callers.managers],
    dependencies={"asked": Provide(audit_query, sync_to_thread=False)},
    tags=["Store"],
    summary="Who did what",
)
async def audit_entries(staff: NamedDependency[StaffRequest], asked: NamedDependency[AuditQuery]) -> Page[AuditOut]:
    """Newest first. `before` and `after` hold what changed, never a password; `address` is the client's."""
    before = before_id(asked.cursor, "audit")
    found = await staff.look_back(queries.audit_entries, asked.filter, before, asked.limit + 1)
    return page([_entry(one) for one in found], asked.limit, "audit", lambda entry: entry.id)


def _entry(one: AuditEntry) -> AuditOut:
    actor = {"kind": one.actor_kind, "id": one.actor_id, "name": one.actor_name}
    return AuditOut(one.id, one.at, actor, one.action, one.subject, one.subject_id, one.before, one.after, one.address)


STAFF_ROUTES: list[Any] = [StoreSettings, People, summary, audit_entries]
