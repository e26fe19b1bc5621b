"""Hostile and broken files: each becomes small pictures or a refusal, and harms nobody."""

import random
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordering.images.answer import Variant, Why
from ordering.images.decode import Refused, decode
from tests.images.decoding import refusal, sizes
from tests.images.studio import (
    chunk,
    chunks_of,
    drawn,
    encoded,
    gradient,
    opened,
    pixels,
    png,
    resized_header,
    riff,
    segment,
    swapped_profile,
)

# Pillow warns of what is odd in a file; the program that develops has nobody to tell.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")


BOMBS = {
    "pixels": lambda: png(pixels(4000, 20_000, 1), width=20_000, height=32_000, depth=1, colour=0),
    "claimed pixels": lambda: png(pixels(4, 4), width=2**31 - 1, height=2**31 - 1),
    "no pixels": lambda: png(pixels(4, 4), width=0, height=4),
    "animation": lambda: png(
        chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)),
        chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 60_000, 60_000, 0, 0, 1, 1, 0, 0)),
        pixels(4, 4),
        width=60_000,
        height=60_000,
    ),
    "jpeg": lambda: resized_header(drawn(8, 8), 65_000, 65_000),
    "canvas": lambda: riff((b"VP8X", bytes(4) + b"\xff\xff\xff" * 2), *chunks_of(drawn(8, 8, "WEBP"))),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.timeout(20)
def test_a_bomb_is_refused_unexploded(name: str) -> None:
    broken = [Why.BROKEN] if name == "no pixels" else []
    assert refusal(BOMBS[name]()) in [Why.TOO_MANY_PIXELS, Why.TOO_MANY_FOR_WEBP, *broken]


def test_what_is_larger_inside_than_it_says_stays_small() -> None:
    assert sizes(png(pixels(2000, 2000), width=4, height=4)) == [(4, 4)]


NAMES = ["JPEG", "PNG", "WEBP"]
WHOLE = {"JPEG": drawn(200, 150), "PNG": drawn(200, 150, "PNG"), "WEBP": drawn(200, 150, "WEBP")}
CURIOUS = {
    **WHOLE,
    "progressive": drawn(120, 90, progressive=True, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"),
    "alpha": encoded(gradient(120, 90).convert("RGBA"), "WEBP"),
    "palette": encoded(gradient(120, 90).convert("P"), "PNG", transparency=3),
    "profile": encoded(gradient(120, 90), icc_profile=swapped_profile()),
    "moving": encoded(gradient(60, 40), "WEBP", save_all=True, append_images=[gradient(60, 40)], duration=9),
    "two": encoded(gradient(60, 40), "MPO", save_all=True, append_images=[gradient(60, 40)]),
}


@pytest.mark.parametrize("name", NAMES)
def test_wherever_it_is_cut_it_is_refused(name: str) -> None:
    whole = WHOLE[name]
    for part in range(1, 20):
        assert refusal(whole[: len(whole) * part // 20]) in (Why.BROKEN, Why.NO_PICTURE)
    if name != "PNG":  # its last 12 bytes say no more than that it ends
        for missing in (1, 2, 3):
            assert refusal(whole[:-missing]) == Why.BROKEN


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(sorted(CURIOUS)),
    wounds=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), max_size=8),
)
def test_however_it_is_wounded_it_is_small_pictures_or_a_refusal(name: str, wounds: list[tuple[float, bytes]]) -> None:
    whole = bytearray(CURIOUS[name])
    for where, what in wounds:
        at = int(where * len(whole))
        whole[at : at + len(what)] = what
    made = outcome(bytes(whole))
    assert all(opened(one.body).size == (one.width, one.height) for one in made)


def outcome(data: bytes) -> list[Variant]:
    """What it becomes; nothing if it is refused. Whatever else a decoder raises ends its process, a refusal too."""
    try:
        return decode(data)
    except Refused:
        return []


def test_bits_that_flip_by_chance_do_no_harm() -> None:
    chance = random.Random(11)
    for _ in range(250):
        whole = bytearray(CURIOUS[chance.choice(sorted(CURIOUS))])
        for _ in range(chance.randrange(1, 12)):
            whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        outcome(bytes(whole))


def test_names_and_headers_can_not_make_it_something_else() -> None:
    jfif_says_png = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + segment(0xFE, b"image/png")
    assert decode(b"\xff\xd8" + jfif_says_png + drawn()[2:])
    assert refusal(b"\xff\xd8\xff" + drawn(format="PNG")) == Why.BROKEN
    assert refusal(b"RIFF\0\0\0\0WEBP" + drawn()) == Why.BROKEN
