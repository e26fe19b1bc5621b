"""What leaves about the menu (as guests see it, and as its editors do), and what comes in."""

from typing import Annotated, Any, Self

from msgspec import UNSET, Meta, Struct, UnsetType

from ordering.images.shapes import UrlOf, srcset
from ordering.menu.model import HOTTEST, Badge, MenuItem, StationKind
from ordering.shapes import OfRow
from ordering.text import Description, Id, Name, ShortName

HIGHEST_PRICE = 10_000_000
Price = Annotated[int, Meta(ge=0, le=HIGHEST_PRICE, description="Minor units of the store's currency")]
PriceDelta = Annotated[int, Meta(ge=-10_000_000, le=10_000_000)]
Badges = Annotated[list[Badge], Meta(max_length=len(Badge))]
Spice = Annotated[int, Meta(ge=0, le=HOTTEST, description="How hot it is: 0 is not at all")]
Ids = Annotated[list[Id], Meta(max_length=1000)]


class PairedStation(OfRow, frozen=True):
    """Whose a screen is."""

    id: int
    name: str
    kind: StationKind


class OptionOut(OfRow, frozen=True):
    id: int
    name: str
    price_delta: int
    sold_out: bool
    default: bool


class OptionGroupOut(OfRow, frozen=True):
    id: int
    name: str
    min_choices: int
    max_choices: int
    options: list[OptionOut]

    @property
    def can_be_made(self) -> bool:
        """Whether enough of its options are left."""
        return sum(not option.sold_out for option in self.options) >= self.min_choices


class GuestItem(Struct, frozen=True, kw_only=True):
    """An item as guests see it. ``available``: it can be ordered now, with some choice of its options."""

    id: int
    name: str
    description: str
    price: int
    image_url: str | None
    image_srcset: str | None
    sold_out: bool
    available: bool
    badges: list[Badge] = []
    spice: int = 0
    option_groups: list[OptionGroupOut]

    @property
    def impossible(self) -> list[OptionGroupOut]:
        """Required choices that nobody can make now: because of them it can't be ordered."""
        return [group for group in self.option_groups if not group.can_be_made]

    @classmethod
    def of(cls, item: MenuItem, url_of: UrlOf) -> Self:
        return cls(**_guest_fields(item, url_of))


class ItemOut(GuestItem, frozen=True, kw_only=True):
    """An item as its editors see it."""

    category_id: int
    position: int
    hidden: bool
    image_id: int | None
    station_id: int | None

    @classmethod
    def of(cls, item: MenuItem, url_of: UrlOf) -> Self:
        return cls(
            **_guest_fields(item, url_of),
            category_id=item.category_id,
            position=item.position,
            hidden=item.hidden,
            image_id=item.image_id,
            station_id=item.station_id,
        )


def _guest_fields(item: MenuItem, url_of: UrlOf) -> dict[str, Any]:
    image = item.image
    groups = [OptionGroupOut.of(group) for group in item.option_groups]
    return {
        "id": item.id,
        "name": item.name,
        "description": item.description,
        "price": item.price,
        "image_url": url_of(image.key(image.main)) if image else None,
        "image_srcset": srcset(image, url_of) if image else None,
        "sold_out": item.sold_out,
        "available": not item.sold_out and all(group.can_be_made for group in groups),
        "badges": item.shown_badges,
        "spice": item.spice,
        "option_groups": groups,
    }


class GuestCategory(Struct, frozen=True):
    id: int
    name: str
    items: list[GuestItem]


class GuestMenu(Struct, frozen=True):
    """``popular`` are the ids of what sells best, the best first."""

    version: int
    categories: list[GuestCategory]
    popular: list[int] = []


class CategoryOut(OfRow, frozen=True):
    """A category as its editors see it."""

    id: int
    name: str
    position: int
    station_id: int | None


class ItemRef(Struct, frozen=True):
    """An item by its name, where no more of it is told."""

    id: int
    name: str


class MenuChanged(Struct, frozen=True):
    """The payload of ``menu.changed``."""

    version: int


class CategoryIn(Struct, forbid_unknown_fields=True, frozen=True):
    name: ShortName
    station_id: Id | None = None


class CategoryPatch(Struct, forbid_unknown_fields=True, frozen=True):
    name: ShortName | UnsetType = UNSET
    station_id: Id | None | UnsetType = UNSET


class Arrangement(Struct, forbid_unknown_fields=True, frozen=True):
    """A whole new order of categories, of a category's items, or of stations."""

    ids: Ids


class OptionIn(Struct, forbid_unknown_fields=True, frozen=True):
    name: ShortName
    price_delta: PriceDelta = 0
    id: Id | None = None
    default: bool = False


class OptionGroupIn(Struct, forbid_unknown_fields=True, frozen=True):
    name: ShortName
    min_choices: Annotated[int, Meta(ge=0, le=50)]
    max_choices: Annotated[int, Meta(ge=1, le=50)]
    options: Annotated[list[OptionIn], Meta(min_length=1, max_length=50)]
    id: Id | None = None


Groups = Annotated[list[OptionGroupIn], Meta(max_length=20)]


class NewItem(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    category_id: Id
    name: Name
    price: Price
    description: Description = ""
    image_id: Id | None = None
    station_id: Id | None = None
    hidden: bool = False
    badges: Badges = []
    spice: Spice = 0
    option_groups: Groups = []


class ItemPatch(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    category_id: Id | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    price: Price | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    image_id: Id | None | UnsetType = UNSET
    station_id: Id | None | UnsetType = UNSET
    hidden: bool | UnsetType = UNSET
    badges: Badges | UnsetType = UNSET
    spice: Spice | UnsetType = UNSET
    option_groups: Groups | UnsetType = UNSET

    @classmethod
    def of(cls, item: MenuItem) -> Self:
        """The item as somebody would send it who leaves it as it is."""
        groups = [
            OptionGroupIn(
                id=group.id,
                name=group.name,
                min_choices=group.min_choices,
                max_choices=group.max_choices,
                options=[
                    OptionIn(option.name, option.price_delta, option.id, option.default) for option in group.options
                ],
            )
            for group in item.option_groups
        ]
        return cls(
            category_id=item.category_id,
            name=item.name,
            price=item.price,
            description=item.description,
            image_id=item.image_id,
            station_id=item.station_id,
            hidden=item.hidden,
            badges=item.badges,
            spice=item.spice,
            option_groups=groups,
        )


class ItemChange(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One of many changes that are made together or not at all."""

    id: Id
    price: Annotated[int, Meta(ge=-(2**53), le=2**53)] | UnsetType = UNSET
    sold_out: bool | UnsetType = UNSET
    hidden: bool | UnsetType = UNSET
    category_id: Id | UnsetType = UNSET


class ItemChanges(Struct, forbid_unknown_fields=True, frozen=True):
    items: Annotated[list[ItemChange], Meta(min_length=1, max_length=200)]


class Mark(Struct, frozen=True):
    sold_out: bool
