"""What is done to printers and their jobs; one function is one transaction.

Which printer prints what is read along with the menu, by which orders are judged: every change of a printer makes a
new version of that, so no order is written by what was so before.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.audit import Action
from ordering.codes import Code
from ordering.errors import IllegalTransition, Invalid, NotFound
from ordering.live import log
from ordering.menu.arranging import menu_changed
from ordering.menu.repository import MenuVersions, Stations
from ordering.patching import given
from ordering.printing import jobs
from ordering.printing.model import ASKED_FOR, Printer, PrintJob, PrintQueue
from ordering.printing.paper import Paper, PaperKind
from ordering.printing.refusals import NoPrinter, PrinterOff
from ordering.printing.repository import Printers, PrintJobs
from ordering.printing.shapes import JobOut, NewPrinter, PrinterOut, PrinterPatch
from ordering.security.callers import StaffCaller
from ordering.stores.repository import Stores
from ordering.tables.repository import Devices

AT_ONCE = 100
"""Papers that somebody sees to with one tap."""


async def add_printer(session: AsyncSession, by: audit.Actor, new: NewPrinter) -> PrinterOut:
    """A new printer. Raises ``NotFound`` for a station, a printer or an agent that the store does not have."""
    await MenuVersions(session).lock(by.store_id)
    await _check(session, by, given(new))
    printer = Printer(store_id=by.store_id, live=1, **{**given(new), "name": new.name.strip()})
    session.add(printer)
    await session.flush()
    session.add(
        PrintQueue(printer_id=printer.id, store_id=by.store_id, held_by=None, held_until=None, failures=0, try_at=None)
    )
    audit.record(session, by, Action.PRINTER_ADDED, printer.id, after={"name": printer.name, "host": printer.host})
    await menu_changed(session, by.store_id)
    return PrinterOut.of(printer, await Printers(session).stations(by.store_id))


async def change_printer(session: AsyncSession, by: audit.Actor, printer_id: int, patch: PrinterPatch) -> PrinterOut:
    """Only what is given changes. Raises as ``add_printer``, ``Invalid`` if its backup is itself."""
    await MenuVersions(session).lock(by.store_id)
    printer = await Printers(session).of(by.store_id, printer_id)
    changes = given(patch)
    await _check(session, by, changes, printer_id)
    if "name" in changes:
        changes["name"] = changes["name"].strip()
    before = {name: getattr(printer, name) for name, value in changes.items() if getattr(printer, name) != value}
    if before:
        after = {name: changes[name] for name in before}
        for name, value in after.items():
            setattr(printer, name, value)
        await Printers(session).hurry(by.store_id, printer_id)
        if not printer.enabled:
            await PrintJobs(session).come_home(by.store_id, printer_id)
        audit.record(session, by, Action.PRINTER_CHANGED, printer.id, before, after)
        jobs.announce(session, by.store_id)
        await menu_changed(session, by.store_id)
    return PrinterOut.of(printer, await Printers(session).stations(by.store_id))


async def archive_printer(session: AsyncSession, by: audit.Actor, printer_id: int) -> None:
    """It is gone: what waits for it is cancelled, what waits at it for another one goes back there."""
    await MenuVersions(session).lock(by.store_id)
    printer = await Printers(session).of(by.store_id, printer_id)
    printer.live = None
    await session.flush()
    await Printers(session).stand_in_for_nobody(by.store_id, printer_id)
    await PrintJobs(session).cancel_waiting(by.store_id, [printer_id])
    await PrintJobs(session).come_home(by.store_id, printer_id)
    audit.record(session, by, Action.PRINTER_REMOVED, printer.id, before={"name": printer.name})
    log.hint(session, by.store_id)
    await menu_changed(session, by.store_id)


async def test_printer(session: AsyncSession, staff: StaffCaller, printer_id: int) -> JobOut:
    """A paper that says that the printer works. Raises ``PrinterOff``."""
    printer = await Printers(session).of(staff.store_id, printer_id)
    store = await Stores(session).of(staff.store_id)
    at = clock.now().astimezone(ZoneInfo(store.timezone))
    paper = Paper(kind=PaperKind.TEST, locale=store.locale, title=printer.name, at=at)
    return await print_once(session, staff, printer, paper)


async def print_once(session: AsyncSession, staff: StaffCaller, printer: Printer, paper: Paper) -> JobOut:
    """One paper that somebody waits for: it is tried at once. Raises ``PrinterOff``: there it would only expire."""
    if not printer.enabled:
        raise PrinterOff
    [row] = jobs.add(session, staff.store_id, [*jobs.copies(printer.id, 1, paper, None)], clock.now())
    await session.flush()
    await Printers(session).hurry(staff.store_id, printer.id)
    return JobOut.of(row)


async def printer_for_bills(session: AsyncSession, staff: StaffCaller, printer_id: int | None) -> Printer:
    """The one that is named, or the first that bills come out of. Raises ``NoPrinter``, ``NotFound``."""
    if printer_id is not None:
        return await Printers(session).of(staff.store_id, printer_id)
    printer = await Printers(session).of_bills(staff.store_id)
    if printer is None:
        raise NoPrinter
    return printer


async def retry(session: AsyncSession, staff: StaffCaller, job_id: int) -> JobOut:
    """Print it now, by a person's word. Raises ``IllegalTransition`` with the ``job``."""
    job = await PrintJobs(session).of(staff.store_id, job_id, lock=True)
    with _showing(job):
        job.again(clock.now())
    await Printers(session).hurry(staff.store_id, job.printer_id)
    jobs.announce(session, staff.store_id)
    log.hint(session, staff.store_id)
    audit.record(session, staff, Action.PRINT_REPEATED, job.printer_id, after={"job": job.id})
    return JobOut.of(job)


