"""ESC/POS: the commands that receipt printers take, and the answers that they give."""

import re
from enum import IntEnum

RESET = b"\x1b@"
CUT = b"\x1dV\x42\x00"
"""Forward to the knife, and cut."""
FEED = b"\x1bd"
KOREAN = b"\x1bR\x0d\x1c&"
"""Korean characters, two bytes each."""
CENTRED, AT_THE_LEFT = b"\x1ba\x01", b"\x1ba\x00"
INVERSE, UPRIGHT = b"\x1dB\x01", b"\x1dB\x00"
RASTER = b"\x1dv0\x00"
DOTS = {58: 384, 80: 576}
"""Of a line of a printer, by the width of its paper in millimetres."""
ROWS_AT_A_TIME = 240
"""What a small printer's memory holds of a picture."""
REAL_TIME = re.compile(b"\x10[\x04\x05\x14]")
"""DLE EOT, DLE ENQ and DLE DC4: obeyed as soon as they come in, also amid a picture (so Epson's ESC/POS reference of
each). What dots have asked for is answered, and that would be taken for the answer after the slip; other ones empty the
printer's memory, or open a drawer.
"""
ONE_DOT = 0b0000_1000
"""An eighth of a millimetre; no such command has it."""


class Ask(IntEnum):
    """What a printer is asked for with DLE EOT, while it prints too."""

    STATUS = 1
    WHY_OFFLINE = 2
    PAPER = 4

    @property
    def command(self) -> bytes:
        return bytes((0x10, 0x04, self.value))


OFFLINE = 0b0000_1000
COVER_OPEN = 0b0000_0100
PAPER_RAN_OUT = 0b0010_0000
BROKEN = 0b0100_0000
NO_PAPER = 0b0110_0000


def picture(width: int, dots: bytes) -> bytes:
    """A picture in rows of ``width`` dots, eight a byte, 1 for black; with some dots more where they would command."""
    across, dots = width // 8, REAL_TIME.sub(_with_a_dot_more, dots)
    rows = [dots[start : start + across * ROWS_AT_A_TIME] for start in range(0, len(dots), across * ROWS_AT_A_TIME)]
    return b"".join(
        RASTER + across.to_bytes(2, "little") + (len(part) // across).to_bytes(2, "little") + part for part in rows
    )


def _with_a_dot_more(command: re.Match[bytes]) -> bytes:
    dle, what = command[0]
    return bytes((dle, what | ONE_DOT))


def is_answer(byte: int) -> bool:
    """Whether a byte from a printer answers DLE EOT: four of its bits are always the same."""
    return byte & 0b1001_0011 == 0b0001_0010


NO_ANSWERS = bytes(byte for byte in range(256) if not is_answer(byte))


def trouble(asked: Ask, answer: int) -> str | None:
    """What keeps a printer from printing, by name, as its answer says."""
    if asked is Ask.WHY_OFFLINE and answer & COVER_OPEN:
        return "cover_open"
    if (asked is Ask.WHY_OFFLINE and answer & PAPER_RAN_OUT) or (asked is Ask.PAPER and answer & NO_PAPER):
        return "no_paper"
    if asked is Ask.WHY_OFFLINE and answer & BROKEN:
        return "printer_error"
    return "offline" if asked is Ask.STATUS and answer & OFFLINE else None
