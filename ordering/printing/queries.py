"""Looking at printers and their jobs."""

from typing import Any

from msgspec import UNSET, Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.printing.jobs import Outlet
from ordering.printing.model import ASKED_FOR
from ordering.printing.paper import Encoding, Marks, Paper
from ordering.printing.repository import Printers, PrintJobs
from ordering.printing.shapes import JobOut, PaperShown, PrinterOut, PrinterPatch
from ordering.security.callers import StaffCaller

ASKED_AT_MOST = 50
SHOWN = 50


async def printers(session: AsyncSession, staff: StaffCaller) -> list[PrinterOut]:
    """All of them."""
    stations = await Printers(session).stations(staff.store_id)
    return [PrinterOut.of(printer, stations) for printer in await Printers(session).all_of(staff.store_id)]


async def printer(session: AsyncSession, staff: StaffCaller, printer_id: int) -> PrinterOut:
    found = await Printers(session).of(staff.store_id, printer_id)
    return PrinterOut.of(found, await Printers(session).stations(staff.store_id))


async def is_agents(session: AsyncSession, staff: StaffCaller, printer_id: int, patch: PrinterPatch) -> bool:
    """Whether an agent prints at a printer once it is changed so."""
    printer = await Printers(session).of(staff.store_id, printer_id)
    return (printer.agent_id if patch.agent_id is UNSET else patch.agent_id) is not None


async def papers(session: AsyncSession, staff: StaffCaller) -> tuple[list[PaperShown], list[PaperShown]]:
    """Those that the board asks about, and the latest of the others, newest first."""
    asked = await in_question(session, staff.store_id)
    latest = [PaperShown.of(job) for job in await PrintJobs(session).page(staff.store_id, None, SHOWN)]
    return asked, [paper for paper in latest if paper not in asked]


async def paper(session: AsyncSession, staff: StaffCaller, job_id: int) -> PaperShown:
    return PaperShown.of(await PrintJobs(session).of(staff.store_id, job_id))


async def jobs(
    session: AsyncSession, staff: StaffCaller, before: int | None, limit: int, filters: dict[str, Any]
) -> list[JobOut]:
    """The newest first, from before an id on."""
    found = await PrintJobs(session).page(staff.store_id, before, limit, **filters)
    return [JobOut.of(job) for job in found]


class Sheet(Struct, frozen=True):
    """A job's paper, and how its printer prints; ``width`` in millimetres."""

    paper: Paper
    marks: Marks
    encoding: Encoding
    width: int


async def sheet(session: AsyncSession, staff: StaffCaller, job_id: int) -> Sheet:
    """What a job's paper looks like at the printer that it is meant for."""
    job = await PrintJobs(session).of(staff.store_id, job_id)
    return Sheet(job.paper, job.marks, job.printer.encoding, job.printer.width)


async def in_question(session: AsyncSession, store_id: int) -> list[PaperShown]:
    """What the board asks about, the oldest first."""
    since = clock.now() - ASKED_FOR
    return [PaperShown.of(job) for job in await PrintJobs(session).in_question(store_id, since, ASKED_AT_MOST)]


async def outlets(session: AsyncSession, store_id: int) -> list[Outlet]:
    """The printers that papers are made for."""
    return [Outlet.of(printer) for printer in await Printers(session).all_of(store_id, enabled=True)]
