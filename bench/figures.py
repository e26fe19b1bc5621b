"""What was measured: a value for each round, kept as JSON for a later comparison."""

import os
import platform
import statistics
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bench.plan import Plan
from bench.rows import Row

BUSY = 80
"""Percent of the time."""
FOLDER = Path(__file__).parent / "results"


class Figures(msgspec.Struct, kw_only=True):
    """``rounds`` holds each figure's values by name, in its row's unit; ``notes`` say what to know of them.

    ``NAME-load`` is how busy the load was that NAME was measured under, ``NAME-load-waited`` how long it waited.
    """

    taken_at: datetime
    plan: Plan
    machine: str
    database: str = ""
    notes: list[str] = []
    rounds: dict[str, list[float]] = {}

    @classmethod
    def begin(cls, plan: Plan) -> "Figures":
        machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        return cls(taken_at=datetime.now(UTC), plan=plan, machine=f"{machine}, Python {platform.python_version()}")

    def note(self, values: Mapping[str, float]) -> None:
        """One round's values of some figures."""
        for name, value in values.items():
            self.rounds.setdefault(name, []).append(value)

    def median(self, name: str) -> float | None:
        values = self.rounds.get(name)
        return statistics.median(values) if values else None

    def ratio(self, name: str, floor: str | None) -> float | None:
        """The median of the rounds' ratios: a machine that slows down slows both down. What was measured in fewer
        rounds than its floor is set in relation to the floor's median.
        """
        values = self.values(name, floor) if floor else []
        return statistics.median(values) if values else None

    def values(self, name: str, floor: str | None = None) -> list[float]:
        """A figure's values, a round each; with a floor as ratios to it, none where that has no value."""
        above, below = self.rounds.get(name, []), self.rounds.get(floor or "", [])
        if floor is None:
            return above
        if not below or not all(below):
            return []
        if len(above) != len(below):
            below = [statistics.median(below)] * len(above)
        return [one / other for one, other in zip(above, below, strict=True)]

    def limited(self, row: Row) -> bool:
        """Whether the load was too busy to be sure that it did not set the figure."""
        return sum(self.median(f"{row.run}-{part}") or 0 for part in ("load", "load-waited")) > BUSY

    def save(self) -> Path:
        FOLDER.mkdir(exist_ok=True)
        file = FOLDER / f"{self.taken_at:%Y%m%dT%H%M%SZ}.json"
        file.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1))
        return file


def load(file: Path) -> Figures:
    return msgspec.json.decode(file.read_bytes(), type=Figures)
