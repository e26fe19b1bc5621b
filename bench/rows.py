"""The table's rows: what each figure is, which floor it stands on, and what it must and should reach: ``targets``
has them.
"""

from typing import Literal

from msgspec import Struct

Of = Literal["ratio", "figure"]
Unit = Literal["/s", "ms", "s", "KB", "MB", "%", ""]


class Bound(Struct, frozen=True):
    """A limit for a row's figure, in its unit, or for its ratio to the floor."""

    of: Of
    sign: Literal["≥", "≤"]
    limit: float

    def __str__(self) -> str:
        return f"{self.sign} {self.limit:,g}{' ×' if self.of == 'ratio' else ''}"

    def share(self, figure: float, ratio: float | None) -> float | None:
        """How far it is reached: from 1 on it is. None where its figure is not known."""
        value = ratio if self.of == "ratio" else figure
        if value is None:
            return None
        if value <= 0 or self.limit <= 0:
            return float(self._within(value))
        return value / self.limit if self.sign == "≥" else self.limit / value

    def holds(self, figure: float, ratio: float | None) -> bool | None:
        share = self.share(figure, ratio)
        return None if share is None else share >= 1

    def _within(self, value: float) -> bool:
        return value >= self.limit if self.sign == "≥" else value <= self.limit


class Row(Struct, frozen=True, kw_only=True):
    """``floor`` is the row that this one is set in relation to; ``run`` names whose load it was measured under."""

    name: str
    what: str
    unit: Unit
    run: str
    floor: str | None = None
    must: Bound | None = None
    aim: Bound | None = None


Targets = tuple[Bound | None, Bound | None]
"""Must and aim."""
NONE: Targets = (None, None)


def at_least(must: float | None, aim: float | None = None) -> Targets:
    return _bounds("figure", "≥", must, aim)


def at_most(must: float | None, aim: float | None = None) -> Targets:
    return _bounds("figure", "≤", must, aim)


def times(must: float | None, aim: float | None = None) -> Targets:
    """At least that part of the floor."""
    return _bounds("ratio", "≥", must, aim)


def at_most_times(must: float | None, aim: float | None = None) -> Targets:
    return _bounds("ratio", "≤", must, aim)


def _bounds(of: Of, sign: Literal["≥", "≤"], must: float | None, aim: float | None) -> Targets:
    one, other = (None if limit is None else Bound(of, sign, limit) for limit in (must, aim))
    return one, other
