"""Queues of print jobs, as the processes share them in the database.

One process at a time holds a printer's queue, for some seconds at a time, and takes its oldest paper. Before the first
byte is sent the job is ``sending``, and that is committed: whatever dies then, nobody prints it again by himself.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from msgspec import Struct
from sqlalchemy import ColumnElement, CursorResult, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ordering import clock
from ordering.live import log
from ordering.printing import jobs
from ordering.printing.model import (
    KEPT_WAITING,
    LONGEST_PAUSE,
    TRIES_BEFORE_BACKUP,
    JobStatus,
    Printer,
    PrintJob,
    PrintQueue,
)
from ordering.printing.paper import Encoding, Marks, Paper

HELD_SECONDS = 20.0
"""Longer than it takes to send a paper and hear what became of it."""
AT_ONCE = 500
"""Jobs that are given up in one transaction."""


class Next(Struct, frozen=True):
    """The paper that is next at a printer, and where and how it prints."""

    job_id: int
    store_id: int
    printer_id: int
    ticket_id: int | None
    host: str
    port: int
    paper: Paper
    marks: Marks
    encoding: Encoding
    width: int


async def due(session: AsyncSession, agent_id: int | None, most: int) -> list[int]:
    """The printers that have papers to print, that nobody prints right now, and that may be tried; those of one agent,
    or those that this server prints at itself.
    """
    now = clock.now()
    waiting = (
        select(PrintJob.queue_id)
        .join(PrintQueue, PrintQueue.printer_id == PrintJob.queue_id)
        .join(Printer, Printer.id == PrintJob.queue_id)
        .where(
            PrintJob.status == JobStatus.WAITING,
            Printer.live.is_not(None),
            Printer.enabled,
            Printer.agent_id.is_(None) if agent_id is None else Printer.agent_id == agent_id,
            or_(PrintQueue.try_at.is_(None), PrintQueue.try_at <= now),
            or_(PrintQueue.held_until.is_(None), PrintQueue.held_until <= now),
        )
    )
    return [*await session.scalars(waiting.distinct().limit(most))]


async def overdue(session: AsyncSession) -> Sequence[int]:
    """The jobs that waited too long, those whose sender has died, and those whose printer is gone: deleted in the very
    moment in which they were made.
    """
    ids = select(PrintJob.id).where(_is_overdue(clock.now())).order_by(PrintJob.id).limit(AT_ONCE)
    return (await session.scalars(ids)).all()


async def give_up(session: AsyncSession, job_ids: Sequence[int]) -> None:
    """Those of the jobs that are overdue still: what waited is expired, of what was being sent nobody knows."""
    now = clock.now()
    given_up = select(PrintJob).where(PrintJob.id.in_(job_ids), _is_overdue(now)).with_for_update()
    for job in await session.scalars(given_up):
        if job.status is JobStatus.SENDING:
            job.status, job.error = JobStatus.UNKNOWN, "interrupted"
        elif job.wanted_at <= now - KEPT_WAITING:
            job.status = JobStatus.EXPIRED
        else:
            job.status, job.error = JobStatus.FAILED, "printer_gone"
        log.hint(session, job.store_id)


async def hold(session: AsyncSession, printer_id: int, by: str) -> bool:
    """Take a printer's queue, or keep it. False where another process has it."""
    now = clock.now()
    free = or_(PrintQueue.held_until.is_(None), PrintQueue.held_until <= now, PrintQueue.held_by == by)
    mine = update(PrintQueue).where(PrintQueue.printer_id == printer_id, free)
    return await _changed(session, mine.values(held_by=by, held_until=_held(now))) == 1


async def let_go(session: AsyncSession, printer_id: int, by: str) -> None:
    mine = update(PrintQueue).where(PrintQueue.printer_id == printer_id, PrintQueue.held_by == by)
    await session.execute(mine.values(held_by=None, held_until=None))


async def next_at(session: AsyncSession, printer_id: int) -> Next | None:
    """The oldest paper that waits at a printer which may be tried now."""
    now = clock.now()
    first = (
        select(PrintJob, Printer)
        .join(Printer, Printer.id == PrintJob.queue_id)
        .join(PrintQueue, PrintQueue.printer_id == PrintJob.queue_id)
        .where(
            PrintJob.queue_id == printer_id,
            PrintJob.status == JobStatus.WAITING,
            PrintJob.wanted_at > now - KEPT_WAITING,
            Printer.live.is_not(None),
            Printer.enabled,
            or_(PrintQueue.try_at.is_(None), PrintQueue.try_at <= now),
        )
        .options(joinedload(PrintJob.printer))
        .order_by(PrintJob.id)
        .limit(1)
    )
    row = (await session.execute(first)).first()
    if row is None:
        return None
    job, printer = row
    return Next(
        job.id, job.store_id, printer_id, job.ticket_id, printer.host, printer.port, job.paper, job.marks,
        printer.encoding, printer.width,
    )  # fmt: skip


