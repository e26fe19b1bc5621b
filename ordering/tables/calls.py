"""Calls: what a party asks for that is no dish, until somebody has seen to it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from advanced_alchemy.filters import LimitOffset
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace
from sqlalchemy import ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from ordering import audit, clock
from ordering.audit import Action
from ordering.database.repository import StoreRows
from ordering.database.types import MYSQL_TABLE, Base, type_id
from ordering.database.work import Again
from ordering.errors import IllegalTransition, NotFound, PartyChanged, StaleVersion, TooLate
from ordering.live import log
from ordering.live.repository import StoreEvents
from ordering.security.callers import GuestCaller, PhoneCaller, StaffCaller
from ordering.shapes import OfRow
from ordering.stores.call_kinds import call_kind
from ordering.stores.repository import Stores
from ordering.tables.model import DiningTable
from ordering.tables.repository import Tables
from ordering.tables.shapes import TableRef
from ordering.tables.visits import table_here, table_of
from ordering.text import LINES, Id

OF_A_PARTY = 100  # the latest calls that its tablets see


class CallStatus(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    WITHDRAWN = "withdrawn"


# What staff may do with one tap.
MOVES = {
    CallStatus.OPEN: {CallStatus.TAKEN, CallStatus.DONE},
    CallStatus.TAKEN: {CallStatus.DONE, CallStatus.OPEN},
}


class CallStep(Struct, frozen=True):
    """Who took a call or was done with it; ``staff`` only where the staff looks."""

    by: Literal["table", "staff"]
    at: datetime
    staff: str | UnsetType = UNSET


class ServiceCall(Base):
    """A party asks for something that is no dish: water, the bill, a person.

    ``live`` is 1 while it is open or taken and NULL afterwards: the unique key lets a table have one call of a kind.
    """

    __tablename__ = "service_call"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "table_id"], ["dining_table.store_id", "dining_table.id"]),
        UniqueConstraint("table_id", "live", "kind"),
        Index(None, "store_id", "id"),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int]
    table_id: Mapped[int]
    party: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(50))  # copied: the store may take the kind away while somebody waits
    count: Mapped[int | None] = mapped_column(SmallInteger)
    note: Mapped[str | None] = mapped_column(String(100))
    status: Mapped[CallStatus]
    version: Mapped[int]
    placed_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str | None] = mapped_column(String(80))
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(String(80))
    live: Mapped[int | None] = mapped_column(SmallInteger)

    table: Mapped[DiningTable] = relationship(
        primaryjoin="foreign(ServiceCall.table_id) == DiningTable.id", viewonly=True, lazy="raise"
    )

    @property
    def taken(self) -> CallStep | None:
        return CallStep("staff", self.taken_at, self.taken_by or UNSET) if self.taken_at else None

    @property
    def done(self) -> CallStep | None:
        by: Literal["table", "staff"] = "table" if self.status is CallStatus.WITHDRAWN else "staff"
        return CallStep(by, self.done_at, self.done_by or UNSET) if self.done_at else None

    def repeat(self, count: int | None, note: str | None) -> bool:
        """The party asks again while it waits. Whether it wants anything else now."""
        if (self.count, self.note) == (count, note):
            return False
        self.count, self.note = count, note
        self.version += 1
        return True

    def advance(self, to: CallStatus, version: int, by: str, at: datetime) -> None:
        """A step by a member of staff. Raises ``StaleVersion``, ``IllegalTransition``."""
        if version != self.version:
            raise StaleVersion("Somebody changed this call in the meantime.")
        if to not in MOVES.get(self.status, ()):
            raise IllegalTransition("A call can't go from its status to that one.")
        if to is CallStatus.DONE:
            self.done_at, self.done_by = at, by
        else:
            self.taken_at, self.taken_by = (at, by) if to is CallStatus.TAKEN else (None, None)
        self._move(to)

    def withdraw(self, at: datetime) -> None:
        """By the table itself. Raises ``TooLate``."""
        if self.status is CallStatus.DONE:
            raise TooLate("The staff have seen to this call already.")
        self.done_at = at
        self._move(CallStatus.WITHDRAWN)

    def _move(self, to: CallStatus) -> None:
        self.status = to
        self.version += 1
        self.live = 1 if to in (CallStatus.OPEN, CallStatus.TAKEN) else None


class ServiceCalls(StoreRows[ServiceCall]):
    """Open and taken ones; those that were ended or withdrawn count as archived."""

    model_type = ServiceCall
    live = (ServiceCall.live == 1,)
    kept_from = ServiceCall.done_at
    whole = (joinedload(ServiceCall.table, innerjoin=True),)
    order = (ServiceCall.id.asc(),)

    async def locked(self, store_id: int, call_id: int) -> ServiceCall:
        """The call as it is now, under its table's lock: nothing else happens at that table meanwhile."""
        call = await self.of(store_id, call_id, archived=True)
        table = await Tables(self.session).of(store_id, call.table_id, lock=True, archived=True)
        call = await self.of(store_id, call_id, archived=True)
        if call.table_id != table.id:  # its party has moved before the lock was had
            raise Again
        return call

    async def latest(self, store_id: int, limit: int, before: int | None = None, **values: Any) -> list[ServiceCall]:
        """Newest first, from below the id ``before``; also those that nobody waits for any more."""
        below = [] if before is None else [ServiceCall.id < before]
        page, order = LimitOffset(limit, 0), [ServiceCall.id.desc()]
        return await self.all_of(store_id, *below, page, order=order, load=self.whole, archived=True, **values)


