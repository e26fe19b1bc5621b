"""How one may ask: HEAD, names, ids, queries, cursors, bodies. What is not meant is refused and named."""

import gzip
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.routes import HTTPRoute

from ordering.http.paths import path_id
from tests.api.deployment import Deployment, deployed
from tests.doors import routes_of
from tests.world import PASSWORD, Restaurant

VARYING = {"date", "x-request-id", "set-cookie"}


async def test_head_is_what_get_is_without_its_body(bistro: Restaurant) -> None:
    """Of every route there is, asked by the owner and by nobody; streams have their own test."""
    order = await bistro.ordered(1)
    ids = {"order_id": order["id"], "table_id": bistro.tables[1], "item_id": bistro.items["냉면"]}
    routes = [route for route in bistro.app.app.routes if isinstance(route, HTTPRoute) and "GET" in route.methods]
    paths = {route.path_format for route in routes if not route.path.endswith(("/events", "/stream"))}
    assert len(paths) > 40
    cookie = await logged_in(bistro)
    for path in sorted(paths):
        path = re.sub(r"{(\w+?)(?::\w+)?}", lambda found: str(ids.get(found[1], 1)), path)
        for token in ({}, {"Authorization": f"Bearer {bistro.token('owner')}", "Cookie": cookie}):
            own = {**token, "Accept-Encoding": "identity", "X-Request-ID": "one-of-equal-length"}  # a problem tells it
            full = await bistro.http.get(path, headers=own)
            head = await bistro.http.head(path, headers=own)
            assert (head.status_code, head.content) == (full.status_code, b""), path
            assert told(head).keys() == told(full).keys(), path
            if full.status_code < 500:
                assert head.headers.get("content-length") == full.headers.get("content-length"), path


def told(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in VARYING}


async def logged_in(bistro: Restaurant) -> str:
    form = {"store": bistro.slug, "username": "owner", "password": PASSWORD}
    answer = await bistro.http.post("/admin/login", data=form)
    return answer.headers["set-cookie"].partition(";")[0]


async def test_head_finds_scripts_and_pictures_too(http: httpx.AsyncClient) -> None:
    page = (await http.get("/admin/login")).text
    script = re.findall(r'/static/[^"]+', page)[0]
    full, head = await http.get(script), await http.head(script)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == full.headers["content-length"]


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/api/v1/menu"), ("OPTIONS", "/api/v1/menu")])
async def test_where_get_is_allowed_so_is_head(http: httpx.AsyncClient, method: str, path: str) -> None:
    allowed = (await http.request(method, path)).headers["Allow"].replace(" ", "").split(",")
    assert {"GET", "HEAD"} <= set(allowed)


