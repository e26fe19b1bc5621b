"""What is done to tables; one function is one transaction. Closing one needs its orders: see ``orders.actions``."""

import unicodedata
from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock, decoding
from ordering.audit import Action
from ordering.codes import Code
from ordering.errors import Invalid, NoOpenSession, NumberTaken, TableOccupied
from ordering.live import log
from ordering.patching import check_conflicts, given
from ordering.security.callers import StaffCaller
from ordering.stores.repository import Stores
from ordering.tables import pairing
from ordering.tables.along import end_calls
from ordering.tables.calls import ServiceCalls
from ordering.tables.model import DiningTable, TableSession
from ordering.tables.repository import Tables, TableSessions
from ordering.tables.shapes import (
    MOST_AT_ONCE,
    GuestCount,
    NewTable,
    NewTables,
    TableEvent,
    TableOut,
    TablePatch,
    TableSessionOut,
)
from ordering.tables.visits import end_visit
from ordering.text import TablePassword


async def add(session: AsyncSession, by: audit.Actor, new: NewTable, password_hash: str) -> TableOut:
    """A new table. Raises ``NumberTaken``."""
    await Stores(session).locked(by.store_id)
    await _free_numbers(session, by.store_id, [new.number])
    return await _add(session, by, new, password_hash)


async def add_many(
    session: AsyncSession, by: audit.Actor, new: NewTables, password_hashes: Sequence[str]
) -> list[TableOut]:
    """New tables, all of them or none; each with its own of ``password_hashes``.

    Raises ``NumberTaken`` naming the ``numbers`` that others have, and ``Invalid`` for too many, or none.
    """
    check_many(new)
    await Stores(session).locked(by.store_id)
    await _free_numbers(session, by.store_id, new.numbers)
    ones = [NewTable(number, "", area=new.area) for number in new.numbers]
    return [await _add(session, by, *one) for one in zip(ones, password_hashes, strict=True)]


def spelled(password: str) -> str:
    """A table's password as it is hashed: full-width digits are digits. Raises ``Invalid`` for one of no fit length."""
    plain = unicodedata.normalize("NFKC", password)
    try:
        return msgspec.convert(plain, TablePassword)
    except msgspec.ValidationError as error:
        raise decoding.invalid(error, "password") from None


def check_many(new: NewTables) -> None:
    """Before passwords are hashed for them. Raises ``Invalid``."""
    if not 1 <= len(new.numbers) <= MOST_AT_ONCE:
        raise Invalid("last", Code.TABLE_NUMBERS)


async def change(
    session: AsyncSession,
    staff: StaffCaller,
    table_id: int,
    patch: TablePatch,
    password_hash: str | None,
    seen: TablePatch | None = None,
) -> TableOut:
    """Renumber, relabel, or give a new password, which unpairs the table's devices. Raises ``NumberTaken``.

    ``seen`` is how the table stood when the change was thought of. Raises ``ChangedMeanwhile`` if somebody else has
    changed the same since.
    """
    table = await Tables(session).of(staff.store_id, table_id, lock=True)
    await Stores(session).locked(staff.store_id)
    check_conflicts(TableOut.of(table), seen, patch)
    changes = given(patch)
    changes.pop("password", None)
    changes |= {name: _tidy(text) for name, text in changes.items() if isinstance(text, str)}
    number = changes.get("number", table.number)
    if number != table.number:
        await _free_numbers(session, staff.store_id, [int(str(number))])
    before = {name: getattr(table, name) for name, value in changes.items() if getattr(table, name) != value}
    for name, value in changes.items():
        setattr(table, name, value)
    if password_hash is not None:
        table.password_hash = password_hash
        await pairing.unpair_tablets(session, staff, table)
    if before or password_hash is not None:
        after = {name: changes[name] for name in before} | ({"password": "new"} if password_hash else {})
        audit.record(session, staff, Action.TABLE_CHANGED, table.id, before, after)
        open_session = await TableSessions(session).find(table.store_id, table_id=table.id)
        announce(session, log.EventType.TABLE_CHANGED, table, open_session)
    return TableOut.of(table)


async def count_guests(session: AsyncSession, staff: StaffCaller, table_id: int, count: GuestCount) -> TableOut:
    """How many sit there now. Raises ``NoOpenSession``, also where another party does."""
    table = await Tables(session).of(staff.store_id, table_id, lock=True)
    table_session = await TableSessions(session).find(staff.store_id, table_id=table_id, id=count.table_session_id)
    if table_session is None:
        raise NoOpenSession
    if table_session.guests != count.guests:
        table_session.guests = count.guests
        announce(session, log.EventType.TABLE_CHANGED, table, table_session)
    return TableOut.of(table)


async def archive(session: AsyncSession, staff: StaffCaller, table_id: int) -> None:
    """Take a table away: its number is free again, its history stays. Raises ``TableOccupied``."""
    table = await Tables(session).of(staff.store_id, table_id, lock=True)
    if await TableSessions(session).find(table.store_id, table_id=table.id) is not None:
        raise TableOccupied
    if await ServiceCalls(session).count(table.store_id, table_id=table.id):
        raise TableOccupied("Somebody at this table has called: see to it first.")
    table.live = None
    await end_visit(session, table)
    await pairing.unpair_tablets(session, staff, table)
    audit.record(session, staff, Action.TABLE_REMOVED, table.id, before={"number": table.number})
    announce(session, log.EventType.TABLE_CHANGED, table, None)


async def leave(
    session: AsyncSession, staff: StaffCaller, table: DiningTable, table_session: TableSession, unfinished: int
) -> None:
    """The party leaves a table, which the transaction has locked: whatever is the party's ends with it.

    ``unfinished`` are the orders that it leaves behind.
    """
    await end_calls(session, staff, table)
    await end_visit(session, table)
    table_session.close(clock.now(), table)
    after = {"table_session_id": table_session.id, "total": table_session.total, "unfinished": unfinished}
    audit.record(session, staff, Action.TABLE_CLOSED, table.id, after=after)
    announce(session, log.EventType.SESSION_CLOSED, table, table_session)


def announce(
    session: AsyncSession, kind: log.EventType, table: DiningTable, table_session: TableSession | None
) -> None:
    """Append one of the events that show a table as it is now."""
    event = TableEvent(TableOut.of(table), table.party, TableSessionOut.of(table_session), deleted=table.live is None)
    log.append(session, table.store_id, kind, event, table_id=table.id)


async def _add(session: AsyncSession, by: audit.Actor, new: NewTable, password_hash: str) -> TableOut:
    table = DiningTable(
        store_id=by.store_id,
        number=new.number,
        label=_tidy(new.label),
        area=_tidy(new.area),
        password_hash=password_hash,
        party=0,
        live=1,
    )
    session.add(table)
    await session.flush()
    audit.record(session, by, Action.TABLE_ADDED, table.id, after={"number": table.number})
    announce(session, log.EventType.TABLE_CHANGED, table, None)
    return TableOut.of(table)


async def _free_numbers(session: AsyncSession, store_id: int, numbers: Collection[int]) -> None:
    if taken := await Tables(session).all_of(store_id, DiningTable.number.in_(numbers)):
        raise NumberTaken(numbers=[table.number for table in taken])


def _tidy(text: str | None) -> str | None:
    return text.strip() if text is not None else None
