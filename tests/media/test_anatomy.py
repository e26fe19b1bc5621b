"""What is one picture, and what is two things at once."""

import io
import random
import struct
import zipfile

import pytest

from ordering.media.anatomy import Format, Torn, format_of, is_polyglot
from tests.media.studio import chunk, chunks_of, drawn, encoded, gradient, png, riff, segment, with_segment

JPEG, PNG, WEBP = (drawn(64, 48, one) for one in ("JPEG", "PNG", "WEBP"))
PICTURES = {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}
COMMENT, APP1 = 0xFE, 0xE1


def a_zip(of: bytes = b"") -> bytes:
    """A ZIP; behind other bytes it is one all the same."""
    file = io.BytesIO(of)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("evil.class", b"cafe")
    return file.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj trailer<</Root 1 0 R>>"
PHP = b"<?php system($_GET['c']); ?>"
HTML = b"<html><body onload=alert(1)></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
GIF = b"GIF89a" + b"\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
SECOND = {"zip": a_zip(), "pdf": PDF, "php": PHP, "html": HTML, "svg": SVG, "gif": GIF, "png": PNG, "exe": b"MZ\x90\0"}
WORDS = {"php": PHP, "html": HTML, "svg": SVG, "script": b"<script>alert(1)</script>", "url": b"javascript:alert(1)",
         "spaced": b"< \n SCRIPT\tsrc=//evil.example>", "doctype": b"<!DOCTYPE html>"}  # fmt: skip


def polyglot(data: bytes) -> bool:
    kind = format_of(data)
    assert kind is not None
    return is_polyglot(data, kind)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_alone_is_one_thing(name: str) -> None:
    assert format_of(PICTURES[name]) == Format[name]
    assert not polyglot(PICTURES[name])
    assert not polyglot(PICTURES[name] + bytes(100)), "cameras fill up with zeros"


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", SVG, b'<?xml version="1.0"?>' + SVG, GIF, b"BM" + bytes(60), b"II*\0" + bytes(60), PDF, a_zip(),
     struct.pack(">I", 24) + b"ftypheic" + bytes(40), struct.pack(">I", 24) + b"ftypavif" + bytes(40),
     b"RIFF" + bytes(4) + b"WAVE", b" " + JPEG, b"\0" + PNG, b"GIF89a" + JPEG, PNG[:7]],
)  # fmt: skip
def test_anything_else_is_no_picture(data: bytes) -> None:
    assert format_of(data) is None


@pytest.mark.parametrize("second", SECOND)
@pytest.mark.parametrize("name", PICTURES)
def test_a_second_format_behind_the_picture_makes_two_things(name: str, second: str) -> None:
    assert polyglot(PICTURES[name] + SECOND[second])
    assert polyglot(PICTURES[name] + bytes(16) + SECOND[second])


@pytest.mark.parametrize("word", WORDS)
def test_markup_in_what_is_not_the_picture_makes_two_things(word: str) -> None:
    said = b"hello " + WORDS[word] + b" there"
    assert polyglot(with_segment(JPEG, COMMENT, said))
    assert polyglot(with_segment(JPEG, APP1, b"Exif\0\0" + said))
    body = PNG[8 + 25 :]
    assert polyglot(PNG[: 8 + 25] + chunk(b"tEXt", b"Comment\0" + said) + body)
    assert polyglot(riff(*chunks_of(WEBP), (b"XMP ", said)))
    assert polyglot(riff(*chunks_of(WEBP), (b"evil", said)))


def test_a_zip_or_a_pdf_inside_the_picture_makes_two_things() -> None:
    # Its end stands in a comment, all of the picture behind it is the ZIP's own comment.
    archive = bytearray(a_zip(JPEG[:2] + b"\xff\xfe\0\0"))
    rest = JPEG[2:]
    archive[4:6] = struct.pack(">H", len(archive) - 4)
    archive[-2:] = struct.pack("<H", len(rest))
    whole = bytes(archive) + rest
    assert zipfile.is_zipfile(io.BytesIO(whole))
    assert polyglot(whole)
    assert polyglot(with_segment(JPEG, COMMENT, PDF))
    assert polyglot(PNG[: 8 + 25] + chunk(b"tEXt", b"a\0" + PDF) + PNG[8 + 25 :])


