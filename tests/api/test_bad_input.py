"""Bad input, over every route that takes JSON: a problem that names the field, and nothing stored."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.deployment import deployed, rows_of
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant

KEY = {"Idempotency-Key": "a-key-of-the-bad-input-tests"}
ROUTES: dict[str, tuple[str | int | None, str, str, dict[str, Any]]] = {}
"""Name: who, method, path, and a body that would be accepted. ``{…}`` in a path is filled from the world."""


def route(name: str, who: str | int | None, method: str, path: str, /, **body: Any) -> None:
    ROUTES[name] = who, method, path, body


LINE = {"item_id": 1, "quantity": 1, "options": [1], "note": "x"}
OPTION = {"name": "o", "price_delta": 0}
GROUP = {"name": "g", "min_choices": 0, "max_choices": 1, "options": [OPTION]}
route("pair", None, "POST", "/auth/table", store="s", table_number=1, password="wrong")
route("renew", None, "POST", "/auth/table/refresh", device_token="x")
route("log in", None, "POST", "/auth/staff", store="s", username="u", password="wrong")
route("order", 1, "POST", "/orders", lines=[LINE], note="x", expected_total=1, party=0)
route("order for", "staff", "POST", "/admin/tables/{table}/orders", lines=[LINE], note="x", expected_total=1, party=0)
route("advance", "staff", "PATCH", "/admin/orders/{order}", status="preparing", version=1)
route("cancel", "staff", "POST", "/admin/orders/{order}/cancellation", reason="r", version=1)
route("close", "staff", "POST", "/admin/tables/{table}/closing", force=False, table_session_id=1)
route("add table", "manager", "POST", "/admin/tables", number=9, password="1234", label="l", area="a")
route("change table", "manager", "PATCH", "/admin/tables/{table}", number=9, password="1234", label="l", area="a")
route("add category", "manager", "POST", "/admin/categories", name="n")
route("rename category", "manager", "PATCH", "/admin/categories/{category}", name="n")
route("reorder", "manager", "PUT", "/admin/categories/order", ids=[1])
route("reorder items", "manager", "PUT", "/admin/categories/{category}/items/order", ids=[1])
route("add item", "manager", "POST", "/admin/items", category_id=1, name="n", price=1, description="d", image_id=None,
      hidden=False, option_groups=[GROUP])  # fmt: skip
route("change item", "manager", "PATCH", "/admin/items/{item}", category_id=1, name="n", price=1, description="d",
      image_id=None, hidden=False, option_groups=[GROUP])  # fmt: skip
route("hire", "owner", "POST", "/admin/staff", username="u", password="12345678", role="staff")
route("change person", "owner", "PATCH", "/admin/staff/{person}", username="u", password="12345678", role="staff",
      disabled=False)  # fmt: skip
route("change store", "manager", "PATCH", "/admin/store", name="n", timezone="Asia/Seoul", day_cutoff_hour=1,
      currency="KRW", locale="ko", board_minutes=[1, 2], retention_days=1, devices_per_table=1, pairing="always",
      limits={"open_orders_per_table": 1, "seconds_between_orders": 1, "undo_seconds": 1})  # fmt: skip

HUGE = [2**31, 2**63, -(2**63) - 1, 10**30]
NOT_NUMBERS = ["2", 1.0, 1.5, True, None, [], {}, ""]
NOT_TEXTS = [2, 1.5, True, [], {}]
NOT_FLAGS = [0, 1, "true", None, [], {}]
CONTROLS = ["\x00", "a\x00b", "\x07bell", "\x1b[2J", "del\x7f", "c1\x85", "line\u2028"]


def wrong_number(low: int, high: int, *, null: bool = False) -> list[Any]:
    return [
        low - 1,
        high + 1,
        -1 if low >= 0 else low - 5,
        *HUGE,
        *(x for x in NOT_NUMBERS if x is not None or not null),
    ]


def wrong_id(*, null: bool = False) -> list[Any]:
    return [2**63, -(2**63) - 1, 10**30, *(x for x in NOT_NUMBERS if x is not None or not null)]


def wrong_text(most: int, *, least: int = 0, null: bool = False, controls: list[str] = CONTROLS) -> list[Any]:
    short = ["x" * (least - 1)] if least else []
    return ["x" * (most + 1), "한" * (most + 1), *short, *controls, *NOT_TEXTS, *([] if null else [None])]


BLANK = ["   ", "\t", "two\nlines"]
GROUPS: dict[str, list[Any]] = {
    "option_groups": [None, {}, "x", [GROUP] * 21],
    "option_groups[0].name": [*wrong_text(50, least=1), *BLANK],
    "option_groups[0].min_choices": wrong_number(0, 50),
    "option_groups[0].max_choices": wrong_number(1, 50),
    "option_groups[0].options": [[], [OPTION] * 51, None, {}],
    "option_groups[0].options[0].name": [*wrong_text(50, least=1), *BLANK],
    "option_groups[0].options[0].price_delta": wrong_number(-10_000_000, 10_000_000),
    "option_groups[0].options[0].id": wrong_id(null=True),
    "option_groups[0].id": wrong_id(null=True),
}
ITEM: dict[str, list[Any]] = {
    "category_id": wrong_id(),
    "name": [*wrong_text(100, least=1), *BLANK],
    "price": wrong_number(0, 10_000_000),
    "description": wrong_text(2000),
    "image_id": wrong_id(null=True),
    "hidden": NOT_FLAGS,
    **GROUPS,
}
DRAFT: dict[str, list[Any]] = {
    "lines": [None, [], {}, "x", [LINE] * 51],
    "lines[0]": [None, [], "x", 1],
    "lines[0].item_id": wrong_id(),
    "lines[0].quantity": wrong_number(1, 99),
    "lines[0].options": [None, {}, "x", [1] * 101, [1, 1]],
    "lines[0].options[0]": wrong_id(),
    "lines[0].note": wrong_text(200, null=True),
    "note": wrong_text(200, null=True),
    "expected_total": [-1, 2**63, 10**30, "2", 1.0, True, [], {}],
    "party": wrong_id(null=True),
}
TABLE: dict[str, list[Any]] = {
    "number": wrong_number(1, 999),
    "password": wrong_text(64, least=4),
    "label": [*wrong_text(50, least=1, null=True), *BLANK],
    "area": [*wrong_text(50, least=1, null=True), *BLANK],
}
PERSON: dict[str, list[Any]] = {
    "username": [*wrong_text(40, least=1), *BLANK],
    "password": wrong_text(128, least=8),
    "role": ["admin", "OWNER", "", *NOT_TEXTS, None],
    "disabled": NOT_FLAGS,
}
WRONG: dict[str, dict[str, list[Any]]] = {
    "pair": {
        "store": [None, 1, "", "x" * 201],
        "table_number": wrong_number(1, 999),
        "password": [None, 1, "", "x" * 201],
    },
    "renew": {"device_token": [None, 1, "", "x" * 201]},
    "log in": {name: [None, 1, "", "x" * 201] for name in ("store", "username", "password")},
    "order": DRAFT,
    "order for": DRAFT,
    "advance": {"status": ["cancelled", "done", "", None, 1], "version": wrong_id()},
    "cancel": {"reason": [*wrong_text(200, least=1, controls=CONTROLS[:-1]), "   "], "version": wrong_id()},
    "close": {"force": NOT_FLAGS, "table_session_id": wrong_id(null=True)},
    "add table": TABLE,
    "change table": TABLE,
    "add category": {"name": [*wrong_text(50, least=1), *BLANK]},
    "rename category": {"name": [*wrong_text(50, least=1), *BLANK]},
    "reorder": {"ids": [None, {}, "x", [1] * 1001, [1, 1], [999999]], "ids[0]": wrong_id()},
    "reorder items": {"ids": [None, {}, "x", [1] * 1001, [1, 1], [999999]], "ids[0]": wrong_id()},
    "add item": ITEM,
    "change item": ITEM,
    "hire": {name: wrong for name, wrong in PERSON.items() if name != "disabled"},
    "change person": PERSON,
    "change store": {
        "name": [*wrong_text(100, least=1), *BLANK],
        "timezone": ["Mars/Base", "", "../etc/passwd", "KST", None, 9, "\x00"],
        "day_cutoff_hour": wrong_number(0, 12),
        "currency": ["krw", "KR", "KRWW", "", None, 1, "ＫＲＷ"],
        "locale": ["fr", "KO", "", None, 1],
        "board_minutes": [[1], [1, 2, 3], None, {}, [10, 5]],
        "board_minutes[0]": wrong_number(1, 1440),
        "retention_days": wrong_number(1, 3650),
        "devices_per_table": wrong_number(0, 1000),
        "pairing": ["never", "", "ALWAYS", 1, None, []],
        "limits": [None, [], 1],
        "limits.open_orders_per_table": wrong_number(0, 1000),
        "limits.seconds_between_orders": wrong_number(0, 3600),
        "limits.undo_seconds": wrong_number(0, 3600),
    },
}
OPTIONAL = {
    "order": {"note", "expected_total", "party", "lines[0].options", "lines[0].note"},
    "add table": {"label", "area"},
    "add item": {"description", "image_id", "hidden", "option_groups", "option_groups[0].options[0].price_delta"},
    "close": {"force", "table_session_id"},
}
OPTIONAL["order for"] = OPTIONAL["order"]
# A list of options is checked item by item: these name the list, not the item.
NAMED_BY = {"lines[0].options": "lines[0].options"}


@pytest.fixture(scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> AsyncIterator[Restaurant]:
    file = tmp_path_factory.mktemp("bad") / "ordering.db"
    shutil.copy(migrated_file, file)
    async with deployed(f"sqlite+aiosqlite:///{file}") as here:
        bistro = await here.restaurant("bistro")
        bistro.options["order"] = (await bistro.ordered(1))["id"]
        yield bistro


def path_of(here: Restaurant, name: str) -> str:
    return ROUTES[name][2].format(
        table=here.tables[2],
        order=here.options["order"],
        category=here.categories["식사"],
        item=here.items["냉면"],
        person=here.people["staff"].staff_id,  # type: ignore[index]
    )


async def send(
    here: Restaurant, name: str, content: bytes, content_type: str | None = "application/json"
) -> httpx.Response:
    who, method, *_ = ROUTES[name]
    headers = dict(KEY)
    if content_type is not None:
        headers["Content-Type"] = content_type
    if who is not None:
        headers["Authorization"] = f"Bearer {here.token(who)}"
    return await here.http.request(method, f"/api/v1{path_of(here, name)}", content=content, headers=headers)


async def send_json(here: Restaurant, name: str, body: Any) -> httpx.Response:
    return await send(here, name, httpx.Request("POST", "http://x", json=body).content)


def changed(body: Any, path: str, value: Any, *, remove: bool = False) -> Any:
    """A copy of ``body`` with the value at ``lines[0].note`` replaced, added or removed."""
    import copy

    whole = copy.deepcopy(body)
    steps: list[str | int] = []
    for part in path.split("."):
        name, *indexes = part.replace("]", "").split("[")
        steps += [name, *map(int, indexes)]
    at = whole
    for step in steps[:-1]:
        at = at[step]
    if remove:
        del at[steps[-1]]
    else:
        at[steps[-1]] = value
    return whole


def assert_names(answer: httpx.Response, field: str, why: Any) -> None:
    assert answer.status_code == 400, (why, answer.text)
    assert answer.headers["Content-Type"] == "application/problem+json", why
    problem = answer.json()
    assert problem["code"] == "invalid", why
    assert [one["field"] for one in problem["errors"]] == [field], (why, problem)
    assert all(one["message"] for one in problem["errors"]), why


def assert_names_something(answer: httpx.Response, why: Any) -> None:
    assert answer.status_code == 400, (why, answer.text)
    assert_names(answer, answer.json()["errors"][0]["field"], why)


async def test_the_table_has_every_json_route(world: Restaurant) -> None:
    document = world.app.app.openapi_schema.to_schema()
    known = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    mine = {(method, f"/api/v1{path}") for _, method, path, _ in ROUTES.values()}
    assert {(method, shape(path)) for method, path in known} == {(method, shape(path)) for method, path in mine}
    for name, wrong in WRONG.items():
        leaves = {path for path in wrong if "[" not in path and "." not in path}
        assert leaves == set(ROUTES[name][3]), name


def shape(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


@pytest.mark.parametrize("name", ROUTES)
async def test_a_wrong_value_is_named(world: Restaurant, name: str) -> None:
    before = await rows_of(world.services)
    good = ROUTES[name][3]
    for field, values in WRONG[name].items():
        for value in values:
            answer = await send_json(world, name, changed(good, field, value))
            if field == "image_id" and answer.status_code == 404:
                continue
            assert_names(answer, field, (field, value))
    assert await rows_of(world.services) == before


@pytest.mark.parametrize("name", ROUTES)
async def test_an_unknown_or_missing_field_is_named(world: Restaurant, name: str) -> None:
    before = await rows_of(world.services)
    good = ROUTES[name][3]
    parents = {""} | {field.rpartition(".")[0] for field in WRONG[name] if "." in field}
    for parent in parents:
        for unknown in ("store_id", "surprise", "한글"):
            field = f"{parent}.{unknown}" if parent else unknown
            assert_names(await send_json(world, name, changed(good, field, 1)), field, field)
    if ROUTES[name][1] == "POST" or name in ("advance", "reorder", "reorder items"):
        for field in WRONG[name]:
            if field.endswith("]") or field in OPTIONAL.get(name, ()) or field.endswith((".id", ".price_delta")):
                continue
            assert_names(await send_json(world, name, changed(good, field, None, remove=True)), field, field)
    assert await rows_of(world.services) == before


BROKEN: list[bytes] = [
    b"", b" ", b"{", b"}", b"nonsense", b"{'a': 1}", b'{"name": "a"', b'{"name": "a"} x', b'{"name": NaN}',
    b'{"name": "\\ud800"}', b'{"name": "\\udc00x"}', b'{"name": "\xff\xfe"}', b"\xff\xfe\x00", b'{"name": "\x00"}',
    b"[" * 100_000, b'{"lines":' * 20_000, b"[" * 5000 + b"]" * 5000, b'\xef\xbb\xbf{"name": "bom"}',
    '{"name": "a"}'.encode("utf-16"), b'{"name": "a",}', b"// a comment\n{}", b"1e999999",
]  # fmt: skip
NOT_OBJECTS = [b"null", b"[]", b'"text"', b"1", b"true", b"[{}]"]


@pytest.mark.parametrize("name", ROUTES)
async def test_what_is_not_the_json_asked_for_is_400(world: Restaurant, name: str) -> None:
    before = await rows_of(world.services)
    for content in BROKEN + NOT_OBJECTS:
        answer = await send(world, name, content)
        if name == "close" and content.strip() == b"" and answer.status_code == 409:
            continue  # its body may be left out
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


async def test_a_currency_has_no_line_feed(bistro: Restaurant) -> None:
    assert_names(await bistro.ask("owner", "PATCH", "/admin/store", {"currency": "KRW\n"}), "currency", "KRW")


async def test_a_reason_has_no_line_separator(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    reason = {"reason": "line\u2028two", "version": 1}
    refused = await bistro.ask("staff", "POST", f"/admin/orders/{order['id']}/cancellation", reason)
    assert_names(refused, "reason", reason)


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


@pytest.mark.every_database
async def test_emoji_and_hangul_come_back_as_they_went(bistro: Restaurant) -> None:
    text = "🌶️ 김치찌개 👩‍👩‍👧 café 𝒳 ﷽"
    order = await bistro.ordered(1, note=f"{text}\n두 줄\t탭")
    assert order["note"] == f"{text}\n두 줄\t탭"
    assert (await bistro.ask("staff", "GET", f"/admin/orders/{order['id']}")).json()["note"] == order["note"]
    new = {"category_id": bistro.categories["식사"], "name": text, "price": 1, "description": text * 20}
    item = (await bistro.ask("owner", "POST", "/admin/items", new)).json()
    assert (item["name"], item["description"]) == (text, text * 20)
    assert item["name"] in (await bistro.ask(1, "GET", "/menu")).json()["categories"][0]["items"][-1]["name"]
    table = {"number": 77, "password": "비밀🔑번호", "label": "창가 🪟", "area": "홀"}
    assert (await bistro.ask("owner", "POST", "/admin/tables", table)).json()["label"] == "창가 🪟"
    given_ = {"store": bistro.slug, "table_number": 77, "password": "비밀🔑번호"}
    assert (await bistro.ask(None, "POST", "/auth/table", given_)).status_code == 200
    person = {"username": "김민준", "password": "비밀번호는🔑길다", "role": "staff"}
    assert (await bistro.ask("owner", "POST", "/admin/staff", person)).json()["username"] == "김민준"
    reason = {"reason": "손님 변심 🤷", "version": 1}
    cancelled = await bistro.ask("staff", "POST", f"/admin/orders/{order['id']}/cancellation", reason)
    assert cancelled.json()["cancelled"]["reason"] == "손님 변심 🤷"


async def test_a_refused_login_may_be_named_anything(bistro: Restaurant) -> None:
    for name in ("\x00", "💥" * 200, "%s %(x)s {0}", "'; DROP TABLE staff;--", "\u202ereversed"):
        given_ = {"store": bistro.slug, "username": name, "password": PASSWORD}
        assert (await bistro.ask(None, "POST", "/auth/staff", given_)).status_code == 401
    assert (await bistro.ask(1, "GET", "/me")).status_code == 200
    assert TABLE_PASSWORD not in repr((await rows_of(bistro.services))["audit_entry"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["lines", "name", "ids", "note",
        "item_id", "quantity", "options", "version", "status", "reason", "price", "force"]) | st.text(max_size=5),
        inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(ROUTES)), body=JSON, field=st.integers(0, 40), mixed=st.booleans())
async def test_no_json_whatsoever_is_a_500(world: Restaurant, name: str, body: Any, field: int, mixed: bool) -> None:
    if mixed:  # a good body with one wild value gets further
        fields = sorted(WRONG[name])
        body = changed(ROUTES[name][3], fields[field % len(fields)], body)
    answer = await send_json(world, name, body)
    assert answer.status_code < 500, answer.text
    assert answer.request.method == ROUTES[name][1]
