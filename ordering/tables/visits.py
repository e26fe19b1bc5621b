"""Visits: a party as its guests' phones know it, and the code that lets a phone in for it."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct
from sqlalchemy import ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from ordering import audit, clock
from ordering.audit import Action
from ordering.database.repository import StoreRows
from ordering.database.types import MYSQL_TABLE, Base, type_id
from ordering.database.work import Work
from ordering.errors import PhonesOff, VisitMoved, VisitOver
from ordering.live import log
from ordering.security.callers import Caller, GuestCaller, PhoneCaller, StaffCaller
from ordering.security.tokens import new_visit_code
from ordering.stores.repository import Stores
from ordering.tables.model import DiningTable
from ordering.tables.repository import Tables
from ordering.tables.shapes import TableOut

Code = Annotated[str, Meta(min_length=1, max_length=200)]


class Visit(Base):
    """One party as its phones know it: at its table from the last party's leaving on, and along when it moves.

    It is written once somebody asks for its code. ``live`` is 1 until it ends and NULL afterwards: the unique key lets
    a table have one. ``term`` is the store's, so that switching phones off ends every visit without touching one.
    """

    __tablename__ = "visit"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "table_id"], ["dining_table.store_id", "dining_table.id"]),
        UniqueConstraint("store_id", "id"),
        UniqueConstraint("table_id", "live"),
        UniqueConstraint("code"),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int]
    table_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(32))  # as it is: the tablet shows it again and again
    term: Mapped[int]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    live: Mapped[int | None] = mapped_column(SmallInteger)

    def end(self, at: datetime) -> None:
        self.live = None
        self.ended_at = at


class Phone(Base):
    """A guest's phone that was let in for a visit. Its logout raises the epoch, which ends its access token."""

    __tablename__ = "phone"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "visit_id"], ["visit.store_id", "visit.id"]),
        UniqueConstraint("store_id", "id"),
        Index(None, "visit_id"),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int]
    visit_id: Mapped[int]
    account_key: Mapped[str] = mapped_column(String(32))
    epoch: Mapped[int]
    joined_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    def leave(self, at: datetime) -> None:
        self.left_at = at
        self.epoch += 1


class Visits(StoreRows[Visit]):
    """Those that go on; those that have ended count as archived."""

    model_type = Visit
    live = (Visit.live == 1,)

    async def by_code(self, code: str) -> Visit | None:
        """The visit that goes on and has this code now, whosesoever it is."""
        return await self.session.scalar(select(Visit).where(Visit.code == code, Visit.live == 1))


class Phones(StoreRows[Phone]):
    """Those that are in; those that have left count as archived."""

    model_type = Phone
    live = (Phone.left_at.is_(None),)

    async def end_all_tokens(self, store_id: int, further: int) -> None:
        """Raise the epoch of every phone, as every person's."""
        mine = update(Phone).where(Phone.store_id == store_id)
        await self.session.execute(mine.values(epoch=Phone.epoch + further))


class VisitChanged(Struct, frozen=True):
    """The payload of ``visit.changed``, which tells no code: who may show it asks for it."""

    table: TableOut
    party: int


async def known_code(session: AsyncSession, caller: Caller, table_id: int) -> str | None:
    """The code of who sits at a table; None if nobody has asked for it yet. Raises ``PhonesOff``, ``NotFound``."""
    store, table = await Stores(session).of(caller.store_id), await Tables(session).of(caller.store_id, table_id)
    if not store.phones:
        raise PhonesOff
    visit = await Visits(session).find(store.id, table_id=table.id, term=store.phones_term)
    return visit.code if visit is not None else None


async def shown_code(work: Work, caller: Caller, table_id: int) -> str:
    """The code of who sits at a table; only the first to ask waits for the table's lock. Raises as ``code``."""
    known = await work.read(known_code, caller, table_id)
    return known if known is not None else await work.run(code, caller, table_id)


async def code(session: AsyncSession, caller: Caller, table_id: int) -> str:
    """The code of who sits at a table, or will sit there next. Raises ``PhonesOff``, ``NotFound``."""
    return (await _visit_at(session, caller, table_id)).code


async def renew_code(session: AsyncSession, staff: StaffCaller, table_id: int) -> str:
    """Another code: phones that are in stay, the old one lets nobody in any more. Raises as ``code``."""
    visit = await _visit_at(session, staff, table_id)
    visit.code = new_visit_code()
    table = await Tables(session).of(staff.store_id, table_id)
    audit.record(session, staff, Action.CODE_RENEWED, table.id, after={"number": table.number})
    event = VisitChanged(TableOut.of(table), table.party)
    log.append(session, table.store_id, log.EventType.VISIT_CHANGED, event, table_id=table.id)
    return visit.code


async def end_visit(session: AsyncSession, table: DiningTable) -> None:
    """The party leaves, under the table's lock: no phone is let in for it any more, and none stays in."""
    visit = await Visits(session).find(table.store_id, table_id=table.id)
    if visit is not None:
        visit.end(clock.now())
        await session.flush()  # another one may come to this table now
        log.access_ended(session, table.store_id)


async def table_of(session: AsyncSession, guest: GuestCaller) -> int:
    """The id of the table that a guest is at now; of the one that is locked it is true until the transaction ends.

    Raises ``VisitOver``.
    """
    if not isinstance(guest, PhoneCaller):
        return guest.table_id
    visit = await Visits(session).get(guest.store_id, guest.visit_id)
    if visit is None:
        raise VisitOver
    return visit.table_id


async def check_sitting(session: AsyncSession, guest: GuestCaller, table: DiningTable) -> None:
    """Whether the guest's party sits at this table, where it was thought to be. Raises ``VisitOver``, ``VisitMoved``.

    Without a lock the party tells, as each of a table's is another.
    """
    if await table_of(session, guest) != table.id or (isinstance(guest, PhoneCaller) and table.party != guest.at.party):
        raise VisitMoved(retry_after=1)


async def table_here(session: AsyncSession, guest: GuestCaller, *, lock: bool = False) -> DiningTable:
    """The table where the guest's party sits. Raises as ``check_sitting``, and ``NotFound``."""
    table = await Tables(session).of(guest.store_id, guest.table_id, lock=lock)
    await check_sitting(session, guest, table)
    return table


async def _visit_at(session: AsyncSession, caller: Caller, table_id: int) -> Visit:
    """With its table locked."""
    table = await Tables(session).of(caller.store_id, table_id, lock=True)
    store = await Stores(session).of(caller.store_id)
    if not store.phones:
        raise PhonesOff
    visit = await Visits(session).find(store.id, table_id=table.id)
    if visit is not None and visit.term != store.phones_term:  # phones were switched off, and on again
        await end_visit(session, table)
        visit = None
    if visit is None:
        visit = Visit(
            store_id=store.id,
            table_id=table.id,
            code=new_visit_code(),
            term=store.phones_term,
            begun_at=clock.now(),
            live=1,
        )
        session.add(visit)
        await session.flush()
    return visit
