"""Printers and their print jobs, with the rules of a job's status."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ordering.database.types import MYSQL_TABLE, Base, BigId, Document, enumerated, type_id
from ordering.errors import IllegalTransition
from ordering.printing.paper import Encoding, Marks, Paper

KEPT_WAITING = timedelta(minutes=5)
"""A paper that has not come out by then would be read as new: it never comes by itself."""
ASKED_FOR = timedelta(hours=3)
"""So long the board asks about a paper: then its party has gone."""
TRIES_BEFORE_BACKUP = 3
LONGEST_PAUSE = timedelta(seconds=30)


class JobKind(StrEnum):
    """Why a paper is printed; ``COPY`` is another one of the same."""

    NEW = "new"
    ADDED = "added"
    VOIDED = "voided"
    MOVED = "moved"
    COPY = "copy"
    BILL = "bill"
    TEST = "test"


class JobStatus(StrEnum):
    WAITING = "waiting"
    """Also between tries."""
    SENDING = "sending"
    """The printer may have bytes of it."""
    PRINTED = "printed"
    UNKNOWN = "unknown"
    """It broke off after bytes were sent: only people can see whether it came out."""
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


OPEN = (JobStatus.WAITING, JobStatus.SENDING)
AGAIN = (JobStatus.UNKNOWN, JobStatus.FAILED, JobStatus.EXPIRED, JobStatus.PRINTED)
"""What can be printed again, when a person says so."""
MAY_BE_THERE = (JobStatus.UNKNOWN, JobStatus.PRINTED)
"""Whose next paper must say that it may be the second."""
IN_QUESTION = (JobStatus.UNKNOWN, JobStatus.FAILED, JobStatus.EXPIRED)
"""What the board asks about."""


class Printer(Base):
    """A receipt printer in the network. ``agent_id`` is the print agent that alone prints at it; where it is NULL the
    server does. ``live`` is NULL once it is deleted.
    """

    __tablename__ = "printer"
    __table_args__ = (
        UniqueConstraint("store_id", "id"),
        ForeignKeyConstraint(["store_id", "backup_printer_id"], ["printer.store_id", "printer.id"]),
        ForeignKeyConstraint(["store_id", "agent_id"], ["device.store_id", "device.id"]),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(50))
    host: Mapped[str] = mapped_column(String(253))
    port: Mapped[int]
    width: Mapped[int] = mapped_column(SmallInteger)
    encoding: Mapped[Encoding] = mapped_column(enumerated(Encoding, length=10))
    station_ids: Mapped[list[int]] = mapped_column(Document(list[int]))
    expo: Mapped[bool]
    bills: Mapped[bool]
    copies: Mapped[int] = mapped_column(SmallInteger)
    backup_printer_id: Mapped[int | None]
    enabled: Mapped[bool]
    agent_id: Mapped[int | None]
    live: Mapped[int | None] = mapped_column(SmallInteger)


class PrintQueue(Base):
    """A printer's queue: which process works it off, and how its printer has been doing.

    Apart from the printer, whose row every order with a paper for it holds for a moment.
    """

    __tablename__ = "print_queue"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "printer_id"], ["printer.store_id", "printer.id"]),
        MYSQL_TABLE,
    )

    printer_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    store_id: Mapped[int]
    held_by: Mapped[str | None] = mapped_column(String(32))
    held_until: Mapped[datetime | None]
    failures: Mapped[int]  # one after the other, since it last printed
    try_at: Mapped[datetime | None]  # not before


class PrintJob(Base):
    """One paper for one printer. ``paper`` is what it says, as it was when it was made; ``queue_id`` is the printer
    that prints it: its own, or the one that stands in. ``wanted_at`` is when somebody asked for it last.
    """

    __tablename__ = "print_job"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "printer_id"], ["printer.store_id", "printer.id"]),
        Index(None, "store_id", "id"),
        Index(None, "store_id", "wanted_at"),
        Index(None, "status", "queue_id"),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int]
    printer_id: Mapped[int]
    queue_id: Mapped[int]
    kind: Mapped[JobKind] = mapped_column(enumerated(JobKind, length=10))
    status: Mapped[JobStatus] = mapped_column(enumerated(JobStatus, length=10))
    copy: Mapped[int] = mapped_column(SmallInteger)
    printing: Mapped[int] = mapped_column(SmallInteger)  # 2 and later: it may be there already
    attempts: Mapped[int]
    error: Mapped[str | None] = mapped_column(String(40))
    paper: Mapped[Paper] = mapped_column(Document(Paper))
    ticket_id: Mapped[int | None]
    made_at: Mapped[datetime]
    wanted_at: Mapped[datetime]
    printed_at: Mapped[datetime | None]
    seen_to_at: Mapped[datetime | None]  # a person has answered what the board asks about it
    taken_by: Mapped[str | None] = mapped_column(String(32))
    taken_until: Mapped[datetime | None]

    printer: Mapped[Printer] = relationship(
        primaryjoin="foreign(PrintJob.printer_id) == Printer.id", viewonly=True, lazy="raise"
    )

    @property
    def marks(self) -> Marks:
        """What its paper says of the printing itself."""
        return Marks(self.copy, self.printing, self.printer.name if self.queue_id != self.printer_id else None)

    @property
    def can_come_again(self) -> bool:
        return self.status in AGAIN and self.printer.live is not None

    def again(self, at: datetime) -> None:
        """A person wants it printed now. Raises ``IllegalTransition``."""
        if not self.can_come_again:
            raise IllegalTransition("A print job that is under way, cancelled or without its printer is not repeated.")
        self.printing += self.status in MAY_BE_THERE
        self.status, self.queue_id, self.wanted_at = JobStatus.WAITING, self.printer_id, at
        self.attempts, self.error, self.printed_at, self.seen_to_at = 0, None, None, None

    def cancel(self) -> None:
        """A person does not want it any more. Raises ``IllegalTransition``."""
        if self.status not in (JobStatus.WAITING, JobStatus.FAILED):
            raise IllegalTransition("Only a print job that waits or has failed can be cancelled.")
        self.status = JobStatus.CANCELLED

    def see_to(self, at: datetime) -> None:
        """A person answers the board: what was unknown has come out, the rest is not needed. Raises
        ``IllegalTransition``.
        """
        if self.status not in IN_QUESTION:
            raise IllegalTransition("Nobody has to see to this print job.")
        if self.status is JobStatus.UNKNOWN:
            self.status, self.printed_at, self.error = JobStatus.PRINTED, at, None
        self.seen_to_at = at
