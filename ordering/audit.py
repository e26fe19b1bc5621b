"""Who did what to which row, from what to what: appended in the change's own transaction, never changed."""

from collections.abc import Collection
from datetime import datetime
from enum import Enum, StrEnum
from typing import Any, Protocol

import msgspec
from advanced_alchemy.filters import LimitOffset
from sqlalchemy import ColumnElement, ForeignKey, Index, String
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
    DEVICE = "device"
    CATEGORY = "category"
    MENU = "menu"
    ITEM = "item"
    OPTION = "option"
    IMAGE = "image"
    STAFF = "staff"
    STORE = "store"


class Action(Enum):
    """What was done, and to which kind of row. Entries keep these words: none is ever renamed or taken out."""

    ORDER_OPENED = "order.opened", Subject.ORDER
    ORDER_ADVANCED = "order.advanced", Subject.ORDER
    ORDER_CANCELLED = "order.cancelled", Subject.ORDER
    TABLE_CLOSED = "table.closed", Subject.TABLE
    TABLE_ADDED = "table.added", Subject.TABLE
    TABLE_CHANGED = "table.changed", Subject.TABLE
    TABLE_REMOVED = "table.removed", Subject.TABLE
    DEVICE_PAIRED = "device.paired", Subject.DEVICE
    DEVICE_UNPAIRED = "device.unpaired", Subject.DEVICE
    DEVICE_REPLACED = "device.replaced", Subject.DEVICE
    PAIRING_OPENED = "pairing.opened", Subject.STORE
    PAIRING_REFUSED = "pairing.refused", Subject.TABLE
    PAIRING_FULL = "pairing.full", Subject.TABLE
    CATEGORY_ADDED = "category.added", Subject.CATEGORY
    CATEGORY_CHANGED = "category.changed", Subject.CATEGORY
    CATEGORY_REMOVED = "category.removed", Subject.CATEGORY
    CATEGORIES_REORDERED = "categories.reordered", Subject.MENU
    ITEM_ADDED = "item.added", Subject.ITEM
    ITEM_CHANGED = "item.changed", Subject.ITEM
    ITEM_REMOVED = "item.removed", Subject.ITEM
    ITEMS_REORDERED = "items.reordered", Subject.CATEGORY
    ITEM_SOLD_OUT = "item.sold_out", Subject.ITEM
    ITEM_BACK = "item.back", Subject.ITEM
    OPTION_SOLD_OUT = "option.sold_out", Subject.OPTION
    OPTION_BACK = "option.back", Subject.OPTION
    IMAGE_ADDED = "image.added", Subject.IMAGE
    STAFF_LOGGED_IN = "staff.logged_in", Subject.STAFF
    STAFF_LOGGED_OUT = "staff.logged_out", Subject.STAFF
    STAFF_ADDED = "staff.added", Subject.STAFF
    STAFF_CHANGED = "staff.changed", Subject.STAFF
    STAFF_REMOVED = "staff.removed", Subject.STAFF
    LOGIN_REFUSED = "login.refused", Subject.STAFF
    LOGIN_THROTTLED = "login.throttled", Subject.STAFF
    TABLE_LOGIN_REFUSED = "login.refused", Subject.TABLE
    TABLE_LOGIN_THROTTLED = "login.throttled", Subject.TABLE
    STORE_CREATED = "store.created", Subject.STORE
    STORE_RESTORED = "store.restored", Subject.STORE
    STORE_CHANGED = "store.changed", Subject.STORE

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def subject(self) -> Subject:
        return self.value[1]


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
    def deed(self) -> Action:
        return Action((self.action, self.subject))

    @property
    def table_number(self) -> str:
        """Of the table whose tablet acted, or tried to: an entry has it in that tablet's name alone."""
        return self.actor_name.removeprefix(AT_TABLE)


def record(
    session: AsyncSession,
    by: Actor,
    action: Action,
    subject_id: int | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Append one entry. ``before`` and ``after`` hold only what changed, and never a password."""
    kind, actor_id, name = by.actor
    session.add(
        AuditEntry(
            store_id=by.store_id,
            at=clock.now(),
            actor_kind=kind,
            actor_id=actor_id,
            actor_name=name,
            action=action.code,
            subject=action.subject,
            subject_id=subject_id,
            before=before,
            after=after,
            address=by.address,
        )
    )


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
