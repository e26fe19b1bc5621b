"""The program that touches what strangers upload: file in on stdin, small pictures out on stdout, nothing else.

It runs as a process of its own for each upload (``python -m ordering.media.develop``), with a limit on memory and time,
so that a bomb or a crash in a decoder ends it and nobody else.
"""

import io
import os
import sys
from contextlib import suppress
from typing import Literal

import msgspec
from PIL import Image, ImageCms, UnidentifiedImageError

from ordering.media.anatomy import Format, Torn, format_of, is_polyglot

WIDTHS = (320, 640, 1280)
MOST_PIXELS = 24_000_000
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 10
OUTPUT_BYTES = 16 << 20  # no three pictures are larger
TALLEST = 16_383  # for WebP
QUALITY = 80
ORIENTATION = 0x0112  # EXIF's tag
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = (5, 6, 7, 8)  # its width is the height of what was photographed

UNREADABLE = (
    Torn,
    Image.DecompressionBombError,
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    MemoryError,
)


class Variant(msgspec.Struct, frozen=True):
    width: int
    height: int
    body: bytes


class Refused(Exception):
    def __init__(self, why: Literal["unsupported_image", "bad_image"]) -> None:
        super().__init__(why)
        self.why: Literal["unsupported_image", "bad_image"] = why


class Answer(msgspec.Struct, frozen=True):
    """What comes out: either is empty."""

    variants: list[Variant] = []
    refused: Literal["", "unsupported_image", "bad_image"] = ""


def develop(data: bytes) -> list[Variant]:
    """WebP variants, the smallest first: upright, in sRGB, without metadata, never enlarged. Raises ``Refused``."""
    kind = format_of(data)
    if kind is None:
        raise Refused("unsupported_image")
    try:
        if is_polyglot(data, kind):
            raise Refused("unsupported_image")
        # The decoder is chosen by us: a JPEG with a second JPEG in it calls itself MPO.
        with Image.open(io.BytesIO(data), formats=(kind,)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("bad_image")
            return _variants(image, kind)
    except UNREADABLE as error:
        raise Refused("bad_image") from error


def _variants(image: Image.Image, kind: Format) -> list[Variant]:
    if kind is not Format.JPEG:
        image.load()  # a PNG's EXIF may come last
    orientation = _orientation(image)
    width, height = image.size if orientation not in LYING else image.size[::-1]
    largest = min(width, WIDTHS[-1])
    if height * largest > TALLEST * width:
        raise Refused("bad_image")
    if kind is Format.JPEG:  # decoded at a fraction of its size where that is enough: a third of the time
        side = 2 * largest * max(image.size) // width + 1
        image.draft(None, (side, side))
    profile = image.info.get("icc_profile")
    plain = _eight_bit(image)
    upright = plain.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else plain
    shown = _srgb(_resized(upright, largest), profile)
    return [_encoded(_resized(shown, one)) for one in sorted({min(width, one) for one in WIDTHS})]


def _orientation(image: Image.Image) -> int | None:
    """As the camera noted it; what can't be read of its notes is worth less than the picture."""
    with suppress(Exception):
        said = image.getexif().get(ORIENTATION)
        return said if said in UPRIGHT else None
    return None


def _eight_bit(image: Image.Image) -> Image.Image:
    """RGB, grey or CMYK as it stands; RGBA wherever something is transparent."""
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I"):  # 16 bit grey: Pillow's own conversion would clip it
        return image.point(lambda value: value / 256).convert("L")
    return image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB")


def _resized(image: Image.Image, width: int) -> Image.Image:
    if image.width == width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    plain = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        # One that can't be read is worth less than the picture: then the numbers are taken as they stand.
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=plain)
            if converted is not None:
                return converted
    return image.convert(plain)


def _encoded(image: Image.Image) -> Variant:
    clean = Image.new(image.mode, image.size)
    clean.paste(image)  # pixels alone: EXIF, GPS, XMP, comments and profiles stay behind
    body = io.BytesIO()
    clean.save(body, "WEBP", quality=QUALITY, method=4)
    return Variant(image.width, image.height, body.getvalue())


def _limit() -> None:
    os.nice(10)  # guests are waiting for their menu, nobody for a photo
    with suppress(
        ImportError, ValueError, OSError
    ):  # where the system has no such limits, time is limited from outside
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    _limit()
    try:
        answer = Answer(variants=develop(sys.stdin.buffer.read()))
    except Refused as refused:
        answer = Answer(refused=refused.why)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    main()
