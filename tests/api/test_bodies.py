"""Bodies that are no JSON, of another type or too large: refused before they are looked into."""

from collections.abc import AsyncIterator

import pytest

from tests.api.deployment import rows_of
from tests.api.routes import KEY, ROUTES
from tests.api.sending import assert_names, path_of, send
from tests.world import Restaurant

BROKEN: list[bytes] = [
    b"", b" ", b"{", b"}", b"nonsense", b"{'a': 1}", b'{"name": "a"', b'{"name": "a"} x', b'{"name": NaN}',
    b'{"name": "\\ud800"}', b'{"name": "\\udc00x"}', b'{"name": "\xff\xfe"}', b"\xff\xfe\x00", b'{"name": "\x00"}',
    b"[" * 100_000, b'{"lines":' * 20_000, b"[" * 5000 + b"]" * 5000, b'\xef\xbb\xbf{"name": "bom"}',
    '{"name": "a"}'.encode("utf-16"), b'{"name": "a",}', b"// a comment\n{}", b"1e999999",
]  # fmt: skip
NOT_OBJECTS = [b"null", b"[]", b'"text"', b"1", b"true", b"[{}]"]


BODY_MAY_BE_LEFT_OUT = {("close", 409), ("print bill", 404)}
"""Routes by their names, and what they answer then."""


@pytest.mark.parametrize("name", ROUTES)
async def test_what_is_not_the_json_asked_for_is_400(world: Restaurant, name: str) -> None:
    before = await rows_of(world.services)
    for content in BROKEN + NOT_OBJECTS:
        answer = await send(world, name, content)
        if content.strip() == b"" and (name, answer.status_code) in BODY_MAY_BE_LEFT_OUT:
            continue
        assert_names(answer, answer.json()["errors"][0]["field"] if answer.status_code == 400 else "", content[:30])
    assert await rows_of(world.services) == before


@pytest.mark.parametrize("name", ROUTES)
async def test_another_content_type_is_415(world: Restaurant, name: str) -> None:
    import json

    body = json.dumps(ROUTES[name][3]).encode()
    before = await rows_of(world.services)
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data",
                         "application/msgpack", "application/jsonp", "", "nonsense", None):  # fmt: skip
        answer = await send(world, name, body, content_type)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type"), content_type
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert await rows_of(world.services) == before


@pytest.mark.parametrize("name", ROUTES)
async def test_ten_megabytes_are_413_chunked_or_not(world: Restaurant, name: str) -> None:
    before = await rows_of(world.services)
    body = b'{"name": "' + b"x" * 10_000_000 + b'"}'
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for start in range(0, len(body), 65536):
            sent += 1
            yield body[start : start + 65536]

    whole = await send(world, name, body)
    who, method, *_ = ROUTES[name]
    headers = {**KEY, "Content-Type": "application/json"}
    if who is not None:
        headers["Authorization"] = f"Bearer {world.token(who)}"
    chunked = await world.http.request(method, f"/api/v1{path_of(world, name)}", content=chunks(), headers=headers)
    for answer in (whole, chunked):
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert sent < 20, "it stops reading, and doesn't hold it all"
    assert await rows_of(world.services) == before
