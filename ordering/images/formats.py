"""What a picture's file is made of: by its first bytes which kind, and without what does not make its picture.

What is written beside the pixels, or behind them, is nobody's business here: all that is kept is made anew from the
pixels. So it can't be a reason to refuse a photo either, however odd a camera or a program wrote it.

Sources: JPEG, ITU-T T.81 annex B; JFIF 1.02; PNG, W3C PNG third edition; WebP, RFC 9649.
"""

import struct
import zlib
from collections.abc import Iterator
from enum import StrEnum


class Format(StrEnum):
    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"


PNG_START = b"\x89PNG\r\n\x1a\n"
START_OF_SCAN, COMMENT = 0xDA, 0xFE
APPLICATIONS = range(0xE0, 0xF0)
LENGTHLESS = {0x00, 0x01, *range(0xD0, 0xDA)}
# By marker and first bytes, with the least size that makes sense: the colours' meaning, which way is up, the profile.
OF_USE = {(0xE0, b"JFIF\0"): 14, (0xE1, b"Exif\0\0"): 14, (0xE2, b"ICC_PROFILE\0"): 14, (0xEE, b"Adobe"): 12}
CHUNKS_OF_USE = (b"tRNS", b"iCCP", b"eXIf")
LARGEST_PROFILE = 1 << 20


def format_of(data: bytes) -> Format | None:
    """By its first bytes, whatever its name says."""
    if data.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if data.startswith(PNG_START):
        return Format.PNG
    return Format.WEBP if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def bare(data: bytes, kind: Format) -> bytes:
    """The file without what does not make its picture. What can't be followed is left for the decoder to judge."""
    if kind is Format.WEBP:  # its decoder looks at nothing else
        return data
    return b"".join(_segments(data) if kind is Format.JPEG else _chunks(data))


def webp_size(data: bytes) -> tuple[int, int]:
    """In pixels, told without decoding: its decoder makes room for all of it at once. (0, 0) if it does not say."""
    kind = data[12:16]
    try:
        if kind == b"VP8X":
            width, more, height, most = struct.unpack_from("<HBHB", data, 24)
            return (width | more << 16) + 1, (height | most << 16) + 1
        if kind == b"VP8L":
            (bits,) = struct.unpack_from("<I", data, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        width, height = struct.unpack_from("<HH", data, 26)
    except struct.error:
        return 0, 0
    return width & 0x3FFF, height & 0x3FFF


def _segments(data: bytes) -> Iterator[bytes]:
    at = 2
    yield data[:at]
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != START_OF_SCAN:
        marker, start = data[at + 1], at
        if marker == 0xFF or marker in LENGTHLESS:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
        body = data[start + 4 : at]
        beside = marker in APPLICATIONS or marker == COMMENT
        if not beside or any(
            marker == kind and body.startswith(head) and len(body) >= least for (kind, head), least in OF_USE.items()
        ):
            yield data[start:at]
    yield data[at:]


def _chunks(data: bytes) -> Iterator[bytes]:
    at = len(PNG_START)
    yield PNG_START
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        start, at = at, at + 12 + length
        if name[:1].isupper() or (name in CHUNKS_OF_USE and _is_sound(name, data[start + 8 : at])):
            yield data[start:at]
        if name == b"IEND":
            return


def _is_sound(name: bytes, body: bytes) -> bool:
    """Of a chunk that could be missing as well: whether it can be read."""
    checksum = body[-4:]
    if checksum != struct.pack(">I", zlib.crc32(name + body[:-4])):
        return False
    if name != b"iCCP":
        return True
    unpacking = zlib.decompressobj()
    _, _, packed = body[:-4].partition(b"\0")
    try:
        unpacking.decompress(packed[1:], LARGEST_PROFILE)
    except zlib.error:
        return False
    return packed[:1] == b"\0" and unpacking.eof
