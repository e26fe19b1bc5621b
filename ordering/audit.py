"""Who did what to which row, from what to what: appended in the change's own transaction, never changed."""

from collections.abc import Collection
from datetime import datetime
from enum import Enum, StrEnum
from typing import Any, Protocol, Self, cast

import msgspec
from advanced_alchemy.filters import LimitOffset
from sqlalchemy import ColumnElement, ForeignKey, Index, String, Table, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from ordering import clock
from ordering.database.repository import StoreRows
from ordering.database.types import MYSQL_TABLE, Base, Document, enumerated, type_id
from ordering.security.callers import AT_TABLE, ActorKind


class Subject(StrEnum):
    """The kind of row to which something was done."""

    ORDER = "order"
    TABLE = "table"
    CALL = "call"
    DEVICE = "device"
    CATEGORY = "category"
    MENU = "menu"
    ITEM = "item"
    OPTION = "option"
    STATION = "station"
    PRINTER = "printer"
    IMAGE = "image"
    STAFF = "staff"
    STORE = "store"


class Kind(StrEnum):
    """What an entry is about, as people look for it."""

    ORDERS = "orders"
    TABLES = "tables"
    MENU = "menu"
    PEOPLE = "people"
    STORE = "store"


class Action(Enum):
    """What was done, and to which kind of row. Entries keep these words: none is ever renamed or taken out.

    Each has its sentence, which pages translate: ``what`` is the row, as it is called; ``who`` brings its particle.
    """

    code: str
    subject: Subject
    kind: Kind
    sentence: str

    def __new__(cls, code: str, subject: Subject, kind: Kind, sentence: str) -> Self:
        action = object.__new__(cls)
        action._value_ = code, subject
        action.code, action.subject, action.kind, action.sentence = code, subject, kind, sentence
        return action

    ORDER_OPENED = "order.opened", Subject.ORDER, Kind.ORDERS, "%(who)s looked at the new order %(what)s."
    ORDER_TOLD = "order.told", Subject.ORDER, Kind.ORDERS, "%(who)s told the kitchen of order %(what)s."
    ORDER_ADVANCED = "order.advanced", Subject.ORDER, Kind.ORDERS, "%(who)s moved order %(what)s to “%(status)s”."
    ORDER_CANCELLED = "order.cancelled", Subject.ORDER, Kind.ORDERS, "%(who)s cancelled order %(what)s."
    ORDER_VOIDED = "order.voided", Subject.ORDER, Kind.ORDERS, "%(who)s cancelled %(line)s of order %(what)s."
    TICKET_ADVANCED = (
        "ticket.advanced",
        Subject.ORDER,
        Kind.ORDERS,
        "%(who)s moved the kitchen's ticket %(ticket)s to “%(step)s”.",
    )
    TABLE_CLOSED = "table.closed", Subject.TABLE, Kind.ORDERS, "%(who)s closed %(what)s."
    TABLE_MOVED = "table.moved", Subject.TABLE, Kind.ORDERS, "%(who)s moved the party of %(what)s to %(to)s."
    TABLE_JOINED = "table.joined", Subject.TABLE, Kind.ORDERS, "%(who)s let the party of %(what)s join %(to)s."
    TABLE_UNJOINED = "table.unjoined", Subject.TABLE, Kind.ORDERS, "%(who)s parted the party of %(to)s from %(what)s."
    TABLE_REOPENED = "table.reopened", Subject.TABLE, Kind.ORDERS, "%(who)s took the closing of %(what)s back."
    ORDER_MOVED = "order.moved", Subject.ORDER, Kind.ORDERS, "%(who)s moved order %(what)s to %(to)s."
    TABLE_ADDED = "table.added", Subject.TABLE, Kind.TABLES, "%(who)s added %(what)s."
    TABLE_CHANGED = "table.changed", Subject.TABLE, Kind.TABLES, "%(who)s changed %(what)s."
    TABLE_REMOVED = "table.removed", Subject.TABLE, Kind.TABLES, "%(who)s deleted %(what)s."
    CALL_TAKEN = "call.taken", Subject.CALL, Kind.ORDERS, "%(who)s took a call of %(what)s."
    CALL_DONE = "call.done", Subject.CALL, Kind.ORDERS, "%(who)s saw to a call of %(what)s."
    CALL_REOPENED = "call.reopened", Subject.CALL, Kind.ORDERS, "%(who)s put a call of %(what)s back."
    CALL_WITHDRAWN = "call.withdrawn", Subject.CALL, Kind.ORDERS, "%(who)s withdrew a call."
    CODE_RENEWED = "code.renewed", Subject.TABLE, Kind.TABLES, "%(who)s made a new code for phones at %(what)s."
    DEVICE_PAIRED = "device.paired", Subject.DEVICE, Kind.TABLES, "A tablet was paired with %(what)s."
    DEVICE_UNPAIRED = "device.unpaired", Subject.DEVICE, Kind.TABLES, "%(who)s unpaired a tablet of %(what)s."
    DEVICE_REPLACED = (
        "device.replaced",
        Subject.DEVICE,
        Kind.TABLES,
        "A tablet of %(what)s that was never used made room for another one.",
    )
    SCREEN_PAIRED = "screen.paired", Subject.DEVICE, Kind.TABLES, "A screen was paired with station %(what)s."
    SCREEN_UNPAIRED = "screen.unpaired", Subject.DEVICE, Kind.TABLES, "%(who)s unpaired a screen of station %(what)s."
    PAIRING_OPENED = "pairing.opened", Subject.STORE, Kind.TABLES, "%(who)s opened pairing for 15 minutes."
    PAIRING_REFUSED = (
        "pairing.refused",
        Subject.TABLE,
        Kind.PEOPLE,
        "A tablet knew the password of %(what)s while pairing was closed.",
    )
    PAIRING_FULL = (
        "pairing.full",
        Subject.TABLE,
        Kind.PEOPLE,
        "A tablet knew the password of %(what)s, which can't have any more tablets.",
    )
    CATEGORY_ADDED = "category.added", Subject.CATEGORY, Kind.MENU, "%(who)s added the category %(what)s."
    CATEGORY_CHANGED = "category.changed", Subject.CATEGORY, Kind.MENU, "%(who)s changed the category %(what)s."
    CATEGORY_REMOVED = "category.removed", Subject.CATEGORY, Kind.MENU, "%(who)s deleted the category %(what)s."
    CATEGORIES_REORDERED = (
        "categories.reordered",
        Subject.MENU,
        Kind.MENU,
        "%(who)s put the categories in another order.",
    )
    ITEM_ADDED = "item.added", Subject.ITEM, Kind.MENU, "%(who)s added %(what)s to the menu."
    ITEM_CHANGED = "item.changed", Subject.ITEM, Kind.MENU, "%(who)s changed %(what)s on the menu."
    ITEM_REMOVED = "item.removed", Subject.ITEM, Kind.MENU, "%(who)s deleted %(what)s from the menu."
    ITEMS_REORDERED = (
        "items.reordered",
        Subject.CATEGORY,
        Kind.MENU,
        "%(who)s put the items of %(what)s in another order.",
    )
    ITEM_SOLD_OUT = "item.sold_out", Subject.ITEM, Kind.MENU, "%(who)s marked %(what)s as sold out."
    ITEM_BACK = "item.back", Subject.ITEM, Kind.MENU, "%(who)s put %(what)s back on sale."
    OPTION_SOLD_OUT = "option.sold_out", Subject.OPTION, Kind.MENU, "%(who)s marked the option %(what)s as sold out."
    OPTION_BACK = "option.back", Subject.OPTION, Kind.MENU, "%(who)s put the option %(what)s back on sale."
    STATION_ADDED = "station.added", Subject.STATION, Kind.MENU, "%(who)s added the station %(what)s."
    STATION_CHANGED = "station.changed", Subject.STATION, Kind.MENU, "%(who)s changed the station %(what)s."
    STATION_REMOVED = "station.removed", Subject.STATION, Kind.MENU, "%(who)s deleted the station %(what)s."
    STATIONS_REORDERED = (
        "stations.reordered",
        Subject.STATION,
        Kind.MENU,
        "%(who)s put the stations in another order.",
    )
    STATION_CODE_MADE = "station.code_made", Subject.STATION, Kind.TABLES, "%(who)s made a code for station %(what)s."
    AGENT_ADDED = "agent.added", Subject.DEVICE, Kind.STORE, "%(who)s added the print agent %(what)s."
    AGENT_REMOVED = "agent.removed", Subject.DEVICE, Kind.STORE, "%(who)s removed the print agent %(what)s."
    PRINTER_ADDED = "printer.added", Subject.PRINTER, Kind.STORE, "%(who)s added the printer %(what)s."
    PRINTER_CHANGED = "printer.changed", Subject.PRINTER, Kind.STORE, "%(who)s changed the printer %(what)s."
    PRINTER_REMOVED = "printer.removed", Subject.PRINTER, Kind.STORE, "%(who)s deleted the printer %(what)s."
    PRINT_REPEATED = "print.repeated", Subject.PRINTER, Kind.ORDERS, "%(who)s had %(what)s print a paper again."
    PRINT_CANCELLED = "print.cancelled", Subject.PRINTER, Kind.ORDERS, "%(who)s cancelled a paper of %(what)s."
    PRINT_SEEN_TO = "print.seen_to", Subject.PRINTER, Kind.ORDERS, "%(who)s looked after a paper of %(what)s."
    IMAGE_ADDED = "image.added", Subject.IMAGE, Kind.MENU, "%(who)s uploaded a picture."
    STAFF_LOGGED_IN = "staff.logged_in", Subject.STAFF, Kind.PEOPLE, "%(who)s logged in."
    STAFF_LOGGED_OUT = "staff.logged_out", Subject.STAFF, Kind.PEOPLE, "%(who)s logged out."
    STAFF_ADDED = "staff.added", Subject.STAFF, Kind.PEOPLE, "%(who)s added %(what)s to the staff."
    STAFF_CHANGED = "staff.changed", Subject.STAFF, Kind.PEOPLE, "%(who)s changed the account of %(what)s."
    STAFF_REMOVED = "staff.removed", Subject.STAFF, Kind.PEOPLE, "%(who)s removed %(what)s from the staff."
    LOGIN_REFUSED = "login.refused", Subject.STAFF, Kind.PEOPLE, "A login as %(name)s was refused."
    LOGIN_THROTTLED = "login.throttled", Subject.STAFF, Kind.PEOPLE, "A login as %(name)s has to wait: too many failed."
    TABLE_LOGIN_REFUSED = "login.refused", Subject.TABLE, Kind.PEOPLE, "A tablet tried a wrong password for %(what)s."
    TABLE_LOGIN_THROTTLED = (
        "login.throttled",
        Subject.TABLE,
        Kind.PEOPLE,
        "A tablet at %(what)s has to wait: too many wrong passwords.",
    )
    STATION_LOGIN_REFUSED = "login.refused", Subject.STATION, Kind.PEOPLE, "A screen tried a wrong code."
    STATION_LOGIN_THROTTLED = (
        "login.throttled",
        Subject.STATION,
        Kind.PEOPLE,
        "A screen has to wait: too many wrong codes.",
    )
    STORE_CREATED = "store.created", Subject.STORE, Kind.STORE, "%(who)s opened the store."
    STORE_RESTORED = (
        "store.restored",
        Subject.STORE,
        Kind.STORE,
        "%(who)s put a backup back: what came after it is gone.",
    )
    STORE_CHANGED = "store.changed", Subject.STORE, Kind.STORE, "%(who)s changed the store's settings."


