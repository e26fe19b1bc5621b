"""Colours of a picture stay what they were, transparent ones too, whatever a file counts them in."""

import zlib

import pytest
from PIL import Image, ImageCms

from ordering.images.decode import decode
from tests.images.decoding import largest
from tests.images.studio import (
    chunk,
    colour_at,
    encoded,
    gradient,
    is_near,
    png,
    rows,
    swapped_profile,
)

# Pillow warns of what is odd in a file; the program that develops has nobody to tell.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")


ODD = {
    "grey": (gradient(60, 40).convert("L"), "JPEG", {}),
    "cmyk": (gradient(60, 40).convert("CMYK"), "JPEG", {}),
    "progressive": (gradient(60, 40), "JPEG", {"progressive": True}),
    "one bit": (gradient(60, 40).convert("1"), "PNG", {}),
    "palette": (gradient(60, 40).convert("P", palette=Image.Palette.ADAPTIVE), "PNG", {}),
    "grey with alpha": (gradient(60, 40).convert("LA"), "PNG", {}),
    "alpha": (gradient(60, 40).convert("RGBA"), "PNG", {}),
    "lossless": (gradient(60, 40), "WEBP", {"lossless": True}),
    "alpha in webp": (gradient(60, 40).convert("RGBA"), "WEBP", {}),
}


@pytest.mark.parametrize("name", ODD)
def test_colours_stay_what_they_were(name: str) -> None:
    image, format_, options = ODD[name]
    made = largest(encoded(image, format_, **options)).convert("RGB")
    wanted = image.convert("RGB")
    if name == "one bit":  # a chessboard of dots: only the whole can be compared
        wanted, made = wanted.resize((1, 1), Image.Resampling.BOX), made.resize((1, 1), Image.Resampling.BOX)
    for x in (0.1, 0.5, 0.9):
        for y in (0.1, 0.5, 0.9):
            assert is_near(colour_at(made, x, y), colour_at(wanted, x, y), 24), (x, y)


def test_adobes_inverted_cmyk_is_not_a_negative() -> None:
    # Pillow writes CMYK as Adobe does, inverted and marked so.
    marked = encoded(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), quality=95)
    assert b"Adobe" in marked
    assert is_near(colour_at(largest(marked), 0.5, 0.5), (255, 0, 0), 24)


def test_a_profile_is_applied_before_it_is_taken_off() -> None:
    # Its red and green stand the other way round: numbers alone would show the wrong colour.
    swapped = swapped_profile()
    plain = Image.new("RGB", (40, 40), (230, 20, 20))
    for name in ("JPEG", "PNG", "WEBP"):
        red, green, blue = colour_at(largest(encoded(plain, name, icc_profile=swapped)), 0.5, 0.5)
        assert green > 150 > red, (name, red, green, blue)
    see_through = Image.new("RGBA", (40, 40), (230, 20, 20, 100))
    shown = largest(encoded(see_through, "PNG", icc_profile=swapped))
    assert shown.mode == "RGBA"
    assert abs(colour_at(shown, 0.5, 0.5)[3] - 100) < 3, "as transparent as before"


@pytest.mark.parametrize("profile", [b"", b"nonsense", bytes(128), b"\xff" * 3000], ids=range(4))
def test_a_profile_that_can_not_be_read_is_left_aside(profile: bytes) -> None:
    plain = Image.new("RGB", (40, 40), (230, 20, 20))
    for name in ("JPEG", "PNG", "WEBP"):
        assert is_near(colour_at(largest(encoded(plain, name, icc_profile=profile)), 0.5, 0.5), (230, 20, 20), 24)
    fits_not = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert decode(encoded(plain.convert("CMYK"), icc_profile=fits_not))
    assert decode(encoded(plain.convert("L"), icc_profile=fits_not))


def test_sixteen_bits_become_eight() -> None:
    half, most, none = b"\x80\0", b"\xff\xff", b"\0\0"
    grey = largest(png(rows(8, 8, half), width=8, height=8, depth=16, colour=0))
    assert is_near(colour_at(grey, 0.5, 0.5), (128, 128, 128))
    colour = largest(png(rows(8, 8, most + half + none), width=8, height=8, depth=16, colour=2))
    assert is_near(colour_at(colour, 0.5, 0.5), (255, 128, 0), 20)
    glass = largest(png(rows(8, 8, most + most + none + half), width=8, height=8, depth=16, colour=6))
    assert is_near(colour_at(glass, 0.5, 0.5), (255, 255, 0, 128), 20)
    smoke = largest(png(rows(8, 8, half + half), width=8, height=8, depth=16, colour=4))
    assert is_near(colour_at(smoke, 0.5, 0.5), (128, 128, 128, 128), 20)


def alphas(data: bytes) -> list[int]:
    """How much is seen of each pixel of the first row."""
    image = largest(data)
    return [colour_at(image, x / 4, 0)[3] for x in range(4)]


def test_grey_of_sixteen_bits_keeps_its_greys_where_one_is_transparent() -> None:
    dark, half, most = b"\x10\x00", b"\x80\x12", b"\xff\xff"
    shown = largest(png(chunk(b"tRNS", dark), rows(8, 8, half), width=8, height=8, depth=16, colour=0))
    assert is_near(colour_at(shown, 0.5, 0.5)[:3], (128, 128, 128))
    striped = png(chunk(b"tRNS", half), rows(1, 4, half + dark + b"\x80\x13" + most), depth=16, colour=0)
    assert alphas(striped) == [0, 255, 255, 255], "not its neighbour"


def test_the_transparent_one_is_told_in_the_bits_of_its_picture() -> None:
    two = png(chunk(b"tRNS", b"\0\1"), rows(1, 4, bytes([0b01101100])), depth=2, colour=0)
    assert alphas(two) == [0, 255, 255, 255]
    four = png(chunk(b"tRNS", b"\0\5"), rows(1, 4, bytes([0x5A, 0x0F])), depth=4, colour=0)
    assert alphas(four) == [0, 255, 255, 255]
    grey, other = b"\x80\x12" * 3, b"\x12\x00" * 3
    sixteen = png(chunk(b"tRNS", grey), rows(1, 4, grey + other * 3), depth=16, colour=2)
    assert alphas(sixteen) == [0, 255, 255, 255]


@pytest.mark.parametrize(
    ("depth", "colour", "told", "row"),
    [(8, 0, b"\0\xff", b"\xff" * 8), (8, 2, b"\0\xff\0\xff\0\xff", b"\xff" * 24), (8, 3, b"\0", bytes(8)),
     (1, 0, b"\0\1", b"\xff"), (16, 0, b"\xff\xff", b"\xff" * 16),
     (16, 2, b"\xff" * 6, b"\xff" * 48)],
)  # fmt: skip
def test_a_colour_that_is_named_transparent_is(depth: int, colour: int, told: bytes, row: bytes) -> None:
    palette = chunk(b"PLTE", b"\xff\xff\xff") if colour == 3 else b""
    body = chunk(b"IDAT", zlib.compress((b"\0" + row) * 8))
    shown = largest(png(palette, chunk(b"tRNS", told), body, width=8, height=8, depth=depth, colour=colour))
    assert shown.mode == "RGBA"
    assert colour_at(shown, 0.5, 0.5)[3] == 0
