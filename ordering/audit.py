"""Who did what to which row, from what to what: appended in the change's own transaction, never changed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol

import msgspec
from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from ordering import clock
from ordering.database.repository import Repository
from ordering.database.types import MYSQL_TABLE, Base, Document, type_id


class Actor(Protocol):
    """Whoever acts: a member of staff, a table's device, or the command line."""

    @property
    def store_id(self) -> int: ...
    @property
    def address(self) -> str | None:
        """Of the client; None on the machine itself."""
        ...

    @property
    def actor(self) -> tuple[str, int | None, str]:
        """Kind (staff, table, command), id, and the name as people know it."""
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
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(100))  # copied: a person may be renamed or leave
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(Document)
    after: Mapped[dict[str, Any] | None] = mapped_column(Document)
    address: Mapped[str | None] = mapped_column(String(45))


def record(
    session: AsyncSession,
    by: Actor,
    action: str,
    subject: str,
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
            action=action,
            subject=subject,
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


class AuditEntries(Repository[AuditEntry]):
    model_type = AuditEntry

    async def page(self, store_id: int, wanted: AuditFilter, before: int | None, limit: int) -> list[AuditEntry]:
        """Newest first, from below the id ``before``."""
        found = select(AuditEntry).where(AuditEntry.store_id == store_id)
        if wanted.action is not None:
            found = found.where(AuditEntry.action == wanted.action)
        if wanted.actions is not None:
            found = found.where(AuditEntry.action.in_(wanted.actions))
        if wanted.since is not None:
            found = found.where(AuditEntry.at >= wanted.since)
        if wanted.until is not None:
            found = found.where(AuditEntry.at < wanted.until)
        if wanted.staff_id is not None:
            found = found.where(AuditEntry.actor_kind == "staff", AuditEntry.actor_id == wanted.staff_id)
        if wanted.subject is not None:
            found = found.where(AuditEntry.subject == wanted.subject)
        if wanted.subject_id is not None:
            found = found.where(AuditEntry.subject_id == wanted.subject_id)
        if before is not None:
            found = found.where(AuditEntry.id < before)
        return list(await self.session.scalars(found.order_by(AuditEntry.id.desc()).limit(limit)))
