"""What leaves about printers and their jobs, and what comes in."""

from datetime import datetime
from typing import Annotated, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from ordering.printing.model import JobKind, JobStatus, Printer, PrintJob
from ordering.printing.paper import Encoding
from ordering.shapes import OfRow
from ordering.text import Id, ShortName

Host = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=253,
        pattern=r"^[A-Za-z0-9_.:%-]+$(?!\n)",
        description="A private, link-local or loopback address, or a name that resolves to one",
    ),
]
Port = Annotated[int, Meta(ge=1, le=65535)]
Copies = Annotated[int, Meta(ge=1, le=3)]
StationIds = Annotated[list[Id], Meta(max_length=100)]
Width = Literal[58, 80]


class PrinterOut(Struct, frozen=True, kw_only=True):
    """``station_ids`` are those whose tickets it prints; ``width`` is its paper's, in millimetres."""

    id: int
    name: str
    host: str
    port: int
    width: int
    encoding: Encoding
    station_ids: list[int]
    expo: bool
    bills: bool
    copies: int
    backup_printer_id: int | None
    enabled: bool
    agent_id: int | None

    @classmethod
    def of(cls, printer: Printer, stations: set[int]) -> Self:
        """``stations`` are the ids of those that there still are."""
        return cls(
            id=printer.id,
            name=printer.name,
            host=printer.host,
            port=printer.port,
            width=printer.width,
            encoding=printer.encoding,
            station_ids=[one for one in printer.station_ids if one in stations],
            expo=printer.expo,
            bills=printer.bills,
            copies=printer.copies,
            backup_printer_id=printer.backup_printer_id,
            enabled=printer.enabled,
            agent_id=printer.agent_id,
        )


class NewPrinter(Struct, forbid_unknown_fields=True, frozen=True):
    name: ShortName
    host: Host
    port: Port = 9100
    width: Width = 80
    encoding: Encoding = Encoding.RASTER
    station_ids: StationIds = []
    expo: bool = False
    bills: bool = False
    copies: Copies = 1
    backup_printer_id: Id | None = None
    enabled: bool = True
    agent_id: Id | None = None


class PrinterPatch(Struct, forbid_unknown_fields=True, frozen=True):
    name: ShortName | UnsetType = UNSET
    host: Host | UnsetType = UNSET
    port: Port | UnsetType = UNSET
    width: Width | UnsetType = UNSET
    encoding: Encoding | UnsetType = UNSET
    station_ids: StationIds | UnsetType = UNSET
    expo: bool | UnsetType = UNSET
    bills: bool | UnsetType = UNSET
    copies: Copies | UnsetType = UNSET
    backup_printer_id: Id | None | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    agent_id: Id | None | UnsetType = UNSET


class BillPrint(Struct, forbid_unknown_fields=True, frozen=True):
    """Where a bill comes out: at the first printer that has ``bills``, if none is named."""

    printer_id: Id | None = None


class JobOut(OfRow, frozen=True):
    """``copy`` counts the copies of one paper, ``attempts`` the tries; ``error`` is why the last one did not work."""

    id: int
    printer_id: int
    kind: JobKind
    status: JobStatus
    copy: int
    attempts: int
    error: str | None
    made_at: datetime
    printed_at: datetime | None
    ticket_id: int | None


class PaperShown(Struct, frozen=True):
    """A paper as people are shown it: what it is about, where it should come out, and how that went.

    ``stands_in``: another printer prints it; ``again``: it can be printed (once more) if somebody wants it.
    """

    id: int
    printer: str
    kind: JobKind
    status: JobStatus
    copy: int
    error: str | None
    made_at: datetime
    printed_at: datetime | None
    title: str
    number: str | None
    table: str | None
    stands_in: bool
    again: bool

    @classmethod
    def of(cls, job: PrintJob) -> Self:
        paper = job.paper
        return cls(
            job.id, job.printer.name, job.kind, job.status, job.copy, job.error, job.made_at, job.printed_at,
            paper.title, paper.number, paper.table, job.queue_id != job.printer_id, job.can_come_again,
        )  # fmt: skip


class PrintersDue(Struct, frozen=True):
    """The ids of the printers that have papers for an agent."""

    printer_ids: list[int]


class PaperDue(Struct, frozen=True):
    """A paper that is next at a printer; `attempts` are those before this one."""

    id: int
    host: str
    port: int
    attempts: int


class NextPaper(Struct, frozen=True):
    """`job` is null where there is none, or where it is another's."""

    job: PaperDue | None
