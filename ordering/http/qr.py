"""QR codes, as something to be drawn."""

import segno
from msgspec import Struct


class Drawing(Struct, frozen=True):
    """A QR code in a square of ``size`` modules; ``path`` is the data of an SVG path that fills the dark ones."""

    size: int
    path: str


def drawing_of(text: str) -> Drawing:
    matrix = segno.make(text, error="m", micro=False).matrix
    path = "".join(f"M{x} {y}h{run}v1h-{run}z" for y, row in enumerate(matrix) for x, run in _runs(row))
    return Drawing(len(matrix), path)


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin in a row, and how many follow each other."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = runs[-1][0], runs[-1][1] + 1
        elif dark:
            runs.append((x, 1))
    return runs
