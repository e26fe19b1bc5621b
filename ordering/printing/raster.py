"""Papers as pictures, dot by dot: what every receipt printer can print."""

from msgspec import Struct
from PIL import Image, ImageChops, ImageDraw

from ordering.printing import escpos, typeface
from ordering.printing.layout import NOTE_COLUMNS, Edge, Element, Row, Scale, laid_out
from ordering.printing.paper import Marks, Paper

SIZES = {Scale.PLAIN: 26, Scale.TALL: 36, Scale.BIG: 60}
COLUMN = 13
GAP = 8
"""Dots between two rows."""
EDGE = 14
"""The height of a line across, with what is white around it."""
STROKE = 3
SIDE = COLUMN // 2
"""From the paper's side to a frame's."""


class Dots(Struct, frozen=True):
    """A ruler in dots."""

    width: int
    column: int = COLUMN

    def measure(self, text: str, scale: Scale) -> int:
        return typeface.length(text, SIZES[scale])


def drawn(paper: Paper, marks: Marks, width: int) -> Image.Image:
    """The slip as a picture so many dots wide, white on black."""
    return stacked([_picture(element, width) for element in laid_out(paper, marks, Dots(width))])


def encoded(paper: Paper, marks: Marks, width: int) -> bytes:
    """The slip for a printer of so many dots."""
    slip = drawn(paper, marks, width)
    return escpos.RESET + escpos.picture(width, slip.convert("1").tobytes()) + escpos.CUT


def stacked(pictures: list[Image.Image]) -> Image.Image:
    """Pictures of one width, one below the other."""
    whole = Image.new("L", (pictures[0].width, sum(one.height for one in pictures)))
    y = 0
    for one in pictures:
        whole.paste(one, (0, y))
        y += one.height
    return whole


def _picture(element: Element, width: int) -> Image.Image:
    return _edge(element, width) if isinstance(element, Edge) else _row(element, width)


def _edge(edge: Edge, width: int) -> Image.Image:
    across = Image.new("L", (width, EDGE))
    draw = ImageDraw.Draw(across)
    middle = EDGE // 2
    if edge is Edge.RULE:
        draw.rectangle((0, middle - 1, width - 1, middle), fill=255)
        return across
    top, bottom = (middle, EDGE) if edge is Edge.TOP else (0, middle)
    draw.rectangle((SIDE, top, width - 1 - SIDE, bottom), fill=255)
    inner_top, inner_bottom = (top + STROKE, bottom) if edge is Edge.TOP else (top, bottom - STROKE)
    draw.rectangle((SIDE + STROKE, inner_top, width - 1 - SIDE - STROKE, inner_bottom), fill=0)
    return across


def _row(row: Row, width: int) -> Image.Image:
    size = SIZES[row.scale]
    text = typeface.dots(row.text, size)
    line = Image.new("L", (width, text.height + GAP))
    x = NOTE_COLUMNS * COLUMN if row.framed else row.left * COLUMN
    if row.centred:
        x = (width - text.width) // 2
    line.paste(text, (x, GAP // 2))
    if row.right:
        right = typeface.dots(row.right, size)
        line.paste(right, (width - right.width, GAP // 2))
    for word in row.marked:
        _mark(line, row.text, word, x, size)
    if row.framed:
        draw = ImageDraw.Draw(line)
        draw.rectangle((SIDE, 0, SIDE + STROKE - 1, line.height), fill=255)
        draw.rectangle((width - SIDE - STROKE, 0, width - 1 - SIDE, line.height), fill=255)
    return ImageChops.invert(line) if row.inverse else line


def _mark(line: Image.Image, text: str, word: str, x: int, size: int) -> None:
    """Turn white and black around wherever the word stands."""
    at = text.find(word)
    while at >= 0:
        left = x + typeface.length(text[:at], size)
        box = (left - 2, 1, left + typeface.length(word, size) + 2, line.height - 1)
        line.paste(ImageChops.invert(line.crop(box)), box)
        at = text.find(word, at + len(word))
