"""Menu categories, items, option groups and options, with the rules of choosing, and the stations that make them."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ordering.database.types import MYSQL_TABLE, Base, BigId, Words, enumerated, type_id, type_money
from ordering.images.model import Image
from ordering.stores.model import Store

HOTTEST = 3


class Badge(StrEnum):
    """What a menu says of a dish; ``SPICY`` follows from how hot it is."""

    BEST = "best"
    NEW = "new"
    RECOMMENDED = "recommended"
    SPICY = "spicy"
    VEGAN = "vegan"


class StationKind(StrEnum):
    """Where dishes are made, or where they are put together and carried from."""

    PREP = "prep"
    EXPO = "expo"


class Station(Base):
    """A station of the kitchen. ``live`` is NULL once archived: its name is free again.

    The code that pairs a screen is kept only as a hash, and goes with its first use.
    """

    __tablename__ = "station"
    __table_args__ = (
        UniqueConstraint("store_id", "id"),
        UniqueConstraint("store_id", "name", "live"),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(30))
    kind: Mapped[StationKind] = mapped_column(enumerated(StationKind, length=10))
    position: Mapped[int]
    live: Mapped[int | None] = mapped_column(SmallInteger)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_expires_at: Mapped[datetime | None]

    def is_opened_by(self, code_hash: str, now: datetime) -> bool:
        return self.code_hash == code_hash and self.code_expires_at is not None and self.code_expires_at > now

    def forget_code(self) -> None:
        self.code_hash = self.code_expires_at = None


class MenuVersion(Base):
    """Counts the changes of a store's menu. Every change draws its number first, so changes take turns."""

    __tablename__ = "menu_version"
    __table_args__ = (MYSQL_TABLE,)

    store_id: Mapped[int] = mapped_column(BigId, ForeignKey("store.id"), primary_key=True)
    last: Mapped[int]


class MenuCategory(Base):
    """A heading of the menu. ``station_id`` is where its items are made that name no station of their own."""

    __tablename__ = "menu_category"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "station_id"], ["station.store_id", "station.id"]),
        UniqueConstraint("store_id", "id"),
        Index(None, "store_id", "sending", unique=True),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(50))
    position: Mapped[int]
    live: Mapped[int | None] = mapped_column(SmallInteger)
    station_id: Mapped[int | None]
    sending: Mapped[str | None] = mapped_column(String(64))


class Option(Base):
    __tablename__ = "menu_option"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "group_id"], ["option_group.store_id", "option_group.id"]),
        Index(None, "group_id", "position"),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int]
    group_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(50))
    price_delta: Mapped[type_money]
    position: Mapped[int]
    sold_out: Mapped[bool]
    default: Mapped[bool] = mapped_column("is_default")  # of a required choice of one: chosen until another is
    live: Mapped[int | None] = mapped_column(SmallInteger)


class OptionGroup(Base):
    """A choice on an item: at least ``min_choices``, at most ``max_choices`` of its options."""

    __tablename__ = "option_group"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "item_id"], ["menu_item.store_id", "menu_item.id"]),
        UniqueConstraint("store_id", "id"),
        Index(None, "item_id", "position"),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int]
    item_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(50))
    min_choices: Mapped[int] = mapped_column(SmallInteger)
    max_choices: Mapped[int] = mapped_column(SmallInteger)
    position: Mapped[int]
    live: Mapped[int | None] = mapped_column(SmallInteger)

    options: Mapped[list[Option]] = relationship(
        primaryjoin="and_(OptionGroup.id == foreign(Option.group_id), Option.live == 1)",
        order_by=Option.position,
        viewonly=True,
        lazy="raise",
    )


class MenuItem(Base):
    """A dish. ``live`` is NULL once archived; orders keep their own copy of its name and price.

    ``sending`` says which form made it, so that the same form sent again does not make another.
    """

    __tablename__ = "menu_item"
    __table_args__ = (
        ForeignKeyConstraint(["store_id", "category_id"], ["menu_category.store_id", "menu_category.id"]),
        ForeignKeyConstraint(["store_id", "image_id"], ["image.store_id", "image.id"]),
        ForeignKeyConstraint(["store_id", "station_id"], ["station.store_id", "station.id"]),
        UniqueConstraint("store_id", "id"),
        Index(None, "store_id", "category_id", "position"),
        Index(None, "store_id", "sending", unique=True),
        MYSQL_TABLE,
    )

    id: Mapped[type_id]
    store_id: Mapped[int]
    category_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(Text)
    price: Mapped[type_money]
    position: Mapped[int]
    sold_out: Mapped[bool]
    hidden: Mapped[bool]
    badges: Mapped[list[Badge]] = mapped_column(Words(Badge, 60))  # without SPICY
    spice: Mapped[int] = mapped_column(SmallInteger)  # 0 to HOTTEST
    live: Mapped[int | None] = mapped_column(SmallInteger)
    image_id: Mapped[int | None]
    station_id: Mapped[int | None]  # None: the category's, or else the first that makes dishes
    sending: Mapped[str | None] = mapped_column(String(64))

    image: Mapped[Image | None] = relationship(
        primaryjoin="foreign(MenuItem.image_id) == Image.id", viewonly=True, lazy="raise"
    )
    store: Mapped[Store] = relationship(
        primaryjoin="foreign(MenuItem.store_id) == Store.id", viewonly=True, lazy="raise"
    )
    option_groups: Mapped[list[OptionGroup]] = relationship(
        primaryjoin="and_(MenuItem.id == foreign(OptionGroup.item_id), OptionGroup.live == 1)",
        order_by=OptionGroup.position,
        viewonly=True,
        lazy="raise",
    )

    @property
    def shown_badges(self) -> list[Badge]:
        has = {*self.badges, *([Badge.SPICY] if self.spice else [])}
        return [badge for badge in Badge if badge in has]

    @property
    def options(self) -> dict[int, Option]:
        return {option.id: option for group in self.option_groups for option in group.options}


def lowest_price(price: int, groups: Sequence[tuple[int, int, Sequence[int]]]) -> int:
    """The least an item can cost; ``groups`` are (min_choices, max_choices, price deltas). In minor units."""
    for least, most, deltas in groups:
        cheapest = sorted(deltas)
        price += sum(delta for i, delta in enumerate(cheapest[:most]) if i < least or delta < 0)
    return price
