"""Locally stored pictures over HTTP: conditional and range requests, and nothing else of the disk."""

import itertools
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.images.uploads import uploaded
from tests.world import Restaurant

BODY = bytes(range(256)) * 8


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """A folder with a picture, and what must never leave."""
    folder = tmp_path / "media"
    (folder / "menus/1/abc").mkdir(parents=True)
    (folder / "menus/1/abc/640.webp").write_bytes(BODY)
    (folder / "menus/1/abc/.640.webp.0123abcd").write_bytes(b"SECRET draft")
    (folder / "menus/1/abc/.hidden.webp").write_bytes(b"SECRET draft")
    (folder / "notes.txt").write_text("SECRET notes")
    (folder / "folder.webp").mkdir()
    (tmp_path / "outside.webp").write_bytes(b"SECRET outside")
    (tmp_path / "media-of-others").mkdir()
    (tmp_path / "media-of-others/x.webp").write_bytes(b"SECRET others")
    (folder / "link.webp").symlink_to(tmp_path / "outside.webp")
    (folder / "links").symlink_to(tmp_path)
    (folder / "gone.webp").symlink_to(folder / "nowhere")
    return folder


PICTURE = "/media/menus/1/abc/640.webp"


async def get(http: httpx.AsyncClient, path: str = PICTURE, method: str = "GET", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await http.request(method, path, headers=named)


async def test_before_the_first_picture_there_is_none(http: httpx.AsyncClient) -> None:
    answer = await get(http)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_picture_may_be_kept_for_ever_and_is_only_that(http: httpx.AsyncClient, media: Path) -> None:
    answer = await get(http)
    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-length"] == str(len(BODY))
    assert "set-cookie" not in answer.headers
    assert "content-encoding" not in (await get(http, accept_encoding="gzip")).headers
    head = await get(http, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(BODY))


async def test_whoever_has_it_is_told_so(http: httpx.AsyncClient, media: Path) -> None:
    first = await get(http)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    for known in ({"if_none_match": etag}, {"if_none_match": f'"x", W/{etag}'}, {"if_modified_since": modified}):
        answer = await get(http, **known)
        assert (answer.status_code, answer.content) == (304, b""), known
        assert answer.headers["etag"] == etag
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await get(http, if_none_match='"other"')).status_code == 200
    assert (await get(http, if_modified_since="Mon, 01 Jan 2001 00:00:00 GMT")).status_code == 200


async def test_a_part_of_it_can_be_had(http: httpx.AsyncClient, media: Path) -> None:
    for wanted, part in {"0-9": BODY[:10], "100-": BODY[100:], "-5": BODY[-5:], "2000-9999": BODY[2000:]}.items():
        answer = await get(http, range=f"bytes={wanted}")
        assert (answer.status_code, answer.content) == (206, part), wanted
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["content-range"].endswith(f"/{len(BODY)}")
    etag = (await get(http)).headers["etag"]
    assert (await get(http, range="bytes=0-9", if_range=etag)).status_code == 206
    assert (await get(http, range="bytes=0-9", if_range='"another"')).content == BODY
    several = await get(http, range="bytes=0-1,100-101")
    assert several.status_code == 206
    assert several.headers["content-type"].startswith("multipart/byteranges; boundary=")
    assert BODY[100:102] in several.content


async def test_a_part_that_is_not_there_is_a_problem(http: httpx.AsyncClient, media: Path) -> None:
    answer = await get(http, range="bytes=99999-")
    assert answer.status_code == 416
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-range"] == f"bytes */{len(BODY)}"
    assert answer.json()["status"] == 416
    many = ",".join(f"{n}-{n}" for n in range(0, 2000, 2))
    for odd in ("bytes=abc", "bytes=5-2", "bytes=", "lines=1-2", f"bytes={many}", "bytes=--1", "bytes=0-9,abc"):
        answer = await get(http, range=odd)
        assert answer.status_code in (200, 206, 400, 416), odd
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"


OUTSIDE = [
    "/media/../outside.webp", "/media/%2e%2e/outside.webp", "/media/..%2foutside.webp",
    "/media/%252e%252e/outside.webp", "/media/..%252foutside.webp", "/media//etc/passwd", "/media/%2fetc%2fpasswd",
    "/media/menus/../../outside.webp", "/media/menus/%2e%2e/%2e%2e/outside.webp", "/media/..\\outside.webp",
    "/media/..%5coutside.webp", "/media/%c0%ae%c0%ae/outside.webp", "/media/../media-of-others/x.webp",
    "/media/..%2fmedia-of-others%2fx.webp", "/media/link.webp", "/media/links/outside.webp",
    "/media/links/media-of-others/x.webp", "/media/gone.webp", "/media/%00.webp", "/media/menus/1/abc/640.webp%00",
    "/media/notes.txt%00.webp", "/media/" + "x" * 300 + ".webp", "/media/" + "x/" * 3000 + "x.webp",
    "/media/notes.txt", "/media/menus/1/abc/.640.webp.0123abcd", "/media/menus/1/abc/.hidden.webp",
    "/media/menus/1/abc/%2ehidden.webp", "/media/menus/1/abc", "/media/menus/", "/media", "/media/",
    "/media/folder.webp", "/media/folder.webp/", "/media/menus/1/abc/640.webp/x", "/media/MENUS/1/abc/640.webp",
    "/media/%ff%fe.webp", "/media/.webp", "/media/~root/x.webp", "/media/" + quote("한글") + ".webp",
    "/media/file:///x.webp",
]  # fmt: skip


async def test_nothing_else_of_the_disk_leaves(http: httpx.AsyncClient, media: Path) -> None:
    for path, method in itertools.product(OUTSIDE, ("GET", "HEAD")):
        # The path as it stands: a client would tidy it.
        request = http.build_request(method, "http://ordering.test/")
        request.url = request.url.copy_with(raw_path=path.encode())
        answer = await http.send(request)
        assert answer.status_code in (400, 404), (path, answer.text)
        assert b"SECRET" not in answer.content, path
        assert answer.headers["content-type"] == "application/problem+json", path
        assert str(media) not in answer.text, path


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_nobody_writes_there(http: httpx.AsyncClient, media: Path, method: str) -> None:
    answer = await get(http, method=method)
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["allow"] == "GET, HEAD"
    assert (await get(http)).content == BODY


async def test_a_folder_that_may_not_be_read_is_not_there(
    http: httpx.AsyncClient, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("starlette.staticfiles.StaticFiles.lookup_path", denied)
    assert (await get(http)).status_code == 404, "no login would help"


async def test_an_upload_is_there_at_once(bistro: Restaurant) -> None:
    image = await uploaded(bistro)
    assert (await get(bistro.http, image["url"])).status_code == 200
