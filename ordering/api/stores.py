"""The store itself: settings, people, a day's totals, and who did what."""

from datetime import date, datetime
from typing import Annotated, Any

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from msgspec import Struct

from ordering.audit import AuditEntry, AuditFilter
from ordering.database.work import Work
from ordering.errors import CurrencyFixed, LastOwner, UsernameTaken
from ordering.http.callers import managers, owners, staff
from ordering.http.openapi import STAFF, answers
from ordering.http.paging import Cursor, Items, Limit, Page, PathId, before_id, page
from ordering.orders import queries as orders
from ordering.orders.actions import has_orders
from ordering.orders.shapes import Summary
from ordering.security.authenticator import Authenticator
from ordering.security.callers import StaffCaller
from ordering.stores import actions, queries
from ordering.stores.shapes import NewStaff, StaffOut, StaffPatch, StoreOut, StorePatch


class StoreSettings(Controller):
    path = "/store"
    tags = ["Store"]  # noqa: RUF012
    security = STAFF
    guards = [staff]  # noqa: RUF012

    @get(summary="The store's settings")
    async def one(self, caller: NamedDependency[StaffCaller], work: NamedDependency[Work]) -> StoreOut:
        """`limits` are per open table session, 0 is off; `board_minutes` are when a waiting order turns amber, red."""
        return await work.read(queries.settings, caller)

    @patch(guards=[managers], responses=answers(CurrencyFixed), summary="Change the store's settings")
    async def change(
        self, data: JSONBody[StorePatch], caller: NamedDependency[StaffCaller], work: NamedDependency[Work]
    ) -> StoreOut:
        """Only what is given changes. The slug is fixed; the currency from the first order on: 409 `currency_fixed`."""
        return await work.run(actions.change, caller, data, has_orders)


class People(Controller):
    path = "/staff"
    tags = ["Staff"]  # noqa: RUF012
    security = STAFF
    guards = [staff, owners]  # noqa: RUF012

    @get(summary="The people who work here")
    async def listed(self, caller: NamedDependency[StaffCaller], work: NamedDependency[Work]) -> Items[StaffOut]:
        """By username, disabled ones too."""
        return Items(await work.read(queries.people, caller))

    @post(responses=answers(UsernameTaken), summary="Add a person")
    async def hire(
        self,
        data: JSONBody[NewStaff],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        authenticator: NamedDependency[Authenticator],
    ) -> StaffOut:
        """409 `username_taken`."""
        return await work.run(actions.hire, caller, data, await authenticator.passwords.hash(data.password))

    @patch("/{staff_id:int}", responses=answers(LastOwner, UsernameTaken), summary="Change a person")
    async def change(
        self,
        staff_id: PathId,
        data: JSONBody[StaffPatch],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        authenticator: NamedDependency[Authenticator],
    ) -> StaffOut:
        """Whatever changes, their tokens end within seconds. 409 `last_owner`, `username_taken`."""
        password_hash = await authenticator.passwords.hash(data.password) if isinstance(data.password, str) else None
        return await work.run(actions.change_staff, caller, staff_id, data, password_hash)

    @delete("/{staff_id:int}", responses=answers(LastOwner), summary="Remove a person")
    async def dismiss(
        self, staff_id: PathId, caller: NamedDependency[StaffCaller], work: NamedDependency[Work]
    ) -> None:
        """Their tokens end within seconds, their name is free again. 409 `last_owner`."""
        await work.run(actions.dismiss, caller, staff_id)


@get(
    "/summary",
    guards=[staff],
    security=STAFF,
    tags=["Store"],
    summary="A business day's totals",
)
async def summary(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    day: Annotated[date | None, QueryParameter(name="date", description="Today without it")] = None,
) -> Summary:
    """Orders, sessions, sales, cancelled orders; by hour of the store's clock, and by item."""
    return await work.read(orders.summary, caller, day)


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


@get(
    "/audit",
    guards=[staff, managers],
    security=STAFF,
    tags=["Store"],
    summary="Who did what",
)
async def audit_entries(
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    action: Annotated[str | None, QueryParameter(max_length=40, description="Such as `order.cancelled`")] = None,
    staff_id: Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)] = None,
    subject: Annotated[str | None, QueryParameter(max_length=20, description="Such as `order`")] = None,
    subject_id: Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AuditOut]:
    """Newest first. `before` and `after` hold what changed, never a password; `address` is the client's."""
    wanted = AuditFilter(action=action, staff_id=staff_id, subject=subject, subject_id=subject_id)
    entries = await work.read(queries.audit_entries, caller, wanted, before_id(cursor, "audit"), limit + 1)
    return page([_entry(one) for one in entries], limit, "audit", lambda entry: entry.id)


def _entry(one: AuditEntry) -> AuditOut:
    actor = {"kind": one.actor_kind, "id": one.actor_id, "name": one.actor_name}
    return AuditOut(one.id, one.at, actor, one.action, one.subject, one.subject_id, one.before, one.after, one.address)
