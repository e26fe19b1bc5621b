"""Papers as text that Korean printers set themselves: faster than a picture, where the model knows Korean.

Only what KS X 1001 has is sent as text: that is what every Korean model knows. A row with anything else (똠, é) is sent
as a picture of that row, so nothing comes out as a question mark.
"""

from msgspec import Struct
from PIL import Image, ImageChops

from ordering.printing import escpos, typeface
from ordering.printing.layout import NOTE_COLUMNS, Edge, Element, Row, Scale, laid_out
from ordering.printing.paper import Marks, Paper

CELL = 12
"""Dots of a column."""
HEIGHT = 24
"""Dots of a line's characters."""
FRAMES = {Edge.RULE: ("─", "─"), Edge.TOP: ("┌", "┐"), Edge.BOTTOM: ("└", "┘")}
SIDE = "│"
OTHERWISE = str.maketrans({"₩": "￦"})
"""What the set has at another place."""


class Columns(Struct, frozen=True):
    """A ruler in columns: a Latin letter has one, whatever else two."""

    width: int
    column: int = 1

    def measure(self, text: str, scale: Scale) -> int:
        return columns(text) * scale.value[0]


def columns(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)


def encoded(paper: Paper, marks: Marks, width: int) -> bytes:
    """The slip for a printer of so many dots."""
    ruler = Columns(width // CELL)
    rows = b"".join(_element(element, ruler.width) for element in laid_out(paper, marks, ruler))
    return escpos.RESET + escpos.KOREAN + rows + escpos.CUT


def _element(element: Element, width: int) -> bytes:
    if isinstance(element, Edge):
        left, right = FRAMES[element]
        return (left + "─" * ((width - 4) // 2) + right).encode("cp949") + b"\n"
    line = _line(element, width).translate(OTHERWISE)
    if not _is_known(line):
        picture = grid(line, element.scale)
        picture = ImageChops.invert(picture) if element.inverse else picture
        whole = Image.new("L", (width * CELL, picture.height))
        whole.paste(picture, (0, 0))
        return escpos.picture(whole.width, whole.convert("1").tobytes())
    text = line.encode("cp949")
    for word in element.marked:
        said = word.encode("cp949")
        text = text.replace(said, escpos.INVERSE + said + escpos.UPRIGHT)
    if element.inverse:
        text = escpos.INVERSE + text + escpos.UPRIGHT
    return _scaled(element.scale) + text + b"\n" + _scaled(Scale.PLAIN)


def _scaled(scale: Scale) -> bytes:
    """The size of what follows, of Latin and Korean characters alike (older printers keep two)."""
    wide, high = (times - 1 for times in scale.value)
    return bytes((0x1D, 0x21, wide << 4 | high, 0x1C, 0x21, wide << 2 | high << 3))


def _line(row: Row, width: int) -> str:
    """A row as it stands on the paper, filled up with blanks where something is at its other end."""
    width //= row.scale.value[0]
    if row.centred:
        blank = width - columns(row.text)
        return " " * (blank // 2) + row.text + " " * (blank - blank // 2)
    if row.framed:
        room = width - 2 * NOTE_COLUMNS
        return SIDE + row.text + " " * (room - columns(row.text)) + SIDE
    text = " " * row.left + row.text
    return text + " " * (width - columns(text) - columns(row.right)) + row.right if row.right else text


def _is_known(line: str) -> bool:
    """Whether it is all in KS X 1001 (Python's ``euc_kr`` spells what is not with eight bytes)."""
    try:
        return all(len(character.encode("euc_kr")) <= 2 for character in line)
    except UnicodeEncodeError:
        return False


def grid(line: str, scale: Scale) -> Image.Image:
    """Text as a printer sets it, each character in its columns, white on black."""
    wide, high = scale.value
    whole = Image.new("L", (max(1, columns(line)) * CELL, HEIGHT))
    x = 0
    for character in line:
        cell = columns(character) * CELL
        glyph = typeface.dots(character, HEIGHT - 4)
        if glyph.width > cell:
            glyph = glyph.resize((cell, glyph.height), Image.Resampling.NEAREST)
        whole.paste(glyph, (x + (cell - glyph.width) // 2, 0))
        x += cell
    return whole.resize((whole.width * wide, whole.height * high), Image.Resampling.NEAREST)
