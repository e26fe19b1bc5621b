"""Papers: what a slip says, as it was when it was told.

A job keeps its paper as JSON, so a slip that waits says what was so then, and one that is printed again says the same.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class PaperKind(StrEnum):
    """What a paper tells."""

    NEW = "new"
    ADDED = "added"
    """A party's second order, or a later one."""
    VOIDED = "voided"
    MOVED = "moved"
    BILL = "bill"
    TEST = "test"


class Encoding(StrEnum):
    """How a printer is told what to print."""

    RASTER = "raster"
    CP949 = "cp949"


class PaperLine(Struct, frozen=True, omit_defaults=True):
    """A dish; on a bill with what it costs, on a cancellation how many were taken back."""

    quantity: int
    name: str
    options: list[str] = []
    note: str | None = None
    amount: int | None = None


class Paper(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A slip. ``title`` is who it is for (a station), on a bill the store; ``at`` bears the store's time zone.

    ``number`` is the ticket's (``0042-1``), or the order's where the whole order is on it.
    """

    kind: PaperKind
    locale: str
    title: str
    at: datetime
    number: str | None = None
    table: str | None = None
    moved_from: str | None = None
    lines: list[PaperLine] = []
    note: str | None = None
    total: int | None = None
    currency: str | None = None


class Marks(Struct, frozen=True):
    """What is said of the printing itself, above the paper: which copy, which print, and for whom it stands in."""

    copy: int = 1
    printing: int = 1
    """1 for the first; a later one says that it may be in the kitchen already."""
    instead_of: str | None = None
    """The name of the printer whose paper it was."""
