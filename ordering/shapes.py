"""Shapes that leave just as their rows have them."""

from typing import Any, Self

import msgspec
from msgspec import Struct


class OfRow(Struct, frozen=True):
    """Fields that a row has by the same names."""

    @classmethod
    def of(cls, row: Any) -> Self:
        return msgspec.convert(row, cls, from_attributes=True)
