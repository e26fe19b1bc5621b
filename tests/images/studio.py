"""Pictures to test with, drawn here: never a file of anybody's."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms

CORNERS = {"red": (0.1, 0.1), "green": (0.9, 0.1), "blue": (0.1, 0.9), "white": (0.9, 0.9)}
"""Which colour is at which corner of ``corners``, upright: x and y as parts of width and height."""
INK = {"red": (220, 30, 30), "green": (30, 180, 30), "blue": (30, 30, 220), "white": (250, 250, 250)}


def encoded(image: Image.Image, format: str = "JPEG", **options: Any) -> bytes:
    body = io.BytesIO()
    image.save(body, format, **options)
    return body.getvalue()


def drawn(width: int = 800, height: int = 600, format: str = "JPEG", **options: Any) -> bytes:
    """A file with a picture in which no two places look alike."""
    return encoded(gradient(width, height), format, **options)


def gradient(width: int, height: int) -> Image.Image:
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, Image.radial_gradient("L").resize((width, height))))


def noise(width: int, height: int) -> Image.Image:
    """What no compression makes small: photos of this many pixels are never larger."""
    return Image.merge("RGB", [Image.effect_noise((width, height), 120) for _ in range(3)])


def corners(width: int = 400, height: int = 300) -> Image.Image:
    """Each corner in its own colour: shows how it was turned."""
    image = Image.new("RGB", (width, height))
    half = width // 2, height // 2
    for name, (x, y) in CORNERS.items():
        image.paste(INK[name], (int(x * 2) * half[0], int(y * 2) * half[1], width, height))
    for name, (x, y) in reversed(CORNERS.items()):
        left, top = int(x * 2) * half[0], int(y * 2) * half[1]
        image.paste(INK[name], (left, top, left + half[0], top + half[1]))
    return image


def opened(body: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(body))
    image.load()
    return image


def colour_at(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    found = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(found, tuple)
    return found


def is_near(found: tuple[int, ...], wanted: tuple[int, ...], by: int = 14) -> bool:
    """WebP and JPEG lose a little."""
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def chunk(name: bytes, body: bytes) -> bytes:
    """Of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*chunks: bytes, width: int = 4, height: int = 4, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG of any chunks between its header and its end, sensible or not."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def pixels(width: int, height: int, channels: int = 3) -> bytes:
    """The data of a black PNG: a few kilobytes for any size."""
    packer = zlib.compressobj(9)
    row = bytes(1 + width * channels)
    packed = [packer.compress(row) for _ in range(height)]
    return chunk(b"IDAT", b"".join(packed) + packer.flush())


def rows(width: int, height: int, pixel: bytes) -> bytes:
    """The data of a PNG of one colour; or, of ``width`` 1, of rows that are all ``pixel``."""
    return chunk(b"IDAT", zlib.compress((b"\0" + pixel * width) * height))


def segment(marker: int, body: bytes) -> bytes:
    """Of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def with_segment(jpeg: bytes, marker: int, body: bytes) -> bytes:
    return jpeg[:2] + segment(marker, body) + jpeg[2:]


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP file of any chunks."""
    body = b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def chunks_of(webp: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 12
    while at + 8 <= len(webp):
        name, length = struct.unpack_from("<4sI", webp, at)
        found.append((name, webp[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    return found


def swapped_profile() -> bytes:
    """sRGB with the primaries of red and green exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack_from(">I", profile, 128)
    tags = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, green = tags[b"rXYZ"] + 4, tags[b"gXYZ"] + 4
    profile[red : red + 8], profile[green : green + 8] = profile[green : green + 8], profile[red : red + 8]
    return bytes(profile)


def resized_header(jpeg: bytes, width: int, height: int) -> bytes:
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]