ACTIONS: dict[tuple[str, str], Action] = {(action.code, action.subject): action for action in Action}


class Actor(Protocol):
    """Whoever acts: a member of staff, a table's device, or the command line."""

    @property
    def store_id(self) -> int: ...
    @property
    def address(self) -> str | None:
        """Of the client; None on the machine itself."""
        ...

    @property
    def actor(self) -> tuple[ActorKind, int | None, str]:
        """Kind, id, and the name as people know it."""
        ...


class AuditEntry(Base):
    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "store_id", "id"),
        Index(None, "store_id", "subject", "subject_id"),
        Index(None, "store_id", "at"),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind] = mapped_column(enumerated(ActorKind, length=10))
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(100))  # copied: a person may be renamed or leave
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(Document)
    after: Mapped[dict[str, Any] | None] = mapped_column(Document)
    address: Mapped[str | None] = mapped_column(String(45))

    @property
    def deed(self) -> Action | None:
        """None for what only a newer version does, which ran on this database before."""
        return ACTIONS.get((self.action, self.subject))

    @property
    def table_number(self) -> str:
        """Of the table whose tablet acted, or tried to: an entry has it in that tablet's name alone."""
        return self.actor_name.removeprefix(AT_TABLE)


INSERT = insert(cast("Table", AuditEntry.__table__))


