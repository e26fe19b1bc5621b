"""Forms as they are sent: none stops the service, none is read wrongly."""

import httpx
import pytest
from litestar.datastructures import FormMultiDict, MultiDict

from ordering.web.kit.forms import MOST_FIELDS
from tests.web.browsers import HTMX, browser
from tests.world import Restaurant

PARTS = {"Content-Type": "multipart/form-data; boundary=x"}


def parts(*fields: bytes, charset: str = "") -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="language"\r\n'
    kind = f"Content-Type: text/plain; charset={charset}\r\n".encode() if charset else b""
    return b"".join(head + kind + b"\r\n" + one + b"\r\n" for one in fields) + b"--x--\r\n"


@pytest.fixture
def no_looking_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look-up of all values of a name goes through all fields: one for each field takes the square of that."""

    def never(*_: object) -> None:
        raise AssertionError("a look-up for each field")

    for kind in (FormMultiDict, MultiDict):
        monkeypatch.setattr(kind, "getall", never, raising=False)


async def sent(here: Restaurant, body: bytes, content_type: str, path: str = "/admin/language") -> httpx.Response:
    return await here.http.post(path, content=body, headers={"Content-Type": content_type})


@pytest.mark.usefixtures("no_looking_up")
async def test_a_name_that_comes_a_hundred_thousand_times_is_not_even_taken_apart(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordering.http.forms.parse_qsl", None)
    answer = await sent(bistro, b"a=&" * 87_000, "application/x-www-form-urlencoded")
    assert answer.status_code == 413


@pytest.mark.usefixtures("no_looking_up")
async def test_as_many_fields_as_are_taken_are_each_looked_at_once(bistro: Restaurant) -> None:
    many = b"a=&" * (MOST_FIELDS - 1) + b"language=ko"
    answer = await sent(bistro, many, "application/x-www-form-urlencoded")
    assert answer.cookies["language"] == "ko"
    query = "&".join(["a="] * 4000)
    assert (await browser(bistro, "staff").get(f"/admin/history?{query}")).status_code == 200
    assert (await browser(bistro, "owner").get(f"/admin/activity?{query}")).status_code == 200


async def test_where_pictures_may_come_typed_text_may_not_be_longer_for_it(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    answer = await owner.post("/admin/menu/items/new", data={"name": "x" * 300_000}, headers=HTMX)
    assert answer.status_code == 413


async def test_more_parts_than_any_page_has_are_too_many(bistro: Restaurant) -> None:
    answer = await bistro.http.post("/admin/language", content=parts(*[b""] * (MOST_FIELDS + 1)), headers=PARTS)
    assert answer.status_code == 413


async def test_a_form_in_parts_is_read_as_any_other(bistro: Restaurant) -> None:
    answer = await bistro.http.post("/admin/language", content=parts(b"en", b"ko"), headers=PARTS)
    assert answer.cookies["language"] == "ko", "the last of several wins"


@pytest.mark.parametrize(
    ("body", "boundary"),
    [
        (parts(b"\xff\xfe"), "x"),
        (parts(b"ko")[:-5], "x"),
        (b"nothing of the kind", "x"),
        (parts(b"ko"), ""),
        (b"language=\xff", None),
    ],
)
async def test_what_can_not_be_read_is_told_so(bistro: Restaurant, body: bytes, boundary: str | None) -> None:
    in_parts = f"multipart/form-data; boundary={boundary}"
    kind = in_parts if boundary is not None else "application/x-www-form-urlencoded"
    answer = await sent(bistro, body, kind)
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("charset", ["nope", "punycode", "utf-16"])
async def test_a_part_is_utf_8_whatever_it_says(bistro: Restaurant, charset: str) -> None:
    """Some charsets take time with the square of the text."""
    answer = await bistro.http.post("/admin/language", content=parts(b"ko", charset=charset), headers=PARTS)
    assert answer.cookies["language"] == "ko"


async def test_a_body_that_is_no_form_is_an_empty_one(bistro: Restaurant) -> None:
    assert (await sent(bistro, b"{}", "application/json", "/admin/login")).status_code == 422