async def test_a_guarded_road_tells_its_methods_to_whoever_may_come_in(bistro: Restaurant) -> None:
    for path, refused in (("/api/v1/admin/summary", 401), ("/api/v1/admin/orders/1", 401), ("/admin/activity", 303)):
        assert (await bistro.http.options(path)).status_code == refused, path
    assert (await bistro.ask(1, "OPTIONS", "/admin/summary")).status_code == 403
    allowed = await bistro.ask("staff", "OPTIONS", "/admin/summary")
    assert (allowed.status_code, allowed.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


async def test_head_where_there_is_no_get_is_not_allowed(http: httpx.AsyncClient) -> None:
    answer = await http.head("/api/v1/auth/staff")
    assert (answer.status_code, answer.content) == (405, b"")
    assert "HEAD" not in answer.headers["Allow"]


@pytest.fixture
async def named(database_url: str) -> AsyncIterator[Deployment]:
    own = "order.example, .branches.example, 192.168.0.7, [::1]"
    async with deployed(database_url, allowed_hosts=own) as here:
        yield here


KNOWN = ["order.example", "ORDER.example:8000", "order.example.", "a.branches.example", "a.b.branches.example:443",
         "branches.example", "192.168.0.7:8000", "[::1]:8000"]  # fmt: skip
STRANGE = ["evil.example", "x.order.example", "order.example.evil", "branches.example.evil", "xbranches.example", "",
           "192.168.0.70", "[::2]", "evil.example@order.example.evil", "evil.example:order.example"]  # fmt: skip


@pytest.mark.parametrize("host", KNOWN)
async def test_it_answers_to_its_names(named: Deployment, host: str) -> None:
    assert (await named.http.get("/admin/login", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", STRANGE)
async def test_it_answers_to_no_other(named: Deployment, host: str) -> None:
    for path in ("/api/v1/menu", "/schema", "/nowhere"):
        answer = await named.http.get(path, headers={"Host": host})
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_host"), path
        assert answer.headers["X-Request-ID"] == answer.json()["request_id"]
        assert [one["field"] for one in answer.json()["errors"]] == ["Host"]
    page = await named.http.get("/admin/login", headers={"Host": host})
    assert (page.status_code, page.headers["content-type"]) == (400, "text/html; charset=utf-8")
    for path in ("/health", "/health/ready"):
        assert (await named.http.get(path, headers={"Host": host})).status_code == 200


async def test_another_origin_asks_a_known_name_too(database_url: str) -> None:
    async with deployed(database_url, allowed_hosts="order.example", cors_origins="https://tablet.example") as here:
        asked = {"Host": "evil.example", "Origin": "https://tablet.example", "Access-Control-Request-Method": "POST"}
        answer = await here.http.request("OPTIONS", "/api/v1/orders", headers=asked)
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_host")


async def test_one_name_of_two_is_not_enough(named: Deployment) -> None:
    two = httpx.Headers([("Host", "order.example"), ("Host", "evil.example")])
    assert (await named.http.get("/api/v1/menu", headers=two)).status_code == 400


NO_IDS = ["0", "-1", "+1", "1_1", "１２", "٣", "%201", "1%20", "1.0", "1e3", "0x1", str(2**63), "9" * 40, "9" * 5000,
          "²", "x", "%00", "1%0A"]  # fmt: skip


@pytest.mark.parametrize("no_id", NO_IDS)
async def test_what_is_no_id_is_nothing(bistro: Restaurant, no_id: str) -> None:
    """Before it is asked who is calling, as for every unknown path."""
    await bistro.ordered(1)
    cookie = await logged_in(bistro)
    for path in ("/api/v1/orders/{}", "/api/v1/admin/orders/{}", "/api/v1/admin/tables/{}/history",
                 "/api/v1/admin/items/{}", "/admin/orders/{}", "/admin/menu/items/{}"):  # fmt: skip
        for who in (None, "owner", 1):
            own = {"Authorization": f"Bearer {bistro.token(who)}"} if who else {}
            answer = await bistro.http.get(path.format(no_id), headers={**own, "Cookie": cookie})
            assert answer.status_code == 404, (path, who)
    changed = await bistro.ask("owner", "PATCH", f"/admin/tables/{no_id}", {"label": "x"})
    assert changed.status_code == 404


@given(st.text(max_size=30) | st.integers(-5, 2**65).map(str))
def test_an_id_is_ascii_digits_within_what_a_database_holds(text: str) -> None:
    expected = re.fullmatch("[0-9]{1,19}", text) is not None and 1 <= int(text) <= 2**63 - 1
    try:
        assert path_id(text) == int(text)
        taken = True
    except ValueError:
        taken = False
    assert taken == expected


async def test_every_operation_refuses_a_parameter_that_it_does_not_know(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    ids = {"order_id": order["id"], "table_id": bistro.tables[1], "item_id": bistro.items["냉면"]}
    made = await bistro.ask("manager", "POST", "/admin/print-agents", {"name": "뒷방"})
    agent, refused = made.json()["token"], 0
    for method, path in sorted(routes_of(bistro.app)):
        if not path.startswith("/api/v1") or method == "OPTIONS":
            continue
        path = re.sub(r"{(\w+?)(?::\w+)?}", lambda found: str(ids.get(found[1], 1)), path)
        who = bistro.token("owner" if re.search("/(admin|kitchen)/", path) else 1)
        who = agent if "/print-agent/" in path else who
        answer = await bistro.http.request(
            method, path, params={"colour": "red", "data": "x"}, headers={"Authorization": f"Bearer {who}"}
        )
        assert answer.status_code == 400, (method, path, answer.text)
        assert {one["field"] for one in answer.json()["errors"]} == {"colour", "data"}
        refused += 1
    assert refused > 40


@pytest.mark.parametrize(
    ("path", "query", "fields"),
    [
        ("/admin/orders", "limit=1&limit=2", {"limit"}),
        ("/admin/orders", "from=2026-01-01&from=2026-01-02&to=2026-01-01&to=", {"from", "to"}),
        ("/admin/orders", "since=2026-01-01", {"since"}),
        ("/admin/orders", "Limit=1", {"Limit"}),
        ("/admin/orders", "limit=0", {"limit"}),
        ("/admin/orders", "limit=x", {"limit"}),
        ("/admin/orders", "status=done", {"status"}),
        ("/admin/orders", "table_id=0", {"table_id"}),
        ("/admin/orders", "from=yesterday", {"from"}),
        ("/admin/orders", "number=" + "4" * 101, {"number"}),
        ("/admin/orders", "number=nope", {"number"}),
        ("/admin/orders", "limit=0&table_id=0&number=" + "4" * 101, {"limit", "table_id", "number"}),
        ("/admin/history", "limit=0&from=yesterday", {"limit", "from"}),
        ("/admin/audit", "limit=0&staff_id=0", {"limit", "staff_id"}),
        ("/admin/audit", "staff_id=null", {"staff_id"}),
        ("/admin/orders", "status=NULL&from=null", {"status", "from"}),
        ("/admin/history", "number=" + "4" * 101, {"number"}),
        ("/admin/board", "orders=1&orders=1", {"orders"}),
        ("/admin/board", "orders=1&%6Frders=1", {"orders"}),
        ("/admin/audit", "action=" + "a" * 101, {"action"}),
        ("/admin/summary", "date=2026-01-01&day=2026-01-01", {"day"}),
        ("/admin/events", "after=1&after=2", {"after"}),
        ("/admin/events", "cursor=1", {"cursor"}),
        ("/admin/tables", "=", {""}),
        ("/admin/tables", "&".join(f"p{number}" for number in range(5000)), {f"p{number}" for number in range(20)}),
        ("/admin/tables", "n" * 5000, {"n" * 100}),
    ],
)
async def test_a_wrong_parameter_is_named(bistro: Restaurant, path: str, query: str, fields: set[str]) -> None:
    own = {"Authorization": f"Bearer {bistro.token('owner')}"}
    answer = await bistro.http.get(f"/api/v1{path}?{query}", headers=own)
    assert answer.status_code == 400, answer.text
    assert {one["field"] for one in answer.json()["errors"]} == fields
    assert len(answer.content) < 20_000


async def test_who_is_asked_first_and_what_afterwards(bistro: Restaurant) -> None:
    assert (await bistro.ask("staff", "GET", "/admin/tables/999999/history", number="nope")).status_code == 404
    assert (await bistro.ask(None, "GET", "/menu", colour="red")).status_code == 401
    assert (await bistro.ask("staff", "GET", "/menu", colour="red")).status_code == 403
    assert (await bistro.ask(1, "GET", "/menu", colour="red")).status_code == 400
    assert (await bistro.ask(None, "DELETE", "/menu", colour="red")).status_code == 405


async def test_a_cursor_of_another_list_is_refused(bistro: Restaurant) -> None:
    for table in (1, 2):
        for _ in range(2):
            await bistro.ordered(table)
            assert (await bistro.close(table, force=True)).status_code == 200
    lists = ["/admin/orders", "/admin/audit", "/admin/history"]
    lists += [f"/admin/tables/{bistro.tables[number]}/history" for number in (1, 2)]
    cursors = {path: (await bistro.ask("owner", "GET", path, limit=1)).json()["next_cursor"] for path in lists}
    assert all(cursors.values())
    for path in lists:
        for of, cursor in cursors.items():
            answer = await bistro.ask("owner", "GET", path, cursor=cursor)
            assert answer.status_code == (200 if of == path else 400), (path, of)
            if of != path:
                assert [one["field"] for one in answer.json()["errors"]] == ["cursor"]


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "br", "deflate", "identity, gzip", "x-nonsense"])
async def test_a_packed_body_is_refused_in_words(bistro: Restaurant, encoding: str) -> None:
    login: dict[str, Any] = {"store": bistro.slug, "username": "owner", "password": PASSWORD}
    body = gzip.compress(json.dumps(login).encode())
    own = {"Content-Encoding": encoding, "Content-Type": "application/json"}
    answer = await bistro.http.post("/api/v1/auth/staff", content=body, headers=own)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert "compressed" in answer.json()["detail"]
    form = {**own, "Content-Type": "application/x-www-form-urlencoded"}
    assert (await bistro.http.post("/admin/login", content=body, headers=form)).status_code == 415
    plain = {**own, "Content-Encoding": "identity"}
    assert (await bistro.http.post("/api/v1/auth/staff", json=login, headers=plain)).status_code == 200


WITHOUT_BODY = [
    ("POST", "/admin/pairing", "staff"),
    ("POST", "/auth/logout", "staff"),
    ("DELETE", "/admin/items/{item}/sold-out", "staff"),
    ("PUT", "/admin/items/{item}/sold-out", "staff"),
]


@pytest.mark.parametrize(("method", "path", "who"), WITHOUT_BODY)
async def test_what_is_sent_where_nothing_is_asked_for_is_refused_and_named(
    bistro: Restaurant, method: str, path: str, who: str
) -> None:
    path = path.format(item=bistro.items["냉면"])
    refused = await bistro.ask(who, method, path, {"reason": "x"})
    assert refused.status_code == 400
    assert [one["field"] for one in refused.json()["errors"]] == ["reason"]
    own = {"Authorization": f"Bearer {bistro.token(who)}", "Content-Type": "application/json"}
    not_json = await bistro.http.request(method, f"/api/v1{path}", headers=own, content=b"x")
    assert (not_json.status_code, not_json.json()["code"]) == (400, "invalid")
    assert (await bistro.ask(who, method, path, {})).status_code < 300
