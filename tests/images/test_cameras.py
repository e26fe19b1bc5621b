"""Files as phones, cameras and programs write them: each becomes what its pixels alone would become.

Drawn here after what ExifTool's source and the reports say of each: its own marks, at its own place.
"""

import io
import json
import struct
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordering.images.decode import Refused, decode
from tests.images.studio import chunk, chunks_of, drawn, encoded, gradient, riff, segment, with_segment

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
JPEG, PNG, WEBP = (drawn(64, 48, one) for one in ("JPEG", "PNG", "WEBP"))
PICTURES = {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}
DECODED = {name: decode(data) for name, data in PICTURES.items()}
HEAD = 8 + 25  # of a PNG: its signature and its first chunk
APP1, APP13, COMMENT = 0xE1, 0xED, 0xFE
XAP = b"http://ns.adobe.com/xap/1.0/\0"
VIDEO = struct.pack(">I", 24) + b"ftypmp42" + bytes(12) + b"\0\0\0\x10mdat" + bytes(8)


def samsungs(data: bytes = b"\0\0\1\x0aImage_UTC_Data1700000000000") -> bytes:
    """What a Galaxy appends: data, then a list of it, then the list's length."""
    listed = b"SEFH" + struct.pack("<IIHHII", 107, 1, 0, 0x0A01, len(data), len(data))
    return data + listed + struct.pack("<I", len(listed)) + b"SEFT"


def a_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("evil.class", b"cafe")
    return file.getvalue()


NIKON = b"\0\0\0\x01" + struct.pack(">I", 20) + b"edit" + bytes(16) + bytes(6) + b"/NIKON APP"
CANON = b"CANON OPTIONAL DATA\0" + bytes(40) + b"CANON OPTIONAL DATA\0" + struct.pack(">I", 40) + bytes(40)
TRAILERS = {
    "a line feed": b"\n",
    "a line of DOS": b"\r\n",
    "zeros": bytes(4096),
    "vivo": b'vivo{"portrait":1,"ver":2}\0' + bytes(64) + b"\xff\xff\xff\xff\x1b*9HWfu\x84\x93\xa2\xb1",
    "OnePlus": b'{"bokeh":0}'
    + bytes(32)
    + json.dumps([{"name": "user.comment", "length": 9}]).encode()
    + b"jxrs\0\0\0\0",
    "Huawei": b"\0edof\0\0\0\x01" + bytes(200) + b"DepthMap" + bytes(40) + b"HUAWEI",
    "OPPO": b'[{"length":100,"name":"local.hdr.meta.data","offset":100,"version":1}]' + bytes(20) + b"jxrs",
    "Nikon's programs": NIKON,
    "Canon's programs": CANON,
    "PhotoMechanic": struct.pack(">IHH", 0x2A, 4, 1) + bytes(8) + struct.pack(">I", 16) + b"cbipcbbl",
    "FotoStation": struct.pack(">HH", 1, 24) + bytes(16) + struct.pack(">HI", 1, 24) + b"\xa1\xb2\xc3\xd4",
    "AFCP": b"AXS!" + bytes(24) + b"IPTC" + bytes(8) + b"AXS!" + struct.pack(">II", 300, 0),
    "MIE": b"~\0\4\0zmie~\0\0\x06" + bytes(4) + b"\x10\4",
    "a Galaxy": samsungs(),
    "a Galaxy's page": samsungs(b"<html><script>1</script></html>"),
    "a video that its XMP announces not": VIDEO,
    "a ZIP": a_zip(),
    "a PDF": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj trailer<</Root 1 0 R>>",
    "a script": b"<?php system($_GET['c']); ?><script>alert(1)</script>",
    "a PNG": PNG,
    "a torn JPEG": JPEG[:-20],
}


@pytest.mark.parametrize("trailer", TRAILERS)
@pytest.mark.parametrize("name", PICTURES)
def test_what_stands_behind_a_picture_changes_nothing(name: str, trailer: str) -> None:
    assert decode(PICTURES[name] + TRAILERS[trailer]) == DECODED[name]


PACKET = b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">%s</x:xmpmeta>'
DOCTYPE = PACKET % b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" [<!ENTITY ns "x">]><svg onload="alert(1)"/>'
PHOTOSHOP = b"Photoshop 3.0\x008BIM"
SPLIT = PHOTOSHOP + struct.pack(">H", 0x0404)  # longer than a segment may be: it goes on in the next
WRITTEN = {
    "Photoshop's XMP with a doctype": (APP1, XAP + DOCTYPE),
    "XMP that goes on": (APP1, b"http://ns.adobe.com/xmp/extension/\0" + bytes(40) + DOCTYPE),
    "Photoshop's page": (APP13, PHOTOSHOP + struct.pack(">HHI", 0x0422, 0, len(DOCTYPE)) + DOCTYPE),
    "Photoshop's, cut after its name": (APP13, SPLIT),
    "a page as a comment": (COMMENT, b"<html><body onload=alert(1)></body></html>"),
    "a PDF as a comment": (COMMENT, b"%PDF-1.4"),
    "half a JFIF": (0xE0, b"JFIF\0\1"),
    "half an ICC": (0xE2, b"ICC_PROFILE\0"),
    "half an Adobe": (0xEE, b"Adobe"),
    "FlashPix": (0xE2, b"FPXR\0" + bytes(20)),
    "several pictures, said wrongly": (0xE2, b"MPF\0MM\0*\0\0\0\x08\xff\xff" + bytes(20)),
    "nothing": (0xEB, b""),
}


