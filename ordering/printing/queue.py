"""Queues of print jobs, as the processes share them in the database.

One process at a time, of this server or of an agent, holds a printer's queue, for some seconds at a time, and takes its
oldest paper. Before the first byte is sent the job is ``sending``, and that is committed: whatever dies then, nobody
prints it again by himself.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from msgspec import Struct
from sqlalchemy import ColumnElement, CursorResult, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.database.lane import Statement
from ordering.live import log
from ordering.printing import due, jobs
from ordering.printing.due import Next
from ordering.printing.model import (
    KEPT_WAITING,
    LONGEST_PAUSE,
    OPEN,
    TRIES_BEFORE_BACKUP,
    JobStatus,
    Printer,
    PrintJob,
    PrintQueue,
)

HELD_SECONDS = 20.0
"""Longer than it takes to send a paper and hear what became of it."""
AT_ONCE = 500
"""Jobs that are given up in one transaction."""


ANY_OPEN = Statement("SELECT 1 FROM print_job WHERE status IN (%s, %s) LIMIT 1", [status.value for status in OPEN])
"""Whether there is any paper to print, or to give up, at all: most of the time there is none anywhere."""


class Holder(Struct, frozen=True):
    """Who prints: a process of this server, or an agent's, by a name of its own."""

    name: str
    agent_id: int | None = None


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


async def hold(session: AsyncSession, printer_id: int, who: Holder) -> bool:
    """Take a printer's queue, or keep it. False where somebody else has it, or is to print there."""
    if not await _prints_at(session, printer_id, who):
        return False
    now = clock.now()
    free = or_(PrintQueue.held_until.is_(None), PrintQueue.held_until <= now, PrintQueue.held_by == who.name)
    mine = update(PrintQueue).where(PrintQueue.printer_id == printer_id, free)
    return await _changed(session, mine.values(held_by=who.name, held_until=_held(now))) == 1


async def let_go(session: AsyncSession, printer_id: int, who: Holder) -> None:
    mine = update(PrintQueue).where(PrintQueue.printer_id == printer_id, PrintQueue.held_by == who.name)
    await session.execute(mine.values(held_by=None, held_until=None))


async def take(session: AsyncSession, printer_id: int, who: Holder) -> Next | None:
    """The next paper, and with it the printer's queue. Where there is none, the queue is nobody's."""
    if not await hold(session, printer_id, who):
        return None
    if (job := await due.next_at(session, printer_id)) is None:
        await let_go(session, printer_id, who)
    return job


async def begin(session: AsyncSession, job: Next, who: Holder, key: str) -> bool:
    """Its first byte is about to be sent: this try is known by its ``key``. False if it is not to be printed any more,
    or not by them.
    """
    if not await hold(session, job.printer_id, who):
        return False
    now = clock.now()
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
        taken_by=key,
        taken_until=_held(now),
    )
    return await _changed(session, sending) == 1


async def take_back(session: AsyncSession, job: Next, key: str) -> None:
    """Not a byte of this try was sent. If others have given the paper up meanwhile, it stays unknown."""
    sending = _of_try(job, key, JobStatus.SENDING)
    await session.execute(sending.values(status=JobStatus.WAITING, taken_by=None))


async def end(session: AsyncSession, job: Next, key: str, status: JobStatus, error: str | None = None) -> bool:
    """What became of a try. False if that is known. What was unknown for so long is printed all the same, unless people
    have answered meanwhile, or another try has begun.
    """
    if status is JobStatus.PRINTED:
        this = _of_try(job, key, JobStatus.SENDING, JobStatus.UNKNOWN)
        ended = this.values(status=status, error=error, printed_at=clock.now(), taken_by=None)
    else:  # the try keeps its key: it may still turn out that all of it was printed
        ended = _of_try(job, key, JobStatus.SENDING).values(status=status, error=error)
    if await _changed(session, ended) == 0:
        return False
    await session.execute(_queue(job).values(failures=0, try_at=None))
    log.hint(session, job.store_id)
    return True


async def fail(session: AsyncSession, job: Next) -> None:
    """It can't be made into a slip: others go on."""
    waiting = update(PrintJob).where(PrintJob.id == job.job_id, PrintJob.status == JobStatus.WAITING)
    await session.execute(waiting.values(status=JobStatus.FAILED, error="not_printable"))
    log.hint(session, job.store_id)


async def put_off(session: AsyncSession, job: Next, who: Holder, error: str) -> None:
    """The printer could not be begun with: it is tried again later, or another one stands in for it. Repeatable: a try
    that was told of is not counted again.
    """
    if not await hold(session, job.printer_id, who):
        return
    this = PrintJob.id == job.job_id, PrintJob.status == JobStatus.WAITING, PrintJob.attempts == job.attempts
    tried = update(PrintJob).where(*this).values(attempts=PrintJob.attempts + 1, error=error)
    if await _changed(session, tried) == 1:
        queue = (await session.scalars(select(PrintQueue).where(_queue_of(job)))).one()
        queue.failures += 1
        queue.try_at = clock.now() + min(LONGEST_PAUSE, timedelta(seconds=2 ** min(queue.failures - 1, 10)))
        if queue.failures >= TRIES_BEFORE_BACKUP:
            await _hand_over(session, job)
            await _hand_back(session, job)
    await let_go(session, job.printer_id, who)


async def _hand_over(session: AsyncSession, job: Next) -> None:
    """Everything that waits at a printer of its own goes to the one that stands in, and from there no further."""
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


async def _hand_back(session: AsyncSession, job: Next) -> None:
    """What waits at a printer that stands in for others goes home, where it may be tried: theirs may be back sooner. If
    not, it comes here again, and so both are tried until it expires.
    """
    homes = select(Printer.id).where(Printer.store_id == job.store_id, Printer.live.is_not(None), Printer.enabled)
    visiting = PrintJob.queue_id == job.printer_id, PrintJob.printer_id != job.printer_id
    waiting = update(PrintJob).where(*visiting, PrintJob.status == JobStatus.WAITING, PrintJob.printer_id.in_(homes))
    if await _changed(session, waiting.values(queue_id=PrintJob.printer_id)):
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


async def _prints_at(session: AsyncSession, printer_id: int, who: Holder) -> bool:
    agent = Printer.agent_id.is_(None) if who.agent_id is None else Printer.agent_id == who.agent_id
    return await session.scalar(select(Printer.id).where(Printer.id == printer_id, agent)) is not None


def _of_try(job: Next, key: str, *statuses: JobStatus) -> Any:
    """The job, if this is its latest try and it stands so."""
    return update(PrintJob).where(PrintJob.id == job.job_id, PrintJob.taken_by == key, PrintJob.status.in_(statuses))


def _held(now: datetime) -> datetime:
    return now + timedelta(seconds=HELD_SECONDS)


def _queue(job: Next) -> Any:
    return update(PrintQueue).where(_queue_of(job))


def _queue_of(job: Next) -> ColumnElement[bool]:
    return PrintQueue.printer_id == job.printer_id


async def _changed(session: AsyncSession, change: Any) -> int:
    """How many rows a change has changed."""
    return cast("CursorResult[Any]", await session.execute(change)).rowcount
