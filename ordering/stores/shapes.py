"""What leaves about a store and its people, and what comes in."""

from datetime import datetime
from typing import Annotated, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType, field

from ordering.images.shapes import ImageOut, UrlOf
from ordering.security.callers import Role
from ordering.shapes import OfRow
from ordering.stores.call_kinds import CALL_KINDS, CallKind, CallKinds, name_of
from ordering.stores.model import Pairing, Store
from ordering.text import Colour, Currency, Id, Name, Slug, StaffPassword, Username

Locale = Literal["ko", "en"]
Minutes = Annotated[int, Meta(ge=1, le=1440)]
TwoMinutes = Annotated[list[Minutes], Meta(min_length=2, max_length=2)]


class StoreRef(Struct, frozen=True):
    """The store as everybody there may know it: a login answers it, and ``store.changed`` tells it."""

    slug: str
    name: str
    currency: str
    locale: str
    timezone: str
    undo_seconds: int
    logo: ImageOut | None = None
    cover: ImageOut | None = None
    accent: str | None = None
    phones: bool = False
    call_kinds: list[CallKind] = field(default_factory=lambda: [*CALL_KINDS])

    @classmethod
    def of(cls, store: Store, url_of: UrlOf) -> Self:
        """Of a store that has brought its pictures along."""
        return cls(
            slug=store.slug,
            name=store.name,
            currency=store.currency,
            locale=store.locale,
            timezone=store.timezone,
            undo_seconds=store.undo_seconds,
            logo=ImageOut.of(store.logo, url_of) if store.logo else None,
            cover=ImageOut.of(store.cover, url_of) if store.cover else None,
            accent=store.accent,
            phones=store.phones,
            call_kinds=store.call_kinds,
        )


class StoreChanged(Struct, frozen=True):
    """The payload of ``store.changed``."""

    store: StoreRef


class Limits(Struct, frozen=True):
    """Soft limits of one open table session; 0 is off."""

    open_orders_per_table: int
    seconds_between_orders: int
    undo_seconds: int


class StoreOut(Struct, frozen=True):
    slug: str
    name: str
    timezone: str
    day_cutoff_hour: int
    currency: str
    locale: str
    limits: Limits
    board_minutes: list[int]
    cooking_minutes: list[int]
    retention_days: int
    devices_per_table: int
    pairing: Pairing
    logo_id: int | None = None
    cover_id: int | None = None
    accent: str | None = None
    phones: bool = False
    call_kinds: list[CallKind] = field(default_factory=lambda: [*CALL_KINDS])
    call_minutes: list[int] = field(default_factory=lambda: [2, 5])
    unseen_seconds: int = 60
    serving_tap: bool = False

    @classmethod
    def of(cls, store: Store) -> Self:
        return cls(
            slug=store.slug,
            name=store.name,
            timezone=store.timezone,
            day_cutoff_hour=store.day_cutoff_hour,
            currency=store.currency,
            locale=store.locale,
            limits=Limits(store.open_orders_per_table, store.seconds_between_orders, store.undo_seconds),
            board_minutes=[store.board_warn_minutes, store.board_late_minutes],
            cooking_minutes=[store.cooking_warn_minutes, store.cooking_late_minutes],
            retention_days=store.retention_days,
            devices_per_table=store.devices_per_table,
            pairing=store.pairing,
            logo_id=store.logo_id,
            cover_id=store.cover_id,
            accent=store.accent,
            phones=store.phones,
            call_kinds=store.call_kinds,
            call_minutes=[store.call_warn_minutes, store.call_late_minutes],
            unseen_seconds=store.unseen_seconds,
            serving_tap=store.serving_tap,
        )

    def name_of(self, call_kind: str, language: str) -> str | None:
        """What its guests' call of a kind is called in a language, if the store has written it in that."""
        return name_of(self.call_kinds, call_kind, [language])


class LimitsPatch(Struct, forbid_unknown_fields=True, frozen=True):
    open_orders_per_table: Annotated[int, Meta(ge=0, le=1000)] | UnsetType = UNSET
    seconds_between_orders: Annotated[int, Meta(ge=0, le=3600)] | UnsetType = UNSET
    undo_seconds: Annotated[int, Meta(ge=0, le=3600)] | UnsetType = UNSET


class StorePatch(Struct, forbid_unknown_fields=True, frozen=True):
    name: Name | UnsetType = UNSET
    timezone: str | UnsetType = UNSET
    day_cutoff_hour: Annotated[int, Meta(ge=0, le=12)] | UnsetType = UNSET
    currency: Currency | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    limits: LimitsPatch | UnsetType = UNSET
    board_minutes: TwoMinutes | UnsetType = UNSET
    cooking_minutes: TwoMinutes | UnsetType = UNSET
    retention_days: Annotated[int, Meta(ge=1, le=3650)] | UnsetType = UNSET
    devices_per_table: Annotated[int, Meta(ge=0, le=1000)] | UnsetType = UNSET
    pairing: Pairing | UnsetType = UNSET
    logo_id: Id | None | UnsetType = UNSET
    cover_id: Id | None | UnsetType = UNSET
    accent: Colour | None | UnsetType = UNSET
    phones: bool | UnsetType = UNSET
    call_kinds: CallKinds | UnsetType = UNSET
    call_minutes: TwoMinutes | UnsetType = UNSET
    unseen_seconds: Annotated[int, Meta(ge=0, le=3600)] | UnsetType = UNSET
    serving_tap: bool | UnsetType = UNSET


class NewStore(Struct, frozen=True, kw_only=True):
    """A store to be made, with its first owner."""

    slug: Slug
    name: Name
    owner: Username
    password: StaffPassword
    timezone: str = "Asia/Seoul"
    currency: Currency = "KRW"
    locale: Locale = "ko"
    devices_per_table: int = 3


class OpenPairing(Struct, frozen=True):
    """Until when tablets can be paired, where the store lets them only then."""

    open_until: datetime


class StaffRef(OfRow, frozen=True):
    id: int
    username: str
    role: Role


class StaffOut(OfRow, frozen=True):
    id: int
    username: str
    role: Role
    disabled: bool
    created_at: datetime


class NewStaff(Struct, forbid_unknown_fields=True, frozen=True):
    username: Username
    password: StaffPassword
    role: Role


class StaffPatch(Struct, forbid_unknown_fields=True, frozen=True):
    username: Username | UnsetType = UNSET
    password: StaffPassword | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    disabled: bool | UnsetType = UNSET


class AccessRevoked(Struct, frozen=True):
    """The payload of ``access.revoked``."""

    kind: Literal["device", "staff"]
    id: int