@pytest.mark.parametrize("what", WRITTEN)
def test_what_a_program_writes_into_a_jpeg_changes_nothing(what: str) -> None:
    marker, body = WRITTEN[what]
    assert decode(with_segment(JPEG, marker, body)) == DECODED["JPEG"]


def several(between: bytes = b"", after: bytes = b"") -> bytes:
    """A multi-picture file (MPO), as phones with depth or a gain map write it."""
    whole = encoded(gradient(64, 48), "MPO", save_all=True, append_images=[gradient(32, 24)])
    second = whole.rindex(b"\xff\xd8\xff")
    return whole[:second] + between + whole[second:] + after


@pytest.mark.parametrize("between", [b"", bytes(100), b"\n", b"\x12\x34 camera", b"\xff\xff\xff", VIDEO])
@pytest.mark.parametrize("after", [b"", bytes(100), b"\n", b"\x12\x34 camera", VIDEO, b"\xff\xd8\xff\xe0 half"])
def test_of_several_pictures_in_a_file_the_first_is_taken(between: bytes, after: bytes) -> None:
    alone = decode(several().partition(b"\xff\xd9")[0] + b"\xff\xd9")
    assert decode(several(between, after)) == alone


def test_a_cropped_screenshot_of_a_pixel_is_taken() -> None:
    """It was written over a larger one, whose rest stands behind its end ("aCropalypse")."""
    larger = drawn(400, 300, "PNG")
    assert len(larger) > len(PNG)
    assert decode(PNG + larger[len(PNG) :]) == DECODED["PNG"]


BOMB = zlib.compress(bytes(200_000_000), 9)
CHUNKS = {
    "a page": (chunk(b"tEXt", b"Comment\0<html><script>alert(1)</script>"),),
    "XMP with a doctype": (chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + DOCTYPE),),
    "a wrong sum": (chunk(b"tEXt", b"Software\0x")[:-1] + b"\0",),
    "a profile with a wrong sum": (chunk(b"iCCP", b"a\0\0" + zlib.compress(b"x"))[:-1] + b"\0",),
    "text of no kind": (chunk(b"zTXt", b"a\0\7"),),
    "a profile of no kind": (chunk(b"iCCP", b"a"), chunk(b"iCCP", b"a\0\7")),
    "half of what it says of itself": (chunk(b"gAMA", b"\0"), chunk(b"cHRM", b""), chunk(b"pHYs", b"\0\0")),
    "an animation of none": (chunk(b"acTL", b""), chunk(b"fcTL", bytes(3)), chunk(b"fdAT", b"")),
    "a packed bomb": (chunk(b"zTXt", b"a\0\0" + BOMB),),
    "an international bomb": (chunk(b"iTXt", b"a\0\1\0\0\0" + BOMB),),
    "a bomb as a profile": (chunk(b"iCCP", b"a\0\0" + BOMB),),
    "many packed texts": (chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(900_000), 9)),) * 100,
    "a million of nothing": (chunk(b"tEXt", b"") * 200_000,),
}


@pytest.mark.parametrize("what", CHUNKS)
@pytest.mark.timeout(20)
def test_what_a_program_writes_into_a_png_changes_nothing(what: str) -> None:
    assert decode(PNG[:HEAD] + b"".join(CHUNKS[what]) + PNG[HEAD:]) == DECODED["PNG"]


def test_what_a_program_writes_into_a_webp_changes_nothing() -> None:
    said = [(b"XMP ", DOCTYPE), (b"evil", b"<script>"), (b"EXIF", b"Exif\0\0"), (b"ICCP", b"nonsense")]
    for one in (*said, (b"none", b"")):
        assert decode(riff(*chunks_of(WEBP), one)) == DECODED["WEBP"], one


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(sorted(PICTURES)),
    marker=st.sampled_from([*range(0xE3, 0xEE), COMMENT]),
    words=st.lists(st.binary(max_size=60), max_size=4),
    behind=st.binary(max_size=200),
)
def test_whatever_is_said_beside_the_pixels_changes_nothing(
    name: str, marker: int, words: list[bytes], behind: bytes
) -> None:
    whole = PICTURES[name]
    if name == "JPEG":
        whole = whole[:2] + b"".join(segment(marker, one) for one in words) + whole[2:]
    elif name == "PNG":
        whole = whole[:HEAD] + b"".join(chunk(b"teXt", one) for one in words) + whole[HEAD:]
    assert decode(whole + behind) == DECODED[name]


def test_what_begins_as_something_else_is_refused_whatever_picture_is_in_it() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    heic, avif = (struct.pack(">I", 24) + b"ftyp" + one + bytes(40) for one in (b"heic", b"avif"))
    starts = [svg, b"<html>", b"%PDF-1.4\n", a_zip(), b"GIF89a", b"BM", b"II*\0", b"MZ\x90\0", heic, avif,
              b" ", b"\0", b"\n", b"\xef\xbb\xbf", b"RIFF\0\0\0\0WAVE", b"#!/bin/sh\n"]  # fmt: skip
    for start in starts:
        for picture in (*PICTURES.values(), b""):
            with pytest.raises(Refused, match="no picture"):
                decode(start + picture)
