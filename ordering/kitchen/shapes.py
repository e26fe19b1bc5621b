"""What leaves about the kitchen, and what comes in."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from ordering.menu.model import StationKind
from ordering.shapes import OfRow
from ordering.text import NOT_BLANK

StationName = Annotated[str, Meta(min_length=1, max_length=30, pattern=NOT_BLANK)]


class StationOut(OfRow, frozen=True):
    id: int
    name: str
    kind: StationKind
    position: int


class NewStation(Struct, forbid_unknown_fields=True, frozen=True):
    name: StationName
    kind: StationKind = StationKind.PREP


class StationPatch(Struct, forbid_unknown_fields=True, frozen=True):
    name: StationName | UnsetType = UNSET
    kind: StationKind | UnsetType = UNSET
