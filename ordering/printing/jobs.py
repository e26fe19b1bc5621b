"""Print jobs as they are made: in the transaction of what they tell, one for each paper and printer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.lane import Insert, stored
from ordering.printing.model import JobKind, JobStatus, Printer, PrintJob
from ordering.printing.paper import Paper

JOBS = (
    "INSERT INTO print_job (store_id, printer_id, queue_id, kind, status, copy, printing, attempts, paper, ticket_id,"
    " made_at, wanted_at) VALUES "
)
JOB = "(%s, %s, %s, %s, 'waiting', %s, 1, 0, %s, %s, %s, %s)"


class Outlet(Struct, frozen=True):
    """A printer as whoever makes jobs has to know it."""

    id: int
    station_ids: frozenset[int]
    expo: bool
    copies: int

    @staticmethod
    def of(printer: Printer) -> "Outlet":
        return Outlet(printer.id, frozenset(printer.station_ids), printer.expo, printer.copies)


class ToPrint(Struct, frozen=True):
    """A paper on its way to a printer, ``copy`` by copy."""

    printer_id: int
    kind: JobKind
    copy: int
    paper: Paper
    ticket_id: int | None


class PaperWaits(Struct, frozen=True):
    """News of a commit that has made papers to print."""

    store_id: int


def of_station(outlets: Sequence[Outlet], station_id: int, paper: Paper, ticket_id: int) -> list[ToPrint]:
    """A ticket's paper at each printer of its station."""
    mine = [outlet for outlet in outlets if station_id in outlet.station_ids]
    return [job for outlet in mine for job in copies(outlet.id, outlet.copies, paper, ticket_id)]


def of_order(outlets: Sequence[Outlet], paper: Paper) -> list[ToPrint]:
    """The slip of a whole order at each printer that has them."""
    return [job for one in outlets if one.expo for job in copies(one.id, one.copies, paper, None)]


def copies(printer_id: int, many: int, paper: Paper, ticket_id: int | None) -> Iterator[ToPrint]:
    for copy in range(1, many + 1):
        kind = JobKind(paper.kind.value) if copy == 1 else JobKind.COPY
        yield ToPrint(printer_id, kind, copy, paper, ticket_id)


def insert(store_id: int, jobs: Sequence[ToPrint], at: datetime) -> Insert:
    """The jobs as rows of the lean lane."""
    made = stored(at)
    papers: Mapping[int, str] = {id(job.paper): msgspec.json.encode(job.paper).decode() for job in jobs}
    rows = [
        (
            store_id, job.printer_id, job.printer_id, job.kind.value, job.copy, papers[id(job.paper)], job.ticket_id,
            made, made,
        )
        for job in jobs
    ]  # fmt: skip
    return Insert(JOBS, JOB, rows)


def add(session: AsyncSession, store_id: int, jobs: Sequence[ToPrint], at: datetime) -> list[PrintJob]:
    """The jobs as rows of this transaction, which lets the sender know once it is committed."""
    rows = [
        PrintJob(
            store_id=store_id,
            printer_id=job.printer_id,
            queue_id=job.printer_id,
            kind=job.kind,
            status=JobStatus.WAITING,
            copy=job.copy,
            printing=1,
            attempts=0,
            paper=job.paper,
            ticket_id=job.ticket_id,
            made_at=at,
            wanted_at=at,
        )
        for job in jobs
    ]
    session.add_all(rows)
    if rows:
        announce(session, store_id)
    return rows


def announce(session: AsyncSession, store_id: int) -> None:
    """Let the sender know, once this transaction is committed."""
    session.info.setdefault("announcements", []).append(PaperWaits(store_id))
