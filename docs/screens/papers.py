"""Ten papers as they come out of printers, read out of the very bytes that they get: a picture of them."""

import io
from collections.abc import Iterator

from PIL import Image

from ordering.printing.paper import Encoding, Marks
from ordering.printing.slips import preview
from tests.printing.slips_of import PAPERS

DESK = 198
GAP, COLUMNS = 24, 3
MARKS = {"added": Marks(copy=2, printing=2, instead_of="주방")}


def papers() -> Image.Image:
    """At 58 mm as pictures, at 80 mm as Korean text; half as big as the printers' dots."""
    columns = [*_columns(58, Encoding.RASTER), *_columns(80, Encoding.CP949)]
    width = GAP + sum(column[0].width + GAP for column in columns)
    desk = Image.new("L", (width, GAP + max(map(_height, columns))), DESK)
    x = GAP
    for column in columns:
        y = GAP
        for slip in column:
            desk.paste(slip, (x, y))
            y += slip.height + GAP
        x += column[0].width + GAP
    return desk.resize((desk.width // 2, desk.height // 2), Image.Resampling.LANCZOS)


def _columns(width: int, encoding: Encoding) -> list[list[Image.Image]]:
    """Each paper in the column that is shortest so far, the longest first."""
    columns: list[list[Image.Image]] = [[] for _ in range(COLUMNS)]
    for slip in sorted(_slips(width, encoding), key=lambda slip: -slip.height):
        min(columns, key=_height).append(slip)
    return columns


def _slips(width: int, encoding: Encoding) -> Iterator[Image.Image]:
    for name, paper in PAPERS.items():
        yield Image.open(io.BytesIO(preview(paper, MARKS.get(name, Marks()), encoding, width))).convert("L")


def _height(column: list[Image.Image]) -> int:
    return sum(slip.height + GAP for slip in column)
