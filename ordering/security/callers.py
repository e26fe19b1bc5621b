"""Whoever a valid access token stands for."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import msgspec

from ordering.text import clipped


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    STAFF = "staff"


class ActorKind(StrEnum):
    """Who an entry of the audit says it was."""

    STAFF = "staff"
    TABLE = "table"
    STATION = "station"
    PHONE = "phone"
    COMMAND = "command"
    STRANGER = "stranger"


AT_TABLE = "table "
"""And its number: as which a table's tablets act, and try to log in. Entries of the audit have it."""


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """``epoch`` and ``jti`` are what can end the token before ``expires_at`` does.

    ``account_key`` is the account's beside its id, which another may get after a backup was put back. ``address`` is
    where this request comes from; no token says it.
    """

    store_id: int
    account_key: str
    epoch: int
    jti: str
    expires_at: datetime
    address: str | None = None


class DeviceCaller(Caller, frozen=True, kw_only=True):
    """A device that stays paired, while its access tokens come and go."""

    device_id: int

    STREAMS: ClassVar[int] = 4
    """That it may hold at once."""

    @property
    def holder(self) -> tuple[str, str]:
        """Whose its streams are: the device's, whichever of its access tokens opened them."""
        return "device", str(self.device_id)


class TableCaller(DeviceCaller, frozen=True, kw_only=True, tag="table"):
    """A tablet: it may do what the party at its table may."""

    table_id: int
    table_number: int

    @property
    def actor(self) -> tuple[ActorKind, int | None, str]:
        return ActorKind.TABLE, self.device_id, f"{AT_TABLE}{self.table_number}"


class Sitting(msgspec.Struct, frozen=True):
    """Where a visit is: its table, and which of that table's parties it is."""

    table_id: int
    table_number: int
    party: int


class PhoneCaller(Caller, frozen=True, kw_only=True, tag="phone"):
    """A guest's own phone: it may do what the party of its visit may, wherever that sits.

    No token says where: ``sitting`` is looked up for each request, since a party may move.
    """

    phone_id: int
    visit_id: int
    sitting: Sitting | None = None

    STREAMS: ClassVar[int] = 4

    @property
    def holder(self) -> tuple[str, str]:
        return "phone", str(self.phone_id)

    @property
    def at(self) -> Sitting:
        """Where its visit sits. A caller that was let in has it."""
        assert self.sitting is not None  # noqa: S101 - see Revocations.check
        return self.sitting

    @property
    def table_id(self) -> int:
        return self.at.table_id

    @property
    def actor(self) -> tuple[ActorKind, int | None, str]:
        return ActorKind.PHONE, self.phone_id, f"{AT_TABLE}{self.at.table_number}"


GuestCaller = TableCaller | PhoneCaller
"""Tagged, since handlers take either, and msgspec has to tell them apart."""


class Tablet(msgspec.Struct, frozen=True):
    """A tablet that shows its device token."""

    store_id: int
    device_id: int
    table_number: int
    address: str

    @property
    def actor(self) -> tuple[ActorKind, int | None, str]:
        return ActorKind.TABLE, self.device_id, f"{AT_TABLE}{self.table_number}"


class StationCaller(DeviceCaller, frozen=True, kw_only=True, tag="station"):
    """A screen of one of the kitchen's stations: it may do what the cooks there may."""

    station_id: int
    station_name: str

    @property
    def actor(self) -> tuple[ActorKind, int | None, str]:
        return ActorKind.STATION, self.device_id, self.station_name


class AgentCaller(msgspec.Struct, frozen=True):
    """A print agent, as the token says that it shows at each request: nothing else is let in by that."""

    store_id: int
    agent_id: int
    name: str


class StaffCaller(Caller, frozen=True, kw_only=True, tag="staff"):
    staff_id: int
    username: str
    role: Role

    STREAMS: ClassVar[int] = 20

    @property
    def holder(self) -> tuple[str, str]:
        """Whose its streams are: this login's."""
        return "login", self.jti

    @property
    def actor(self) -> tuple[ActorKind, int | None, str]:
        return ActorKind.STAFF, self.staff_id, self.username

    @property
    def manages(self) -> bool:
        return self.role in (Role.OWNER, Role.MANAGER)


KitchenCaller = StationCaller | StaffCaller
"""Whoever works in the kitchen: a screen of a station, or any member of the staff."""


class CommandLine(msgspec.Struct, frozen=True):
    """Whoever has the machine: ``ordering store create`` and its like."""

    store_id: int
    address: None = None

    @property
    def actor(self) -> tuple[ActorKind, int | None, str]:
        return ActorKind.COMMAND, None, "command line"


class Stranger(msgspec.Struct, frozen=True):
    """Somebody who failed to log in, under the name they tried."""

    store_id: int
    name: str
    address: str

    @property
    def actor(self) -> tuple[ActorKind, int | None, str]:
        return ActorKind.STRANGER, None, clipped(self.name, 100)
