"""Decoding: whatever comes in, what goes out is small, upright, and silent of its origin."""

import io
import struct

import pytest
from PIL import Image, ImageCms

from ordering.images.answer import Why
from ordering.images.decode import MOST_PIXELS, decode
from ordering.images.formats import webp_size
from tests.images.decoding import largest, refusal, sizes
from tests.images.studio import (
    CORNERS,
    INK,
    chunk,
    chunks_of,
    colour_at,
    corners,
    drawn,
    encoded,
    gradient,
    is_near,
    noise,
    opened,
    pixels,
    png,
    resized_header,
    riff,
    rows,
    with_segment,
)

# Pillow warns of what is odd in a file; the program that develops has nobody to tell.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")
APP1, APP2 = 0xE1, 0xE2
ORIENTATION = 0x0112


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1600, 1200), [(320, 240), (640, 480), (1280, 960)]),
        ((1000, 500), [(320, 160), (640, 320), (1000, 500)]),
        ((640, 10), [(320, 5), (640, 10)]),
        ((100, 400), [(100, 400)]),
        ((1, 1), [(1, 1)]),
    ],
)
def test_it_is_made_at_three_widths_and_never_enlarged(
    name: str, size: tuple[int, int], expected: list[tuple[int, int]]
) -> None:
    made = decode(drawn(*size, name))
    assert [(one.width, one.height) for one in made] == expected
    for one in made:
        image = opened(one.body)
        assert (image.format, image.size) == ("WEBP", (one.width, one.height))


def test_extreme_shapes_come_out_or_are_refused() -> None:
    assert sizes(drawn(20_000, 1, "PNG")) == [(320, 1), (640, 1), (1280, 1)]
    assert sizes(drawn(1, 16_383, "PNG")) == [(1, 16_383)]
    assert refusal(drawn(1, 20_000, "PNG")) == Why.TOO_TALL, "WebP has no room for it"


@pytest.mark.parametrize("size", [(5712, 4284), (8160, 6120), (9248, 6936), (6936, 9248)])
def test_photos_of_today_are_taken_at_their_full_size(size: tuple[int, int]) -> None:
    (_, _, last) = sizes(encoded(Image.new("RGB", size, INK["red"]), "JPEG"))
    assert last == (1280, round(size[1] * 1280 / size[0]))


def test_more_pixels_than_it_takes_are_told_as_such() -> None:
    assert MOST_PIXELS < 8100 * 8100
    assert refusal(png(pixels(4, 4), width=8100, height=8100)) == Why.TOO_MANY_PIXELS
    assert refusal(resized_header(drawn(8, 8), 8100, 8100)) == Why.TOO_MANY_PIXELS
    plain, lossless, extended = (
        (b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + struct.pack("<HH", 7000, 6000)),
        (b"VP8L", b"\x2f" + struct.pack("<I", 6999 | 5999 << 14)),
        (b"VP8X", bytes(4) + b"\x57\x1b\0\x6f\x17\0"),
    )
    for kind in (plain, lossless, extended):
        assert webp_size(riff(kind)) == (7000, 6000)
        assert refusal(riff(kind)) == Why.TOO_MANY_FOR_WEBP


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_whichever_way_the_camera_was_held_it_comes_out_upright(name: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    image = largest(encoded(held(corners(400, 300), orientation), name, exif=exif))
    assert image.size == (400, 300)
    for colour, (x, y) in CORNERS.items():
        assert is_near(colour_at(image, x, y), INK[colour], 40), (colour, orientation)


def held(upright: Image.Image, orientation: int) -> Image.Image:
    """What a camera stores that then notes this orientation: by the definition of EXIF, its first row and column."""
    turn = Image.Transpose
    turns = {2: turn.FLIP_LEFT_RIGHT, 3: turn.ROTATE_180, 4: turn.FLIP_TOP_BOTTOM, 5: turn.TRANSPOSE,
             6: turn.ROTATE_90, 7: turn.TRANSVERSE, 8: turn.ROTATE_270}  # fmt: skip
    return upright.transpose(turns[orientation]) if orientation in turns else upright


def test_a_large_photo_lying_on_its_side_is_sharp_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    assert sizes(drawn(4000, 3000, exif=exif)) == [(320, 427), (640, 854), (1280, 1707)]


@pytest.mark.parametrize("orientation", [0, 9, 300, 65_535])
def test_an_orientation_that_does_not_exist_turns_nothing_and_enlarges_nothing(orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    assert sizes(drawn(300, 400, exif=exif)) == [(300, 400)]


@pytest.mark.parametrize(
    ("kind", "count", "value"),
    [(2, 4, b"six\0"), (3, 2, b"\0\6\0\6"), (5, 1, b"\0\0\0\x1a"), (7, 4, b"abcd"), (12, 1, b"\0\0\0\x1a"),
     (99, 1, b"\0\6\0\0"), (3, 0, b"\0\6\0\0"), (3, 2**31, b"\0\6\0\0"), (9, 1, b"\xff\xff\xff\xff"),
     (11, 1, struct.pack(">f", float("nan")))],
)  # fmt: skip
def test_a_photo_is_worth_more_than_what_its_camera_noted(kind: int, count: int, value: bytes) -> None:
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHI", ORIENTATION, kind, count) + value + bytes(4)
    assert decode(with_segment(drawn(), APP1, exif))
    assert decode(with_segment(drawn(), APP1, exif[:-9]))


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_where_it_was_taken_and_everything_else_it_says_is_gone(name: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secretive Phones"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (37.0, 33.0, 59.5)
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:li>Secretive Person</rdf:li></x:xmpmeta>'
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(gradient(800, 600), name, exif=exif, xmp=xmp, icc_profile=profile)
    if name == "JPEG":
        data = with_segment(data, 0xFE, b"Secretive comment")
    assert b"Secretive" in data
    for one in decode(data):
        assert b"Secretive" not in one.body
        image = opened(one.body)
        assert not image.getexif()
        assert image.info.keys().isdisjoint({"exif", "xmp", "icc_profile", "comment"})
        assert {name for name, _ in chunks_of(one.body)} <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}


def test_of_what_moves_the_first_frame_is_shown() -> None:
    frames = [Image.new("RGB", (40, 40), INK[name]) for name in ("red", "green", "blue")]
    for name in ("WEBP", "PNG"):
        moving = encoded(frames[0], name, save_all=True, append_images=frames[1:], duration=100)
        assert is_near(colour_at(largest(moving), 0.5, 0.5), INK["red"], 24)
    stereo = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert is_near(colour_at(largest(stereo), 0.5, 0.5), INK["red"], 24)


def test_an_interlaced_png_is_whole() -> None:
    # Adam7, one pass: with 1 x 1 pixels the other six are empty.
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 1))
    data = b"\x89PNG\r\n\x1a\n" + header + rows(1, 1, bytes(INK["red"])) + chunk(b"IEND", b"")
    assert is_near(colour_at(largest(data), 0.5, 0.5), INK["red"], 24)


@pytest.mark.parametrize("name", ["BMP", "TIFF", "GIF", "ICO", "PPM", "JPEG2000", "AVIF"])
def test_other_formats_are_not_taken(name: str) -> None:
    assert refusal(drawn(32, 32, name)) == Why.NO_PICTURE


def test_a_photo_of_four_megabytes_becomes_small() -> None:
    photo = encoded(noise(2600, 2000).resize((2600, 2000)), quality=75)
    assert 3_000_000 < len(photo) < 5_000_000, len(photo)
    made = decode(photo)
    assert [one.width for one in made] == [320, 640, 1280]
    assert io.BytesIO(made[0].body).getbuffer().nbytes < 100_000
