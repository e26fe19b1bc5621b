"""What is due: the papers that wait at printers which may be tried now, and who prints there."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ordering import clock
from ordering.errors import NotFound
from ordering.printing.model import KEPT_WAITING, JobStatus, Printer, PrintJob, PrintQueue
from ordering.printing.paper import Encoding, Marks, Paper
from ordering.security.callers import AgentCaller
from ordering.tables.model import Device


class Next(Struct, frozen=True):
    """The paper that is next at a printer, and where and how it prints; ``attempts`` are those before this one."""

    job_id: int
    store_id: int
    printer_id: int
    agent_id: int | None
    ticket_id: int | None
    attempts: int
    host: str
    port: int
    paper: Paper
    marks: Marks
    encoding: Encoding
    width: int

    @classmethod
    def of(cls, job: PrintJob, printer: Printer) -> "Next":
        return cls(
            job.id, job.store_id, printer.id, printer.agent_id, job.ticket_id, job.attempts, printer.host, printer.port,
            job.paper, job.marks, printer.encoding, printer.width,
        )  # fmt: skip


async def due(session: AsyncSession, agent_id: int | None, most: int) -> list[int]:
    """The printers that have papers to print, that nobody prints right now, and that may be tried; those of one agent,
    or those that this server prints at itself.
    """
    mine = Printer.agent_id.is_(None) if agent_id is None else Printer.agent_id == agent_id
    return [*await session.scalars(_free(PrintJob.queue_id).where(mine).limit(most))]


async def agents_due(session: AsyncSession, agent_ids: Collection[int]) -> list[int]:
    """Those of the agents that have anything to print."""
    return [*await session.scalars(_free(Printer.agent_id).where(Printer.agent_id.in_(agent_ids)))]


async def unattended(session: AsyncSession, since: datetime, most: int) -> list[int]:
    """The printers with papers to print whose agent has not been there since then."""
    away = _free(PrintJob.queue_id).join(Device, Device.id == Printer.agent_id).where(Device.last_seen_at < since)
    return [*await session.scalars(away.limit(most))]


async def next_at(session: AsyncSession, printer_id: int) -> Next | None:
    """The oldest paper that waits at a printer which may be tried now."""
    now = clock.now()
    waiting = _open(PrintJob, Printer, now=now).where(PrintJob.queue_id == printer_id)
    first = waiting.where(PrintJob.wanted_at > now - KEPT_WAITING).order_by(PrintJob.id).limit(1)
    row = (await session.execute(first.options(joinedload(PrintJob.printer)))).first()
    return None if row is None else Next.of(row[0], row[1])


async def of_agent(session: AsyncSession, agent: AgentCaller, job_id: int) -> Next:
    """A paper at one of an agent's printers, whatever has become of it. Raises ``NotFound``."""
    there = select(PrintJob, Printer).join(Printer, Printer.id == PrintJob.queue_id)
    mine = there.where(PrintJob.store_id == agent.store_id, PrintJob.id == job_id, Printer.agent_id == agent.agent_id)
    row = (await session.execute(mine.options(joinedload(PrintJob.printer)))).first()
    if row is None:
        raise NotFound
    return Next.of(row[0], row[1])


def _free(wanted: Any) -> Select[Any]:
    """Each once, of what may be tried and nobody holds."""
    now = clock.now()
    free = or_(PrintQueue.held_until.is_(None), PrintQueue.held_until <= now)
    return _open(wanted, now=now).where(free).distinct()


def _open(*wanted: Any, now: datetime) -> Select[Any]:
    """Of the papers that wait, and their printers, where these may be tried."""
    return (
        select(*wanted)
        .select_from(PrintJob)
        .join(Printer, Printer.id == PrintJob.queue_id)
        .join(PrintQueue, PrintQueue.printer_id == PrintJob.queue_id)
        .where(
            PrintJob.status == JobStatus.WAITING,
            Printer.live.is_not(None),
            Printer.enabled,
            or_(PrintQueue.try_at.is_(None), PrintQueue.try_at <= now),
        )
    )