async def begin(session: AsyncSession, job: Next, by: str) -> datetime | None:
    """Its first byte is about to be sent, and may be until then. None if it is not to be printed any more, or not by
    us.
    """
    if not await hold(session, job.printer_id, by):
        return None
    now = clock.now()
    until = _held(now)
    waiting = update(PrintJob).where(
        PrintJob.id == job.job_id,
        PrintJob.status == JobStatus.WAITING,
        PrintJob.queue_id == job.printer_id,
        PrintJob.wanted_at > now - KEPT_WAITING,
    )
    sending = waiting.values(
        status=JobStatus.SENDING,
        attempts=PrintJob.attempts + 1,
        error=None,
        taken_by=by,
        taken_until=until,
    )
    return until if await _changed(session, sending) == 1 else None


async def take_back(session: AsyncSession, job: Next, by: str) -> None:
    """Not a byte of it was sent, for it was too late. If others have seen that first, it stays unknown."""
    mine = update(PrintJob).where(
        PrintJob.id == job.job_id, PrintJob.taken_by == by, PrintJob.status == JobStatus.SENDING
    )
    await session.execute(mine.values(status=JobStatus.WAITING, taken_by=None))


async def end(session: AsyncSession, job: Next, by: str, status: JobStatus, error: str | None = None) -> None:
    """What became of it. If it took too long to say, it stays unknown."""
    mine = update(PrintJob).where(
        PrintJob.id == job.job_id, PrintJob.taken_by == by, PrintJob.status == JobStatus.SENDING
    )
    printed_at = clock.now() if status is JobStatus.PRINTED else None
    await session.execute(mine.values(status=status, error=error, printed_at=printed_at, taken_by=None))
    await session.execute(_queue(job).values(failures=0, try_at=None))
    log.hint(session, job.store_id)


async def fail(session: AsyncSession, job: Next) -> None:
    """It can't be made into a slip: others go on."""
    waiting = update(PrintJob).where(PrintJob.id == job.job_id, PrintJob.status == JobStatus.WAITING)
    await session.execute(waiting.values(status=JobStatus.FAILED, error="not_printable"))
    log.hint(session, job.store_id)


async def put_off(session: AsyncSession, job: Next, error: str) -> None:
    """The printer could not be begun with: it is tried again later, or another one stands in for it."""
    queue = (await session.scalars(select(PrintQueue).where(_queue_of(job)).with_for_update())).one()
    queue.failures += 1
    queue.try_at = clock.now() + min(LONGEST_PAUSE, timedelta(seconds=2 ** min(queue.failures - 1, 10)))
    waiting = update(PrintJob).where(PrintJob.id == job.job_id, PrintJob.status == JobStatus.WAITING)
    await session.execute(waiting.values(attempts=PrintJob.attempts + 1, error=error))
    if queue.failures >= TRIES_BEFORE_BACKUP:
        await _hand_over(session, job)


async def _hand_over(session: AsyncSession, job: Next) -> None:
    """Everything that waits at a printer of its own goes to the one that stands in, once: it comes no further."""
    printer = (await session.scalars(select(Printer).where(Printer.id == job.printer_id))).one()
    backup = select(Printer.id).where(
        Printer.id == printer.backup_printer_id, Printer.live.is_not(None), Printer.enabled
    )
    if (backup_id := await session.scalar(backup)) is None:
        return
    own = PrintJob.printer_id == job.printer_id, PrintJob.queue_id == job.printer_id
    waiting = update(PrintJob).where(*own, PrintJob.status == JobStatus.WAITING)
    await session.execute(waiting.values(queue_id=backup_id))
    jobs.announce(session, job.store_id)


def _is_overdue(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(
            PrintJob.status == JobStatus.WAITING,
            or_(
                PrintJob.wanted_at <= now - KEPT_WAITING,
                PrintJob.queue_id.in_(select(Printer.id).where(Printer.live.is_(None))),
            ),
        ),
        and_(PrintJob.status == JobStatus.SENDING, PrintJob.taken_until <= now),
    )


def _held(now: datetime) -> datetime:
    return now + timedelta(seconds=HELD_SECONDS)


def _queue(job: Next) -> Any:
    return update(PrintQueue).where(_queue_of(job))


def _queue_of(job: Next) -> ColumnElement[bool]:
    return PrintQueue.printer_id == job.printer_id


async def _changed(session: AsyncSession, change: Any) -> int:
    """How many rows a change has changed."""
    return cast("CursorResult[Any]", await session.execute(change)).rowcount
