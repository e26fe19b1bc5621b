"""Where a picture's own data ends, and what else is in its file: a second format hidden there makes it a polyglot.

Pillow stops at the end of the picture and never looks further. Nothing of what is beside it survives here anyway; a
file that is two things at once is refused because somebody made it so.

Sources: JPEG, ITU-T T.81 annex B; PNG, W3C PNG third edition; WebP, RFC 9649; CIPA DC-007 for several JPEGs in one
file; Android's Motion Photo format 1.0 for the video that a phone appends, and says so in its XMP.
"""

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from enum import StrEnum


class Format(StrEnum):
    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"


class Torn(Exception):
    """The file ends before its picture does, or is not what its first bytes promise."""


MARKUP = re.compile(rb"<\s*(?:script|html|svg|iframe|body|!doctype|\?php)[\s/>]|javascript:", re.IGNORECASE)
JPEGS_AT_MOST = 8  # in one file: the picture, its gain map, its other eye, …
PDF_WITHIN = 1024  # readers look for %PDF- that far
MOTION = re.compile(rb"MotionPhoto=\"1\"|MicroVideo=\"1\"|<(?:GCamera|Camera):MotionPhoto>1<")
SEF_END = 8
STANDALONE = {0x01, *range(0xD0, 0xD8)}
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9


def format_of(data: bytes) -> Format | None:
    """By its first bytes, whatever its name says."""
    if data.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    return Format.WEBP if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def is_polyglot(data: bytes, kind: Format) -> bool:
    """Whether another format shares the file. Raises ``Torn``."""
    end, texts = _walk(data, kind)
    rest = data[end:]
    if b"%PDF-" in data[:PDF_WITHIN] or _is_zip(data):
        return True
    if any(MARKUP.search(text) for text in texts):
        return True
    return not _belongs(rest, kind, b"".join(texts))


def _belongs(rest: bytes, kind: Format, texts: bytes) -> bool:
    """Whether what follows the picture is what cameras put there."""
    for _ in range(JPEGS_AT_MOST):
        if kind is not Format.JPEG or not rest.startswith(b"\xff\xd8\xff"):
            break
        try:
            end, more = _walk(rest, kind)
        except Torn:
            return False
        if any(MARKUP.search(text) for text in more):
            return False
        rest = rest[end:].lstrip(b"\0")
    if not rest.strip(b"\0"):
        return True
    if kind is not Format.JPEG or MARKUP.search(rest):
        return False
    # A video begins with its first box's size, of which padding can't tell the zeros.
    return _is_samsungs(rest) or (rest.lstrip(b"\0")[1:5] == b"ftyp" and MOTION.search(texts) is not None)


def _is_samsungs(rest: bytes) -> bool:
    """A list of what its phones append stands at the end, then the list's length."""
    if len(rest) < SEF_END or not rest.endswith(b"SEFT"):
        return False
    (length,) = struct.unpack_from("<I", rest, len(rest) - SEF_END)
    return rest[:-SEF_END][-length:].startswith(b"SEFH")


def _is_zip(data: bytes) -> bool:
    # The end of a ZIP is told by four bytes alone, and they come about by chance; so do those of a file in it, but not
    # both.
    return b"PK\x01\x02" in data and zipfile.is_zipfile(io.BytesIO(data))


def _walk(data: bytes, kind: Format) -> tuple[int, list[bytes]]:
    """Where the picture ends, and everything in it that is not the picture itself."""
    walks = {Format.JPEG: _jpeg, Format.PNG: _png, Format.WEBP: _webp}
    try:
        parts = list(walks[kind](data))
    except (struct.error, IndexError) as error:
        raise Torn from error
    if not parts or parts[-1][0] > len(data):
        raise Torn
    return parts[-1][0], [text for _, text in parts]


def _jpeg(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while True:
        if data[at] != 0xFF:
            raise Torn
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
        elif marker in STANDALONE:
            at += 2
        elif marker == END_OF_IMAGE:
            yield at + 2, b""
            return
        else:
            (length,) = struct.unpack_from(">H", data, at + 2)
            if marker == START_OF_SCAN:
                at = _after_scan(data, at + 2 + length)
            else:
                segment = data[at + 4 : at + 2 + length]
                at += 2 + length
                yield at, segment if marker == 0xFE or 0xE0 <= marker <= 0xEF else b""


def _after_scan(data: bytes, at: int) -> int:
    """The next marker that ends a scan; in it 0xFF is followed by 0 (stuffing) or a restart marker."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise Torn
        if data[at + 1] not in (0x00, 0xFF) and data[at + 1] not in STANDALONE:
            return at
        at += 1 if data[at + 1] == 0xFF else 2


def _png(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 8
    name = b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        at += 12 + length
        if at > len(data):
            raise Torn
        yield at, b"" if name in (b"IDAT", b"PLTE", b"fdAT") else data[at - 4 - length : at - 4]


def _webp(data: bytes) -> Iterator[tuple[int, bytes]]:
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    end += end % 2
    at = 12
    while at + 8 <= min(end, len(data)):
        name, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > len(data):
            raise Torn
        yield end, b"" if name in (b"VP8 ", b"VP8L", b"ALPH", b"ANMF") else data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