def record(
    session: AsyncSession,
    by: Actor,
    action: Action,
    subject_id: int | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Note one entry for this transaction's end. ``before`` and ``after``: only what changed, and never a password."""
    kind, actor_id, name = by.actor
    who = {"store_id": by.store_id, "actor_kind": kind, "actor_id": actor_id, "actor_name": name, "address": by.address}
    deed = {"action": action.code, "subject": action.subject, "subject_id": subject_id}
    row = {"at": clock.now(), **who, **deed, "before": before, "after": after}
    session.info.setdefault("audit", []).append(row)


async def write(session: AsyncSession) -> None:
    """Insert the noted entries, at the end of their transaction."""
    if entries := session.info.pop("audit", []):
        await session.execute(INSERT, entries)


class AuditFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for; None for all."""

    action: str | None = None
    actions: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Exclusive."""
    staff_id: int | None = None
    subject: str | None = None
    subject_id: int | None = None


class AuditEntries(StoreRows[AuditEntry]):
    model_type = AuditEntry
    kept_from = AuditEntry.at

    async def page(self, store_id: int, wanted: AuditFilter, before: int | None, limit: int) -> list[AuditEntry]:
        """Newest first, from below the id ``before``."""
        found: list[ColumnElement[bool]] = []
        if wanted.action is not None:
            found.append(AuditEntry.action == wanted.action)
        if wanted.actions is not None:
            found.append(AuditEntry.action.in_(wanted.actions))
        if wanted.since is not None:
            found.append(AuditEntry.at >= wanted.since)
        if wanted.until is not None:
            found.append(AuditEntry.at < wanted.until)
        if wanted.staff_id is not None:
            found += [AuditEntry.actor_kind == ActorKind.STAFF, AuditEntry.actor_id == wanted.staff_id]
        if wanted.subject is not None:
            found.append(AuditEntry.subject == wanted.subject)
        if wanted.subject_id is not None:
            found.append(AuditEntry.subject_id == wanted.subject_id)
        if before is not None:
            found.append(AuditEntry.id < before)
        return await self.all_of(store_id, *found, LimitOffset(limit, 0), order=[AuditEntry.id.desc()])