class NewCall(Struct, forbid_unknown_fields=True, frozen=True):
    """``count`` only of a kind that is counted, where it is 1 if left out."""

    kind: Annotated[str, Meta(min_length=1, max_length=20)]
    count: Annotated[int, Meta(ge=1, le=20)] | None = None
    note: Annotated[str, Meta(max_length=100, pattern=LINES)] | None = None
    party: Id | None = None


class CallMove(Struct, forbid_unknown_fields=True, frozen=True):
    status: Literal["open", "taken", "done"]
    version: Id


class CallOut(OfRow, frozen=True, kw_only=True):
    id: int
    kind: str
    label: str
    count: int | None
    note: str | None
    table: TableRef
    party: int
    status: CallStatus
    version: int
    placed_at: datetime
    taken: CallStep | None
    done: CallStep | None

    def for_guests(self) -> Self:
        """Without who saw to it; so are events."""
        taken, done = (step and replace(step, staff=UNSET) for step in (self.taken, self.done))
        return replace(self, taken=taken, done=done)


class CallEvent(Struct, frozen=True):
    """The payload of ``call.placed`` and ``call.changed``."""

    call: CallOut


class GuestCalls(Struct, frozen=True):
    cursor: int
    items: list[CallOut]


DEEDS = {
    CallStatus.OPEN: Action.CALL_REOPENED,
    CallStatus.TAKEN: Action.CALL_TAKEN,
    CallStatus.DONE: Action.CALL_DONE,
}


async def call(session: AsyncSession, guest: GuestCaller, new: NewCall) -> tuple[CallOut, bool]:
    """A party asks for something; again, and it changes how many and the note of the one that waits, which it tells.

    Raises ``Invalid`` and ``PartyChanged``.
    """
    store = await Stores(session).of(guest.store_id)
    kind, note = call_kind(store.call_kinds, new.kind, new.count), (new.note or "").strip() or None
    count = (new.count or 1) if kind.counted else None
    table = await table_here(session, guest, lock=True)
    if new.party not in (None, table.party) and not isinstance(guest, PhoneCaller):  # whose visit says whose it is
        raise PartyChanged(party=table.party)
    waiting = await ServiceCalls(session).find(table.store_id, table_id=table.id, kind=kind.key)
    if waiting is not None:
        if waiting.repeat(count, note):
            announce(session, log.EventType.CALL_CHANGED, waiting)
        return CallOut.of(waiting).for_guests(), True
    placed = ServiceCall(
        store_id=table.store_id,
        table_id=table.id,
        party=table.party,
        kind=kind.key,
        label=kind.label.get(store.locale) or next(iter(kind.label.values())),
        count=count,
        note=note,
        status=CallStatus.OPEN,
        version=1,
        placed_at=clock.now(),
        live=1,
    )
    set_committed_value(placed, "table", table)
    session.add(placed)
    await session.flush()
    announce(session, log.EventType.CALL_PLACED, placed)
    return CallOut.of(placed).for_guests(), False


async def withdraw(session: AsyncSession, guest: GuestCaller, call_id: int) -> None:
    """The party needs it no more. Repeatable. Raises ``TooLate`` for one that was seen to."""
    call = await ServiceCalls(session).locked(guest.store_id, call_id)
    if call.table_id != await table_of(session, guest) or call.party != call.table.party:
        raise NotFound
    if call.status is CallStatus.WITHDRAWN:
        return
    call.withdraw(clock.now())
    record(session, guest, Action.CALL_WITHDRAWN, call)
    announce(session, log.EventType.CALL_CHANGED, call)


async def move(session: AsyncSession, staff: StaffCaller, call_id: int, move: CallMove) -> CallOut:
    """Take a call, be done with it, or put it back.

    Raises ``StaleVersion`` or ``IllegalTransition``, each with the current ``call``.
    """
    call, to = await ServiceCalls(session).locked(staff.store_id, call_id), CallStatus(move.status)
    try:
        call.advance(to, move.version, staff.username, clock.now())
    except (StaleVersion, IllegalTransition) as refusal:
        refusal.facts["call"] = CallOut.of(call)
        raise
    record(session, staff, DEEDS[to], call)
    announce(session, log.EventType.CALL_CHANGED, call)
    return CallOut.of(call)


def record(session: AsyncSession, by: audit.Actor, action: Action, call: ServiceCall) -> None:
    """The audit's entry of what somebody did with a call."""
    audit.record(session, by, action, call.id, after={"table_id": call.table_id, "label": call.label})


def announce(session: AsyncSession, kind: log.EventType, call: ServiceCall) -> None:
    """Append an event that shows a call as it is now."""
    log.append(session, call.store_id, kind, CallEvent(CallOut.of(call).for_guests()), table_id=call.table_id)


async def calls_of_party(session: AsyncSession, guest: GuestCaller) -> GuestCalls:
    """The latest calls of who sits there, newest first. The cursor is read first: events after it may be in."""
    cursor = await StoreEvents(session).head(guest.store_id)
    here = await table_here(session, guest)
    mine = await ServiceCalls(session).latest(guest.store_id, OF_A_PARTY, table_id=here.id, party=here.party)
    return GuestCalls(cursor, [CallOut.of(call).for_guests() for call in mine])


async def calls(
    session: AsyncSession, staff: StaffCaller, before: int | None, limit: int, filters: dict[str, Any]
) -> list[CallOut]:
    """Those whose columns have the values of ``filters``, newest first, from below the id ``before``."""
    page = await ServiceCalls(session).latest(staff.store_id, limit, before, **filters)
    return [CallOut.of(call) for call in page]
