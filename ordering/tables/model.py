"""Dining tables, devices, and table sessions (one party's stay)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ordering.database.types import MYSQL_TABLE, Base, Document, type_id, type_money
from ordering.menu.model import Station
from ordering.security.tokens import device_token_hash, new_account_key


class DiningTable(Base):
    """``party`` counts the parties that have left, so it tells one from the next. ``live`` is NULL once archived."""

    __tablename__ = "dining_table"
    __table_args__ = (
        UniqueConstraint("store_id", "number", "live"),
        UniqueConstraint("store_id", "id"),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    label: Mapped[str | None] = mapped_column(String(50))
    area: Mapped[str | None] = mapped_column(String(50))
    password_hash: Mapped[str] = mapped_column(String(128))
    party: Mapped[int]
    live: Mapped[int | None] = mapped_column(SmallInteger)


class DeviceKind(StrEnum):
    """What a paired device is for."""

    TABLET = "tablet"
    STATION = "station"
    AGENT = "agent"
    """A print agent (``ordering print-agent``)."""


class Device(Base):
    """A paired device: a table's tablet, or a screen of a station, whichever has its id here; or a print agent, which
    has a name.

    Its token is kept only as a hash; unpairing raises the epoch, which ends its access tokens.
    ``used`` from its first request on: until then the answer that paired it may have been lost.
    """

    __tablename__ = "device"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "table_id"], ["dining_table.store_id", "dining_table.id"]),
        ForeignKeyConstraint(["store_id", "station_id"], ["station.store_id", "station.id"]),
        UniqueConstraint("token_hash"),
        UniqueConstraint("store_id", "id"),
        Index(None, "store_id", "table_id"),
        Index(None, "store_id", "station_id"),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int]
    table_id: Mapped[int | None]
    station_id: Mapped[int | None]
    agent_name: Mapped[str | None] = mapped_column(String(50))
    token_hash: Mapped[str] = mapped_column(String(64))
    account_key: Mapped[str] = mapped_column(String(32))
    epoch: Mapped[int]
    user_agent: Mapped[str | None] = mapped_column(String(200))
    paired_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    used: Mapped[bool]
    unpaired_at: Mapped[datetime | None]

    table: Mapped[DiningTable | None] = relationship(
        primaryjoin="foreign(Device.table_id) == DiningTable.id", viewonly=True, lazy="raise"
    )
    station: Mapped[Station | None] = relationship(
        primaryjoin="foreign(Device.station_id) == Station.id", viewonly=True, lazy="raise"
    )

    @property
    def kind(self) -> DeviceKind:
        if self.agent_name is not None:
            return DeviceKind.AGENT
        return DeviceKind.STATION if self.table_id is None else DeviceKind.TABLET

    @classmethod
    def paired(cls, store_id: int, token: str, user_agent: str | None, at: datetime, **place: int | str) -> Self:
        """A new one, whose token is ``token``; ``place`` is its ``table_id``, ``station_id`` or ``agent_name``."""
        return cls(
            store_id=store_id,
            token_hash=device_token_hash(token),
            account_key=new_account_key(),
            epoch=1,
            user_agent=user_agent[:200] if user_agent else None,
            paired_at=at,
            last_seen_at=at,
            used=False,
            unpaired_at=None,
            **place,
        )

    def unpair(self, at: datetime) -> None:
        self.unpaired_at = at
        self.epoch += 1


class TableSession(Base):
    """One party's stay. ``total`` and ``open_orders`` follow its orders, under the table's row lock.

    ``live`` is 1 while open and NULL once closed: the unique key lets a table have one open session, whoever races.
    """

    __tablename__ = "table_session"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "table_id"], ["dining_table.store_id", "dining_table.id"]),
        UniqueConstraint("table_id", "live"),
        ForeignKeyConstraint(["store_id", "joined_into"], ["table_session.store_id", "table_session.id"]),
        UniqueConstraint("store_id", "id"),
        Index(None, "store_id", "table_id"),
        Index(None, "store_id", "joined_into"),
        Index(None, "store_id", "closed_at", "id"),
        Index(None, "store_id", "business_date"),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int]
    table_id: Mapped[int]
    party: Mapped[int]
    business_date: Mapped[date]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    last_order_at: Mapped[datetime]
    open_orders: Mapped[int]  # pending or preparing
    total: Mapped[type_money]  # of the orders that are not cancelled
    joined_into: Mapped[int | None]  # the session that the party's orders went to, with which this one ended
    joined_orders: Mapped[list[int] | None] = mapped_column(Document(list[int]))  # and which they were
    guests: Mapped[int | None] = mapped_column(SmallInteger)  # where somebody has counted them
    live: Mapped[int | None] = mapped_column(SmallInteger)

    table: Mapped[DiningTable] = relationship(
        primaryjoin="foreign(TableSession.table_id) == DiningTable.id", viewonly=True, lazy="raise"
    )

    joined: Mapped["TableSession | None"] = relationship(
        primaryjoin="foreign(TableSession.joined_into) == remote(TableSession.id)", viewonly=True, lazy="raise"
    )

    @property
    def is_open(self) -> bool:
        return self.live == 1

    def move(self, here: DiningTable, there: DiningTable) -> None:
        """The party goes to a table where nobody sits."""
        self.table_id, self.party = there.id, there.party
        here.party += 1

    def join(self, other: Self, at: datetime, table: DiningTable) -> None:
        """The party goes to another one's table, and is a part of that from now on; its orders are to follow."""
        self.joined_into = other.id
        other.last_order_at = max(self.last_order_at, other.last_order_at)
        if self.guests is not None:
            other.guests = (other.guests or 0) + self.guests
        self.close(at, table)

    def part(self, other: Self, table: DiningTable) -> None:
        """The party is by itself again; its orders are to follow."""
        if self.guests is not None and other.guests is not None:
            other.guests = other.guests - self.guests if other.guests > self.guests else None
        self.reopen(table)

    def reopen(self, table: DiningTable) -> None:
        """The party sits there again, or still: it had not left, or had not joined anybody."""
        self.live = 1
        self.closed_at = self.joined_into = self.joined_orders = None
        self.party = table.party

    def close(self, at: datetime, table: DiningTable) -> None:
        """The party leaves: the next one at this table is somebody else."""
        self.live = None
        self.closed_at = at
        table.party += 1
