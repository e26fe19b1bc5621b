"""Every 400 says what is wrong, whoever found it: our own shapes, the framework, or the parser of forms."""

import errno
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from ordering.http.uploads import LARGEST
from tests.images.uploads import PATH, images, send
from tests.world import Restaurant

HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
FORMS = {
    "no boundary": ("multipart/form-data", HEAD + b"abc\r\n--x--", "boundary"),
    "another boundary": ("multipart/form-data; boundary=y", HEAD + b"abc\r\n--x--", "boundary"),
    "broken off": ("multipart/form-data; boundary=x", HEAD + b"abc", "unexpected end"),
    "broken off in a head": ("multipart/form-data; boundary=x", HEAD[:40], "unexpected end"),
    "a part without a name": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--",
        "name",
    ),
    "a part of no form": ("multipart/form-data; boundary=x", b"--x\r\nA: b\r\n\r\nabc\r\n--x--", "content-disposition"),
    "a head of no kind": ("multipart/form-data; boundary=x", b"--x\r\nnonsense\r\n\r\nabc\r\n--x--", "header"),
    "text of no kind": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n\xff\r\n--x--',
        "UTF-8",
    ),
    "a form without parts": ("application/x-www-form-urlencoded", b"file=\xff", "UTF-8"),
    "no file": ("application/x-www-form-urlencoded", b"", "one file"),
    "no form": ("application/json", b"{}", "one file"),
}


def assert_says(answer: httpx.Response, words: str, why: Any) -> None:
    assert answer.status_code == 400, (why, answer.status_code, answer.text)
    problem = answer.json()
    assert problem["code"] == "invalid", why
    said = [one["message"] for one in problem["errors"]]
    assert said, why
    assert all(said), why
    assert words.lower() in " ".join(said).lower(), (why, said)
    assert all(one in problem["detail"] for one in said), why


@pytest.mark.parametrize("name", FORMS)
async def test_a_form_that_can_not_be_read_says_why(bistro: Restaurant, name: str) -> None:
    kind, body, words = FORMS[name]
    headers = {"Authorization": f"Bearer {bistro.token('manager')}", "Content-Type": kind}
    assert_says(await bistro.http.post(PATH, content=body, headers=headers), words, name)
    assert await images(bistro) == []


JSON = {
    b"": "JSON",
    b"{": "truncated",
    b'{"name" 1}': "byte 8",
    b"nonsense": "byte",
    b'{"name": "\xff"}': "UTF-8",
    b'{"name": "x"} x': "byte 15",
}


async def test_what_is_no_json_says_where(bistro: Restaurant) -> None:
    headers = {"Authorization": f"Bearer {bistro.token('manager')}", "Content-Type": "application/json"}
    for body, words in JSON.items():
        answer = await bistro.http.post("/api/v1/admin/categories", content=body, headers=headers)
        assert_says(answer, words, body[:20])


WRONG = ["x", "1.5", "9" * 40, "x" * 500, "\x00"]


@pytest.mark.inside
async def test_no_operation_answers_400_without_a_reason(bistro: Restaurant) -> None:
    """Over all that the document has: each parameter wrong, each body wrong, each length wrong."""
    document = bistro.app.app.openapi_schema.to_schema()
    refused: set[str] = set()
    for path, operations in document["paths"].items():
        for method, says in operations.items():
            for what, request in wrongly_asked(bistro, method.upper(), path, says):
                answer = await bistro.http.send(request)
                if answer.status_code == 400:
                    assert_says(answer, "", (method, path, what))
                    refused.add(f"{method} {path}")
                assert answer.status_code < 500, (method, path, what, answer.text)
    assert len(refused) > 25, refused
    assert f"post {PATH}" in refused


def wrongly_asked(here: Restaurant, method: str, path: str, says: Any) -> list[tuple[str, httpx.Request]]:
    schemes = [name for one in says.get("security", []) for name in one]
    who: str | int = 1 if "tableToken" in schemes else "owner"
    known = {"Authorization": f"Bearer {here.token(who)}"} if schemes else {}
    for one in says.get("parameters", []):
        if one["in"] == "header" and one.get("required"):
            known[one["name"]] = "a-key-that-is-long-enough"
    url = path.replace("{", "").replace("}", "")
    for one in says.get("parameters", []):
        url = url.replace(f"/{one['name']}", "/1") if one["in"] == "path" else url
    asked = []
    for one in says.get("parameters", []):
        for value in WRONG if one["in"] == "query" else ["short"] if one["in"] == "header" else []:
            wrong = {one["name"]: value}
            if one["in"] == "query":
                request = here.http.build_request(method, url, headers=known, params=wrong)
            else:
                request = here.http.build_request(method, url, headers={**known, **wrong}, json={})
            asked.append((one["name"], request))
    for kind in says.get("requestBody", {}).get("content", {}):
        head = {**known, "Content-Type": kind}
        for body in (b"{", b"[]", b'{"surprise": 1}', b"\xff\xfe", b"{}"):
            asked.append((repr(body), here.http.build_request(method, url, headers=head, content=body)))
        length = here.http.build_request(method, url, headers=head, content=b"{}")
        length.headers["Content-Length"] = "two"
        asked.append(("length", length))
    return asked


@pytest.mark.inside
async def test_a_body_too_large_names_the_limit_of_where_it_went(bistro: Restaurant) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield HEAD
        while True:
            yield bytes(1 << 16)

    file = await send(bistro, bytes(LARGEST + 1))
    body = await send(bistro, bytes(3 * LARGEST))
    headers = {"Authorization": f"Bearer {bistro.token('manager')}", "Content-Type": "multipart/form-data; boundary=x"}
    stream = await bistro.http.post(PATH, content=endless(), headers=headers)
    for answer in (file, body, stream):
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert "larger than 5 MB" in answer.json()["detail"]
    text = await bistro.ask("manager", "POST", "/admin/categories", {"name": "x" * 300_000})
    assert "larger than 256 KB" in text.json()["detail"]
    many = b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' for _ in range(5000)) + b"--x--"
    fields = await bistro.http.post(PATH, content=many, headers=headers)
    assert (fields.status_code, "fields" in fields.json()["detail"]) == (413, True)


async def test_a_disk_without_room_for_an_upload_is_busy(bistro: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for where in ("litestar.datastructures.UploadFile.write", "ordering.http.uploads._rolled_over"):
        with monkeypatch.context() as patch:
            patch.setattr(where, full)
            answer = await send(bistro)
        assert (answer.status_code, answer.json()["code"]) == (503, "busy"), where
        assert answer.headers["Retry-After"]
    assert (await send(bistro)).status_code == 201
