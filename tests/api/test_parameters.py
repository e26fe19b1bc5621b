"""Bad parameters: of the path, the query and the ``Idempotency-Key`` header. Each is named as it was sent."""

import httpx
import pytest

from tests.api.deployment import rows_of
from tests.api.sending import assert_names, assert_names_something, path_of
from tests.world import Restaurant

BAD_KEYS = [None, "", "short", "x" * 15, "x" * 65, "with spaces in the key", "tab\tin-the-key-0123",
            "x" * 15 + " ", "한글" * 8]  # fmt: skip


@pytest.mark.parametrize("key", BAD_KEYS)
async def test_a_bad_idempotency_key_is_named(world: Restaurant, key: str | None) -> None:
    before = await rows_of(world.services)
    for name, who in (("order", 1), ("order for", "staff")):
        headers = [(b"authorization", f"Bearer {world.token(who)}".encode()), (b"content-type", b"application/json")]
        if key is not None:
            headers.append((b"idempotency-key", key.encode()))
        body = {"lines": [{"item_id": world.items["냉면"], "quantity": 1}]}
        answer = await world.http.post(f"/api/v1{path_of(world, name)}", json=body, headers=headers)
        assert_names_something(answer, key)
    assert await rows_of(world.services) == before


BAD_DATES = [
    "yesterday",
    "2026-13-01",
    "2026-02-30",
    "20261123",
    "2026-11-23T10:00:00Z",
    "",
    "0000-00-00",
    "99999-01-01",
    "1",
]
BAD_LIMITS = ["0", "-1", "201", "1.5", "true", "x", "", "9" * 40, "0x10", "null"]
BAD_CURSORS = ["x", "!!!", "AAAA", "", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NQ", "x" * 201, "bnVsbA", "W10", "eyJhIjoxfQ",
               "%00", "한글", "MS41", "dHJ1ZQ", "W1siMSJdXQ", "Wzk5OTksMV0"]  # fmt: skip
BAD_NUMBERS = ["x", "", "20261323-0001", "2026112-1", "-1", "1.0", "1" * 10, "٤٢", "99999999-1"]
BAD_IDS = ["0", "-1", "x", "1.5", "true", "", "9" * 40]
QUERIES: dict[str, dict[str, list[str]]] = {
    "/admin/orders": {"status": ["done", "PENDING", ""], "table_id": BAD_IDS, "from": BAD_DATES, "to": BAD_DATES,
                      "number": BAD_NUMBERS, "limit": BAD_LIMITS, "cursor": BAD_CURSORS},
    "/admin/history": {"from": BAD_DATES, "to": BAD_DATES, "number": BAD_NUMBERS, "limit": BAD_LIMITS,
                       "cursor": [*BAD_CURSORS, "NQ"]},
    "/admin/tables/{table}/history": {"from": BAD_DATES, "to": BAD_DATES, "number": BAD_NUMBERS,
                                      "limit": BAD_LIMITS, "cursor": [*BAD_CURSORS, "NQ"]},
    "/admin/summary": {"date": BAD_DATES},
    "/admin/board": {"orders": ["0", "101", "x", "-1", "1.5", "", "true"]},
    "/admin/audit": {"staff_id": BAD_IDS, "subject_id": BAD_IDS, "limit": BAD_LIMITS, "cursor": BAD_CURSORS,
                     "action": ["x" * 41], "subject": ["x" * 21]},
}  # fmt: skip


@pytest.mark.parametrize("path", QUERIES)
async def test_a_wrong_query_parameter_is_named(world: Restaurant, path: str) -> None:
    for name, values in QUERIES[path].items():
        for value in values:
            answer = await asked(world, path.format(table=world.tables[2]), name, value)
            assert_names_something(answer, (name, value))


async def asked(here: Restaurant, path: str, name: str, value: str) -> httpx.Response:
    token = {"Authorization": f"Bearer {here.token('owner')}"}
    return await here.http.get(f"/api/v1{path}", headers=token, params={name: value})


@pytest.mark.parametrize(
    ("path", "name"),
    [
        *(("/admin/orders", name) for name in ("status", "table_id", "number", "limit", "cursor", "from", "to")),
        ("/admin/history", "from"),
        ("/admin/summary", "date"),
    ],
)
async def test_a_parameter_is_named_as_it_was_sent(world: Restaurant, path: str, name: str) -> None:
    assert_names(await asked(world, path, name, "wrong"), name, name)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Idempotency-Key": "short"},
    ],
    ids=["missing", "short"],
)
async def test_the_idempotency_key_is_named_as_the_header(world: Restaurant, headers: dict[str, str]) -> None:
    body = {"lines": [{"item_id": world.items["냉면"], "quantity": 1}]}
    assert_names(await world.ask(1, "POST", "/orders", body, headers), "Idempotency-Key", headers)


@pytest.mark.parametrize("path", QUERIES)
async def test_a_strange_query_is_never_a_500(world: Restaurant, path: str) -> None:
    base = f"/api/v1{path.format(table=world.tables[2])}"
    token = {"Authorization": f"Bearer {world.token('owner')}"}
    strange = ["a=1", "limit=1&limit=2", "cursor=a&cursor=b", "%ff=%ff", "limit=%ff", "action=%00", "action=%ed%a0%80",
               "cursor=%ed%a0%80", "number=%ff", "=", "&&&", "limit", "from=2026-01-01&from=2026-01-02",
               "from=0001-01-01&to=9999-12-31", "date=0001-01-01", "date=9999-12-31",
               "action=💥", "subject='%22;--"]  # fmt: skip
    for query in strange:
        answer = await world.http.get(f"{base}?{query}", headers=token)
        assert answer.status_code in (200, 400), (query, answer.text)


@pytest.mark.parametrize(
    "path",
    ["/admin/orders/{}", "/admin/tables/{}", "/admin/items/{}", "/admin/tables/{}/history"],
)
async def test_an_id_that_no_row_has_is_a_4xx(world: Restaurant, path: str) -> None:
    for wrong in ("999999", "0", "-1", str(2**63), "9" * 400, "x", "1.5", "%00", "%ff", "1%2f2"):
        answer = await world.ask("owner", "GET", path.format(wrong))
        assert answer.status_code in (400, 404), (wrong, answer.text)
        assert answer.headers["Content-Type"] == "application/problem+json"
