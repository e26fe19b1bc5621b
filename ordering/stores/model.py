"""Store, staff, and the access tokens that were logged out."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ordering import clock
from ordering.database.types import MYSQL_TABLE, Base, Document, enumerated, type_id
from ordering.images.model import Image
from ordering.security.callers import Role
from ordering.stores.call_kinds import CALL_KINDS, CallKind

PAIRING_IS_OPEN = timedelta(minutes=15)


class Pairing(StrEnum):
    """When a table's password pairs a tablet: whenever it is known, or only once staff have opened pairing."""

    ALWAYS = "always"
    OPENED = "opened"


class Store(Base):
    __tablename__ = "store"
    __table_args__ = (
        UniqueConstraint("slug"),
        # Pictures belong to stores, so one of the two tables is made before its keys.
        ForeignKeyConstraint(["id", "logo_id"], ["image.store_id", "image.id"], use_alter=True),
        ForeignKeyConstraint(["id", "cover_id"], ["image.store_id", "image.id"], use_alter=True),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    slug: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    timezone: Mapped[str] = mapped_column(String(64))
    currency: Mapped[str] = mapped_column(String(3))
    locale: Mapped[str] = mapped_column(String(10))
    day_cutoff_hour: Mapped[int] = mapped_column(SmallInteger)
    open_orders_per_table: Mapped[int]
    seconds_between_orders: Mapped[int]
    undo_seconds: Mapped[int]
    board_warn_minutes: Mapped[int]
    board_late_minutes: Mapped[int]
    cooking_warn_minutes: Mapped[int]
    cooking_late_minutes: Mapped[int]
    retention_days: Mapped[int]
    devices_per_table: Mapped[int]  # 0 is any number
    pairing: Mapped[Pairing]
    pairing_open_until: Mapped[datetime | None]
    phones: Mapped[bool]  # guests may order by their own
    phones_term: Mapped[int]  # how often they were switched off: visits of an earlier term are over
    logo_id: Mapped[int | None]
    cover_id: Mapped[int | None]
    accent: Mapped[str | None] = mapped_column(String(7))
    own_call_kinds: Mapped[list[CallKind] | None] = mapped_column("call_kinds", Document(list[CallKind]))
    call_warn_minutes: Mapped[int]
    call_late_minutes: Mapped[int]
    unseen_seconds: Mapped[int]  # after which the board speaks of a ticket that no screen has shown; 0 is never
    serving_tap: Mapped[bool]  # somebody says when an order is carried, also without a station for that
    created_at: Mapped[datetime]

    logo: Mapped[Image | None] = relationship(
        primaryjoin="foreign(Store.logo_id) == Image.id", viewonly=True, lazy="raise"
    )
    cover: Mapped[Image | None] = relationship(
        primaryjoin="foreign(Store.cover_id) == Image.id", viewonly=True, lazy="raise"
    )

    @property
    def call_kinds(self) -> list[CallKind]:
        return [*CALL_KINDS] if self.own_call_kinds is None else self.own_call_kinds

    @call_kinds.setter
    def call_kinds(self, kinds: list[CallKind]) -> None:
        self.own_call_kinds = kinds

    def open_pairing(self, at: datetime) -> datetime:
        """Where tablets are paired only when somebody lets them: until when they can be from now on."""
        self.pairing_open_until = at + PAIRING_IS_OPEN
        return self.pairing_open_until

    def admits_tablets(self, at: datetime) -> bool:
        return self.pairing is Pairing.ALWAYS or (self.pairing_open_until is not None and at < self.pairing_open_until)

    def too_many(self, tablets: int) -> int:
        """How many of a table's tablets are beyond what it may have."""
        return max(0, tablets - self.devices_per_table) if self.devices_per_table else 0

    def business_date(self, instant: datetime) -> date:
        return clock.business_date(instant, ZoneInfo(self.timezone), self.day_cutoff_hour)


class Staff(Base):
    """``live`` is 1, or NULL once archived: NULLs are never equal, so the username is free again."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("store_id", "username", "live"), MYSQL_TABLE)

    id: Mapped[type_id]
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    username: Mapped[str] = mapped_column(String(80))  # 40, and lower-casing can double that
    password_hash: Mapped[str] = mapped_column(String(128))
    role: Mapped[Role] = mapped_column(enumerated(Role, length=10))
    account_key: Mapped[str] = mapped_column(String(32))
    epoch: Mapped[int]
    disabled: Mapped[bool]
    created_at: Mapped[datetime]
    live: Mapped[int | None] = mapped_column(SmallInteger)

    @property
    def may_log_in(self) -> bool:
        return self.live == 1 and not self.disabled

    @property
    def keeps_the_store(self) -> bool:
        """Whether this is an owner who can log in: a store needs one."""
        return self.may_log_in and self.role is Role.OWNER

    def end_tokens(self) -> None:
        self.epoch += 1


class RevokedToken(Base):
    """A logged-out access token, remembered until it would have expired."""

    __tablename__ = "dead_token"
    __table_args__ = (Index(None, "staff_id", "expires_at"), MYSQL_TABLE)

    jti: Mapped[str] = mapped_column(String(32), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[datetime]
