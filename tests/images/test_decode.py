"""Developing: whatever comes in, what goes out is small, upright, of its own colours, and silent of its origin."""

import io
import random
import struct
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from ordering.images.decode import MOST_PIXELS, Refused, Variant, Why, decode
from ordering.images.formats import webp_size
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
    riff,
    rows,
    segment,
    with_segment,
)

# Pillow warns of what is odd in a file; the program that develops has nobody to tell.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")
APP1, APP2 = 0xE1, 0xE2
ORIENTATION = 0x0112


def sizes(data: bytes) -> list[tuple[int, int]]:
    return [(one.width, one.height) for one in decode(data)]


def largest(data: bytes) -> Image.Image:
    return opened(decode(data)[-1].body)


def refusal(data: bytes) -> Why:
    with pytest.raises(Refused) as refused:
        decode(data)
    return refused.value.why


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


def swapped_profile() -> bytes:
    """sRGB with the primaries of red and green exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack_from(">I", profile, 128)
    tags = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, green = tags[b"rXYZ"] + 4, tags[b"gXYZ"] + 4
    profile[red : red + 8], profile[green : green + 8] = profile[green : green + 8], profile[red : red + 8]
    return bytes(profile)


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


def resized_header(jpeg: bytes, width: int, height: int) -> bytes:
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


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


def test_a_photo_of_four_megabytes_becomes_small() -> None:
    photo = encoded(noise(2600, 2000).resize((2600, 2000)), quality=75)
    assert 3_000_000 < len(photo) < 5_000_000, len(photo)
    made = decode(photo)
    assert [one.width for one in made] == [320, 640, 1280]
    assert io.BytesIO(made[0].body).getbuffer().nbytes < 100_000