async def cancel(session: AsyncSession, staff: StaffCaller, job_id: int) -> JobOut:
    """It is not to be printed any more. Raises ``IllegalTransition`` with the ``job``."""
    job = await PrintJobs(session).of(staff.store_id, job_id, lock=True)
    with _showing(job):
        job.cancel()
    log.hint(session, staff.store_id)
    audit.record(session, staff, Action.PRINT_CANCELLED, job.printer_id, after={"job": job.id})
    return JobOut.of(job)


async def see_to(session: AsyncSession, staff: StaffCaller, job_id: int) -> JobOut:
    """Somebody has looked: it came out, or is not needed. Raises ``IllegalTransition`` with the ``job``."""
    job = await PrintJobs(session).of(staff.store_id, job_id, lock=True)
    with _showing(job):
        job.see_to(clock.now())
    log.hint(session, staff.store_id)
    audit.record(session, staff, Action.PRINT_SEEN_TO, job.printer_id, after={"job": job.id})
    return JobOut.of(job)


async def retry_all(session: AsyncSession, staff: StaffCaller) -> int:
    """Print now whatever the board asks about; returns how many that are."""
    return await _see_to_all(session, staff, retry)


async def see_to_all(session: AsyncSession, staff: StaffCaller) -> int:
    """Somebody has looked after everything that the board asks about; returns how many that are."""
    return await _see_to_all(session, staff, see_to)


async def _see_to_all(
    session: AsyncSession, staff: StaffCaller, deed: Callable[[AsyncSession, StaffCaller, int], Awaitable[JobOut]]
) -> int:
    """Without those that others have seen to meanwhile, or that can't be."""
    done = 0
    for job in await PrintJobs(session).in_question(staff.store_id, clock.now() - ASKED_FOR, AT_ONCE):
        with suppress(IllegalTransition):
            await deed(session, staff, job.id)
            done += 1
    return done


@contextmanager
def _showing(job: PrintJob) -> Iterator[None]:
    """Whoever is refused gets to see the job as it is."""
    try:
        yield
    except IllegalTransition as refusal:
        refusal.facts["job"] = JobOut.of(job)
        raise


async def _check(
    session: AsyncSession, by: audit.Actor, named: dict[str, object], printer_id: int | None = None
) -> None:
    """Whether the store has what is named."""
    stations, backup, agent = (named.get(name) for name in ("station_ids", "backup_printer_id", "agent_id"))
    if isinstance(stations, list):
        for station_id in stations:
            await Stations(session).check_makes(by.store_id, station_id)
    if isinstance(backup, int):
        if backup == printer_id:
            raise Invalid("backup_printer_id", Code.OTHER_PRINTER)
        await Printers(session).of(by.store_id, backup)
    if isinstance(agent, int):
        # Locked: one that is being removed gets no printer any more.
        device = await Devices(session).of(by.store_id, agent, lock=True)
        if device.agent_name is None:
            raise NotFound
