"""The program that touches what strangers upload: file in on stdin, small pictures out on stdout, nothing else.

It runs as a process of its own for each upload (``python -m ordering.images.decode``), with a limit on memory and time,
so that a bomb or a crash in a decoder ends it and nobody else.
"""

import io
import math
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec
from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from ordering.images.answer import BEGUN, OUTPUT_BYTES, Answer, Variant, Why
from ordering.images.formats import Format, bare, format_of, webp_size
from ordering.images.pixels import GAP, LYING, load, orientation, resized, shown

WIDTHS = (320, 640, 1280)
MOST_PIXELS = 65_000_000  # what calls itself 64 megapixels has a little more
# Pillow has all of a WebP in memory four times over, and nothing like JPEG's way of decoding a part of it.
MOST_PIXELS_OF_WEBP = 40_000_000
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 10
TALLEST = 16_383  # for WebP
QUALITY = 80

# Chosen by us, never by what else the file may say it is.
DECODERS: dict[Format, Callable[[IO[bytes]], ImageFile]] = {
    Format.JPEG: JpegImageFile,
    Format.PNG: PngImageFile,
    Format.WEBP: WebPImageFile,
}
UNREADABLE = OSError, ValueError, SyntaxError, EOFError


class Refused(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def decode(data: bytes) -> list[Variant]:
    """WebP variants, the smallest first: upright, in sRGB, without metadata, never enlarged. Raises ``Refused``."""
    kind = format_of(data)
    if kind is None:
        raise Refused(Why.NO_PICTURE)
    if kind is Format.WEBP and math.prod(webp_size(data)) > MOST_PIXELS_OF_WEBP:
        raise Refused(Why.TOO_MANY_FOR_WEBP)
    try:
        with DECODERS[kind](io.BytesIO(bare(data, kind))) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused(Why.TOO_MANY_PIXELS)
            return _variants(image, kind)
    except UNREADABLE as error:
        raise Refused(Why.BROKEN) from error


def _variants(image: ImageFile, kind: Format) -> list[Variant]:
    if kind is not Format.JPEG:
        load(image)  # a PNG's EXIF may come last
    turned = orientation(image)
    width, height = image.size if turned not in LYING else image.size[::-1]
    largest = min(width, WIDTHS[-1])
    if height * largest > TALLEST * width:
        raise Refused(Why.TOO_TALL)
    if kind is Format.JPEG:  # decoded at a fraction of its size where that is enough: in less memory, and time
        fraction = GAP * largest / width
        image.draft(None, (math.ceil(image.width * fraction), math.ceil(image.height * fraction)))
    whole = shown(image, turned, largest)
    return [_encoded(resized(whole, side)) for side in sorted({min(width, side) for side in WIDTHS})]


def _encoded(image: Image.Image) -> Variant:
    clean = Image.new(image.mode, image.size)
    clean.paste(image)  # pixels alone: EXIF, GPS, XMP, comments and profiles stay behind
    body = io.BytesIO()
    clean.save(body, "WEBP", quality=QUALITY, method=4)
    return Variant(image.width, image.height, body.getvalue())


def _limit() -> None:
    """Of this process, where the system knows such limits; elsewhere its time is limited from outside."""
    os.nice(10)  # guests are waiting for their menu, nobody for a photo
    with suppress(OSError):  # where memory is short this goes first, not the service
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    try:
        import resource
    except ImportError:
        return
    # What takes too much work is told by its signal from what somebody else ended.
    work = CPU_SECONDS, CPU_SECONDS + 2
    limits = {
        resource.RLIMIT_AS: (MEMORY_BYTES, MEMORY_BYTES),
        resource.RLIMIT_CPU: work,
        resource.RLIMIT_FSIZE: (OUTPUT_BYTES, OUTPUT_BYTES),
        resource.RLIMIT_CORE: (0, 0),
    }
    for which, (soft, hard) in limits.items():
        most = resource.getrlimit(which)[1]
        if most != resource.RLIM_INFINITY:  # whoever started us may allow less
            soft, hard = min(soft, most), min(hard, most)
        resource.setrlimit(which, (soft, hard))


def _starved() -> bool:
    """Whether memory ended long before our own limit: the machine has none, or somebody else allows less."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmPeak:"):
                return int(line.split()[1]) * 1024 < MEMORY_BYTES // 2
    return False


def main() -> int:
    _limit()
    data, out = sys.stdin.buffer.read(), sys.stdout.buffer
    out.write(BEGUN)
    out.flush()
    try:
        answer = Answer(variants=decode(data))
    except Refused as refused:
        answer = Answer(refused=refused.why)
    except MemoryError:
        if _starved():
            return os.EX_TEMPFAIL
        answer = Answer(refused=Why.BROKEN)
    try:
        out.write(msgspec.msgpack.encode(answer))
        out.flush()
    except OSError:  # no room for it
        return os.EX_TEMPFAIL
    return 0


if __name__ == "__main__":
    sys.exit(main())
