"""What the decoder's process answers: all that the service has to know of it, and without what decodes."""

from enum import StrEnum

import msgspec

OUTPUT_BYTES = 16 << 20  # no three pictures are larger
BEGUN = b"\x01"  # comes out before the picture is touched: until then nothing is its fault


class Variant(msgspec.Struct, frozen=True):
    width: int
    height: int
    body: bytes


class Why(StrEnum):
    NO_PICTURE = "no picture"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too many pixels"
    TOO_MANY_FOR_WEBP = "too many pixels for WebP"
    TOO_TALL = "too tall"


class Answer(msgspec.Struct, frozen=True):
    """What comes out: either is empty."""

    variants: list[Variant] = []
    refused: Why | None = None
