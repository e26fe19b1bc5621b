"""What a printer makes of the bytes that it gets: text, pictures, cuts; and how the paper then looks."""

from collections.abc import Iterator

from msgspec import Struct
from PIL import Image, ImageChops

from ordering.printing import escpos
from ordering.printing.cp949 import grid
from ordering.printing.layout import Scale
from ordering.printing.raster import stacked

LINE = 30
"""Dots from one line of text to the next, where its characters are not higher."""
LINE_FEED, BLANK = 0x0A, 0x20
COMMANDS = {b"\x1b@": 2, b"\x1bR": 3, b"\x1c&": 2, b"\x1d!": 3, b"\x1c!": 3, b"\x1dB": 3, b"\x1dV": 4, b"\x10\x04": 3}
"""How long those are whose length is always the same."""
HEAD = 8
"""Of a picture: the command and its size."""
LEADS = {0x1B: 2, 0x1C: 2, 0x1D: 3, 0x10: 3}
"""By its first byte, how much of a command tells how long it is."""


class UnknownCommand(ValueError):
    """Bytes that are no command of ours."""


class Text(Struct, frozen=True):
    """A run of characters that look the same."""

    text: str
    scale: Scale
    inverse: bool


class Picture(Struct, frozen=True):
    image: Image.Image
    """Black dots are 255."""


class LineEnd(Struct, frozen=True):
    pass


class Cut(Struct, frozen=True):
    pass


class Asked(Struct, frozen=True):
    """A question that is answered at once."""

    about: int


Part = Text | Picture | LineEnd | Cut | Asked


class Reader:
    """Reads bytes as they come in; what is not whole yet waits for the rest."""

    def __init__(self) -> None:
        self._rest = b""
        self._scale = Scale.PLAIN
        self._inverse = False

    def feed(self, sent: bytes) -> Iterator[tuple[Part | None, bytes]]:
        """What the bytes say, with the bytes that say it; None for what only changes how text looks.

        Raises ``UnknownCommand``.
        """
        self._rest += sent
        while (many := self._first()) is not None:
            taken, self._rest = self._rest[:many], self._rest[many:]
            yield self._part(taken), taken

    @property
    def waiting(self) -> int:
        """How many bytes have come in of something that is not whole yet."""
        return len(self._rest)

    def _first(self) -> int | None:
        """How many bytes the first thing has; None if it is not whole."""
        rest = self._rest
        head = rest[:2]
        many: int | None
        if not rest or (rest[0] in LEADS and len(rest) < LEADS[rest[0]]):
            return None
        if rest.startswith(escpos.RASTER[:2]):
            if len(rest) < HEAD:
                return None
            across, rows = (int.from_bytes(rest[n : n + 2], "little") for n in (4, 6))
            many = 8 + across * rows
        elif head in COMMANDS:
            many = COMMANDS[head]
        elif rest[0] == LINE_FEED:
            many = 1
        elif rest[0] < BLANK:
            raise UnknownCommand(rest[:8].hex(" "))
        else:
            many = next((n for n in range(1, len(rest)) if rest[n] < BLANK), None)
        return many if many is not None and many <= len(rest) else None

    def _part(self, taken: bytes) -> Part | None:
        match taken[:2]:
            case b"\x1d!":
                self._scale = Scale(((taken[2] >> 4) + 1, (taken[2] & 0b111) + 1))
            case b"\x1dB":
                self._inverse = bool(taken[2])
            case b"\x1dV":
                return Cut()
            case b"\x1dv":
                across, rows = (int.from_bytes(taken[n : n + 2], "little") for n in (4, 6))
                return Picture(Image.frombytes("1", (across * 8, rows), taken[8:]).convert("L"))
            case b"\x10\x04":
                return Asked(taken[2])
            case b"\n":
                return LineEnd()
            case _ if taken[0] >= BLANK:
                return Text(taken.decode("cp949"), self._scale, self._inverse)
        return None


def parts(sent: bytes) -> Iterator[Part]:
    """What all of the bytes say, one thing after the other. Raises ``UnknownCommand``, also where they end too soon."""
    reader = Reader()
    yield from (part for part, _ in reader.feed(sent) if part is not None)
    if reader.waiting:
        raise UnknownCommand("cut off")


def text(sent: bytes) -> str:
    """The lines of text, as they are read."""
    said = ""
    for part in parts(sent):
        said += part.text if isinstance(part, Text) else "\n" if isinstance(part, LineEnd) else ""
    return said


def papers(sent: bytes, width: int) -> list[Image.Image]:
    """The slips that come out of a printer of so many dots, black on white; what is not cut off yet is the last."""
    slips: list[list[Image.Image]] = [[]]
    line: list[Image.Image] = []
    for part in parts(sent):
        match part:
            case Text():
                run = grid(part.text, part.scale)
                line.append(ImageChops.invert(run) if part.inverse else run)
            case LineEnd():
                slips[-1].append(_line(line, width))
                line = []
            case Picture():
                slips[-1].append(_wide(part.image, width))
            case Cut():
                slips.append([])
    return [ImageChops.invert(stacked(pieces)) for pieces in slips if pieces]


def _line(runs: list[Image.Image], width: int) -> Image.Image:
    whole = Image.new("L", (width, max([LINE, *(run.height for run in runs)])))
    x = 0
    for run in runs:
        whole.paste(run, (x, 0))
        x += run.width
    return whole


def _wide(picture: Image.Image, width: int) -> Image.Image:
    """Cut off at the paper's side, as a printer does."""
    whole = Image.new("L", (width, picture.height))
    whole.paste(picture, (0, 0))
    return whole