def test_the_four_bytes_of_a_zips_end_come_about_by_chance() -> None:
    by_chance = with_segment(JPEG, COMMENT, b"PK\5\6" + bytes(40))
    assert zipfile.is_zipfile(io.BytesIO(by_chance))
    assert not polyglot(by_chance)


def test_what_phones_put_behind_their_pictures_belongs_there() -> None:
    gain_map = drawn(16, 12)
    assert not polyglot(JPEG + gain_map)
    assert not polyglot(encoded(gradient(64, 48), "MPO", save_all=True, append_images=[gradient(64, 48)]))
    assert not polyglot(JPEG + samsungs())
    announced = with_segment(JPEG, APP1, b'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta GCamera:MotionPhoto="1"/>')
    assert not polyglot(announced + VIDEO)
    assert not polyglot(announced + gain_map + VIDEO)


VIDEO = struct.pack(">I", 24) + b"ftypmp42" + bytes(12) + b"\0\0\0\x10mdat" + bytes(8)


def samsungs(data: bytes = b"\0\0\1\x0aImage_UTC_Data1700000000000") -> bytes:
    """What a Galaxy appends: data, then a list of it, then the list's length."""
    listed = b"SEFH" + struct.pack("<IIHHII", 107, 1, 0, 0x0A01, len(data), len(data))
    return data + listed + struct.pack("<I", len(listed)) + b"SEFT"


def test_what_only_looks_like_a_phones_trailer_does_not() -> None:
    assert polyglot(JPEG + VIDEO), "nobody announced a video"
    assert polyglot(JPEG + PNG + b"SEFT")
    assert polyglot(JPEG + a_zip() + b"SEFT")
    assert polyglot(JPEG + samsungs(PHP))
    assert polyglot(PNG + samsungs())
    assert polyglot(JPEG + with_segment(drawn(8, 8), COMMENT, HTML))
    assert polyglot(JPEG + drawn(8, 8)[:-20]), "a torn second one is no picture"
    assert polyglot(JPEG + b"\xff\xd8\xff\xd9" * 100_000), "a thousand pictures are no phone's"
    assert polyglot(PNG + JPEG)
    assert polyglot(WEBP + JPEG)


@pytest.mark.parametrize("name", PICTURES)
def test_wherever_a_picture_is_cut_it_is_torn(name: str) -> None:
    whole = PICTURES[name]
    for part in range(1, 20):
        cut = whole[: max(12, len(whole) * part // 20)]
        with pytest.raises(Torn):
            is_polyglot(cut, Format[name])


@pytest.mark.parametrize(
    "data",
    [b"\xff\xd8\xff", b"\xff\xd8\xff\xe0", b"\xff\xd8" + b"\xff" * 2_000_000, b"\xff\xd8" + b"\xff\xd0" * 1_000_000,
     b"\xff\xd8\xff\xda\0\x02" + b"\xff\0" * 1_000_000, JPEG[:2] + segment(0xE0, b"")[:2] + b"\0\0",
     b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + chunk(b"tEXt", b"") * 200_000,
     b"\x89PNG\r\n\x1a\n" + b"\xff\xff\xff\xffIDAT", b"RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff",
     b"RIFF\4\0\0\0WEBP", b"RIFF\0\0\0\0WEBPVP8 "],
    ids=range(12),
)  # fmt: skip
@pytest.mark.timeout(10)
def test_nonsense_is_torn_and_soon_told(data: bytes) -> None:
    kind = format_of(data)
    assert kind is not None
    with pytest.raises(Torn):
        is_polyglot(data, kind)


def test_chance_never_leads_astray() -> None:
    chance = random.Random(4)
    for _ in range(3000):
        whole = bytearray(chance.choice(list(PICTURES.values())))
        for _ in range(chance.randrange(1, 8)):
            whole[chance.randrange(12, len(whole))] = chance.randrange(256)
        kind = format_of(bytes(whole))
        if kind is not None:
            try:
                is_polyglot(bytes(whole), kind)
            except Torn:
                continue


def test_a_png_of_nothing_is_still_no_second_thing() -> None:
    assert not polyglot(png())
