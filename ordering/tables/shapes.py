"""What leaves about tables, devices and table sessions, and what comes in."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from ordering import clock
from ordering.menu.shapes import PairedStation
from ordering.shapes import OfRow
from ordering.stores.shapes import StoreRef
from ordering.tables.model import DeviceKind, TableSession
from ordering.text import Id, ShortName, TablePassword

HIGHEST_NUMBER = 999
ONLINE = timedelta(seconds=130)
"""A tablet that listens is seen every minute (live/hub.py): one look may fail."""
Number = Annotated[int, Meta(ge=1, le=HIGHEST_NUMBER)]


class TableRef(OfRow, frozen=True):
    id: int
    number: int
    label: str | None


class TableOut(OfRow, frozen=True):
    id: int
    number: int
    label: str | None
    area: str | None
    party: int


class TableSessionOut(Struct, frozen=True):
    id: int
    opened_at: datetime
    total: int
    guests: int | None = None

    @classmethod
    def of(cls, session: TableSession | None) -> Self | None:
        return None if session is None else cls(session.id, session.opened_at, session.total, session.guests)


class GuestCount(Struct, forbid_unknown_fields=True, frozen=True):
    """How many a party is; None where nobody says."""

    guests: Annotated[int, Meta(ge=1, le=99)] | None
    table_session_id: Id


class TableEvent(Struct, frozen=True):
    """The payload of ``session.opened``, ``session.closed`` and ``table.changed``."""

    table: TableOut
    party: int
    table_session: TableSessionOut | None
    deleted: bool = False


class PairedDevice(OfRow, frozen=True, kw_only=True):
    id: int
    user_agent: str | None
    paired_at: datetime
    last_seen_at: datetime

    @property
    def online(self) -> bool:
        """Whether it listens now, as far as one can tell."""
        return clock.now() - self.last_seen_at < ONLINE


class TabletOut(PairedDevice, frozen=True, kw_only=True):
    table: TableRef


class ScreenOut(PairedDevice, frozen=True, kw_only=True):
    station: PairedStation


class DeviceOut(PairedDevice, frozen=True, kw_only=True):
    """One of `table`, `station` and `agent_name` is there, as `kind` says."""

    kind: DeviceKind
    table: TableRef | None
    station: PairedStation | None
    agent_name: str | None


class NewTable(Struct, forbid_unknown_fields=True, frozen=True):
    number: Number
    password: TablePassword
    label: ShortName | None = None
    area: ShortName | None = None


MOST_AT_ONCE = 30


class NewTables(Struct, forbid_unknown_fields=True, frozen=True):
    """Tables numbered ``first`` to ``last``, at most 30; without a ``password`` each is to get one of its own."""

    first: Number
    last: Number
    area: ShortName | None = None
    password: TablePassword | UnsetType = UNSET

    @property
    def numbers(self) -> range:
        return range(self.first, self.last + 1)


class TablePatch(Struct, forbid_unknown_fields=True, frozen=True):
    number: Number | UnsetType = UNSET
    password: TablePassword | UnsetType = UNSET
    label: ShortName | None | UnsetType = UNSET
    area: ShortName | None | UnsetType = UNSET


class TableLogin(Struct, frozen=True, kw_only=True):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a scheme's name
    expires_at: datetime
    device_token: str
    table: TableRef
    party: int
    store: StoreRef
