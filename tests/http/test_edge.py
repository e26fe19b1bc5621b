"""What every request meets: problems, ids, log lines that keep secrets, headers, CORS, health, metrics."""

import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from io import StringIO
from typing import Any

import httpx
import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ordering import logs, settings
from ordering.menu import actions as menu
from ordering.stores import actions as stores
from tests.api.deployment import Deployment, deployed
from tests.conftest import SECRET
from tests.servers.server import free_port
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[StringIO]:
    """What the service would print, as JSON lines; the loggers are as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.JsonLines())
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    caplog.set_level(logging.WARNING, "httpx")  # the client's own
    yield written
    root.handlers = handlers
    root.setLevel(level)


def parsed(written: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().split("\n") if line]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/api/v1/nowhere", 404, "not_found"),
        ("GET", "/api/v1/admin/nowhere", 404, "not_found"),
        ("POST", "/api/v1/admin/orders/x/cancellation/y", 404, "not_found"),
        ("GET", "/api/v1/orders/x", 404, "not_found"),
        ("DELETE", "/api/v1/orders", 405, "method_not_allowed"),
        ("PUT", "/api/v1/admin/orders/1", 405, "method_not_allowed"),
        ("GET", "/api/v1/auth/staff", 405, "method_not_allowed"),
        ("POST", "/health", 405, "method_not_allowed"),
        ("GET", "/api/v1/me", 401, "unauthorized"),
    ],
)
async def test_what_goes_wrong_is_a_problem(
    http: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    """Unknown paths and wrong methods are told before anybody is asked who they are."""
    answer = await http.request(method, path, headers={"X-Request-ID": "my-id"})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "detail", "code", "request_id"} <= problem.keys()
    assert (problem["status"], problem["code"], problem["request_id"]) == (status, code, "my-id")
    assert (problem["type"], bool(problem["title"]), bool(problem["detail"])) == ("about:blank", True, True)
    if status == 405:
        assert answer.headers["Allow"]


@pytest.mark.parametrize("given", ["a", "A-Z_0.9", "x" * 64])
async def test_a_request_id_is_taken_over(http: httpx.AsyncClient, given: str) -> None:
    assert (await http.get("/health", headers={"X-Request-ID": given})).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\tb", "한글", "a;b", '"', "a/b", "a\\n"])
async def test_an_ill_formed_request_id_is_replaced(http: httpx.AsyncClient, given: str) -> None:
    for path in ("/health", "/nowhere", "/api/v1/me"):
        own = (await http.get(path, headers={b"X-Request-ID": given.encode()})).headers.get_list("X-Request-ID")
        assert len(own) == 1
        assert own[0] != given
        assert 1 <= len(own[0]) <= 64


async def test_request_ids_differ(http: httpx.AsyncClient) -> None:
    assert len({(await http.get("/health")).headers["X-Request-ID"] for _ in range(20)}) == 20


async def test_every_answer_has_the_security_headers(bistro: Restaurant) -> None:
    answers = [
        await bistro.http.get("/health"),
        await bistro.http.get("/nowhere"),
        await bistro.ask(1, "GET", "/menu"),
        await bistro.ask(None, "POST", "/auth/staff", {}),
        await bistro.http.request("OPTIONS", "/api/v1/orders"),
    ]
    for answer in answers:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in answer.headers
        assert "Server" not in answer.headers


async def test_what_the_api_answers_is_nobodys_to_keep_but_the_menu(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    asked = [
        await bistro.ask(1, "GET", "/orders"),
        await bistro.ask(1, "GET", f"/orders/{order['id']}"),
        await bistro.ask("owner", "GET", "/admin/items"),
        await bistro.ask("owner", "GET", "/admin/audit"),
        await bistro.ask("owner", "GET", "/me"),
        await bistro.ask("staff", "GET", "/admin/audit"),
        await bistro.ask(None, "GET", "/menu"),
        await bistro.ask(None, "GET", "/nowhere"),
        await bistro.ask(None, "DELETE", "/orders"),
        await bistro.ask(None, "POST", "/auth/staff", {}),
        await bistro.ask(None, "POST", "/auth/staff", {"store": "x", "username": "x", "password": "x"}),
        await bistro.http.request("OPTIONS", "/api/v1/orders"),
    ]
    assert {answer.status_code for answer in asked} == {200, 400, 401, 403, 404, 405}
    for answer in asked:
        assert answer.headers.get_list("Cache-Control") == ["no-store"], answer.request.url
    menu = await bistro.ask(1, "GET", "/menu")
    same = await bistro.ask(1, "GET", "/menu", headers={"If-None-Match": menu.headers["ETag"]})
    assert (menu.status_code, same.status_code) == (200, 304)
    assert {one.headers["Cache-Control"] for one in (menu, same)} == {"private, no-cache"}


async def test_https_adds_hsts(database_url: str) -> None:
    async with deployed(database_url, public_url="https://order.example") as here:
        assert "max-age" in (await here.http.get("/health")).headers["Strict-Transport-Security"]


async def test_subdomains_are_asked_for_https_where_it_is_wished(database_url: str) -> None:
    own = {"public_url": "https://order.example", "hsts_subdomains": "1"}
    async with deployed(database_url, **own) as here:
        assert "includeSubDomains" in (await here.http.get("/health")).headers["Strict-Transport-Security"]
    async with deployed(database_url, hsts_subdomains="1") as here:
        assert "Strict-Transport-Security" not in (await here.http.get("/health")).headers


async def test_every_line_of_a_request_bears_its_id(bistro: Restaurant, lines: StringIO) -> None:
    await bistro.http.get("/api/v1/me?token=in-the-query", headers={"X-Request-ID": "req-1"})
    written = parsed(lines)
    assert [line["request_id"] for line in written] == ["req-1"]
    assert written[0]["message"] == "request"
    assert (written[0]["method"], written[0]["path"], written[0]["status"]) == ("GET", "/api/v1/me", 401)
    assert "in-the-query" not in lines.getvalue()


@pytest.mark.parametrize(
    ("peer", "forwarded", "named"),
    [
        ("203.0.113.7", None, "203.0.113.7"),
        ("::ffff:203.0.113.7", None, "203.0.113.7"),
        ("2001:db8::1", None, "2001:db8::1"),
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("10.0.0.1", "\u00e9 not an address", "unknown"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
    ],
)
async def test_every_line_names_the_client(
    bistro: Restaurant, lines: StringIO, peer: str, forwarded: str | None, named: str
) -> None:
    """Behind a trusted proxy, here as uvicorn puts it before the app, that is whom the proxy names."""
    trusted = settings.read({"ORDERING_SECRET_KEY": SECRET, "ORDERING_TRUSTED_PROXIES": "10.0.0.1/8"})
    behind = ProxyHeadersMiddleware(bistro.app, list(trusted.trusted_proxies))  # type: ignore[arg-type]
    transport = httpx.ASGITransport(behind, client=(peer, 1))  # type: ignore[arg-type]
    headers = {b"X-Forwarded-For": forwarded.encode()} if forwarded else {}
    login = {"store": bistro.slug, "username": "owner", "password": "wrong"}
    async with httpx.AsyncClient(transport=transport, base_url="http://ordering.test", headers=headers) as client:
        staff = {"Authorization": f"Bearer {bistro.token('staff')}"}
        answers = [
            await client.get("/health"),
            await client.get("/api/v1/me"),
            await client.get("/api/v1/admin/audit", headers=staff),
            *[await client.post("/api/v1/auth/staff", json=login) for _ in range(11)],
        ]
    assert {answer.status_code for answer in answers} == {200, 401, 403, 429}
    assert [line["address"] for line in parsed(lines) if "status" in line] == [named] * 14


async def test_a_line_is_one_line_whatever_is_asked_for(http: httpx.AsyncClient, lines: StringIO) -> None:
    for path in ("/a%0Ab", "/%22%7D%0D%0A", "/%00", "/%ff", "/한글🍲", "/%E2%80%A8"):
        await http.get(path)
    written = parsed(lines)
    assert len(written) == 6
    assert {line["status"] for line in written} <= {400, 404}


class Broken(Exception):
    pass


async def test_a_500_says_nothing_and_its_log_line_no_secret(
    bistro: Restaurant, lines: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: Any, **__: Any) -> None:
        raise Broken("inside")

    monkeypatch.setattr(stores, "hire", breaks)
    monkeypatch.setattr(menu, "add_item", breaks)
    token = bistro.token("owner")
    person = {"username": "ada", "password": "a-password-of-ada", "role": "staff"}
    item = {"category_id": 1, "name": "a secret dish", "price": 1}
    for path, body in (("/admin/staff", person), ("/admin/items", item)):
        answer = await bistro.ask("owner", "POST", path, body, {"X-Request-ID": "req-500"})
        assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
        assert answer.json()["request_id"] == answer.headers["X-Request-ID"] == "req-500"
        assert "inside" not in answer.text
        assert "Broken" not in answer.text
    faults = [line for line in parsed(lines) if line["level"] == "error"]
    assert len(faults) == 2
    assert all("Broken: inside" in line["exception"] and line["request_id"] == "req-500" for line in faults)
    for secret in (token, "a-password-of-ada", "a secret dish", "Bearer", "Authorization", "authorization"):
        assert secret not in lines.getvalue()


async def test_a_database_error_does_not_log_what_was_to_be_stored(
    bistro: Restaurant, lines: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A duplicate key, which the code thought impossible, is logged with its statement."""
    real = stores._person

    def again(*given: Any) -> Any:
        person = real(*given)
        person.id = 1
        return person

    monkeypatch.setattr(stores, "_person", again)
    new = {"username": "ada-of-the-log", "password": PASSWORD, "role": "staff"}
    assert (await bistro.ask("owner", "POST", "/admin/staff", new)).status_code == 500
    written = lines.getvalue()
    assert "IntegrityError" in written
    assert "argon2" not in written
    assert "ada-of-the-log" not in written


async def test_ordinary_work_logs_no_secret(bistro: Restaurant, lines: StringIO) -> None:
    given: dict[str, Any] = {"store": bistro.slug, "username": "owner", "password": PASSWORD}
    staff = (await bistro.ask(None, "POST", "/auth/staff", given)).json()
    await bistro.ask(None, "POST", "/auth/staff", {**given, "password": "a-wrong-password"})
    given = {"store": bistro.slug, "table_number": 1, "password": TABLE_PASSWORD}
    tablet = (await bistro.ask(None, "POST", "/auth/table", given)).json()
    await bistro.ask(None, "POST", "/auth/table/refresh", {"device_token": tablet["device_token"]})
    await bistro.ordered(1, note="a note of the guest")
    await bistro.ask(None, "GET", "/me", headers={"Authorization": f"Bearer {staff['access_token']}"})
    written = lines.getvalue()
    assert len(parsed(lines)) >= 6
    for secret in (PASSWORD, "a-wrong-password", tablet["device_token"], tablet["access_token"], "a note of the guest",
                   staff["access_token"], "Bearer"):  # fmt: skip
        assert secret not in written


ORIGIN = "https://tablet.example"


@pytest.fixture
async def open_to_a_tablet(database_url: str) -> AsyncIterator[Deployment]:
    async with deployed(database_url, cors_origins=f"{ORIGIN}, http://localhost:5173/") as here:
        yield here


async def preflight(http: httpx.AsyncClient, origin: str, header: str = "idempotency-key") -> httpx.Response:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": f"authorization,content-type,x-request-id,{header}",
    }
    return await http.request("OPTIONS", "/api/v1/orders", headers=asked)


@pytest.mark.parametrize("origin", [ORIGIN, "http://localhost:5173"])
async def test_a_configured_origin_may_ask(open_to_a_tablet: Deployment, origin: str) -> None:
    allowed = await preflight(open_to_a_tablet.http, origin)
    assert allowed.status_code in (200, 204)
    assert allowed.headers["Access-Control-Allow-Origin"] == origin
    assert "idempotency-key" in allowed.headers["Access-Control-Allow-Headers"].lower()
    for path in ("/api/v1/menu", "/api/v1/nowhere", "/health"):
        answer = await open_to_a_tablet.http.get(path, headers={"Origin": origin})
        assert answer.headers.get("Access-Control-Allow-Origin") == origin, path
        exposed = answer.headers["Access-Control-Expose-Headers"].lower()
        assert {"etag", "idempotency-replayed", "retry-after", "x-request-id"} <= set(
            exposed.replace(" ", "").split(",")
        )
        assert varies(answer) >= {"origin"}
        assert "Access-Control-Allow-Credentials" not in answer.headers


def varies(answer: httpx.Response) -> set[str]:
    """By what a cache has to keep it apart."""
    return {word.strip().lower() for said in answer.headers.get_list("Vary") for word in said.split(",")}


async def test_what_answers_vary_by_is_added_to_and_never_replaced(open_to_a_tablet: Deployment) -> None:
    """The same whether an origin is sent or not, else a cache hands one the other's."""
    http = open_to_a_tablet.http
    page = (await http.get("/admin/login")).text
    script = re.findall(r'/static/[^"]+', page)[0]
    own = {script: {"accept-encoding"}, "/admin/login": {"hx-request", "cookie", "accept-encoding"}, "/health": set()}
    for path, expected in own.items():
        for origin in (None, ORIGIN, "https://evil.example"):
            answer = await http.get(path, headers={"Origin": origin} if origin else {})
            assert varies(answer) == expected | {"origin"}, (path, origin)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://tablet.example.evil", "http://tablet.example", "null"]
)
async def test_no_other_origin_may(open_to_a_tablet: Deployment, origin: str) -> None:
    refused = await preflight(open_to_a_tablet.http, origin)
    assert refused.headers.get("Access-Control-Allow-Origin") is None
    assert (refused.status_code, refused.headers["Content-Type"]) == (400, "application/problem+json")
    assert [one["field"] for one in refused.json()["errors"]] == ["Origin"]
    answer = await open_to_a_tablet.http.get("/api/v1/menu", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_without_configured_origins_nobody_may(http: httpx.AsyncClient) -> None:
    assert "Access-Control-Allow-Origin" not in (await preflight(http, ORIGIN)).headers
    assert "Access-Control-Allow-Origin" not in (await http.get("/health", headers={"Origin": ORIGIN})).headers


async def test_a_live_process_with_its_database_is_ready(http: httpx.AsyncClient) -> None:
    assert (await http.get("/health")).json() == {"status": "ok"}
    ready = await http.get("/health/ready")
    assert ready.status_code == 200
    assert (ready.json()["status"], ready.json()["database"]) == ("ok", "ok")


async def test_without_the_database_the_process_lives_and_is_not_ready(lines: StringIO) -> None:
    url = f"mysql+asyncmy://somebody:a-db-password@127.0.0.1:{free_port()}/nothing"
    async with deployed(url) as here:
        assert (await here.http.get("/health")).status_code == 200
        ready = await here.http.get("/health/ready")
        assert ready.status_code == 503
        assert (ready.json()["status"], ready.json()["database"]) == ("down", "down")
        login = await here.http.post(
            "/api/v1/auth/staff", json={"store": "s", "username": "u", "password": "a-typed-password"}
        )
        assert (login.status_code, login.json()["code"]) == (503, "busy")
        assert int(login.headers["Retry-After"]) >= 1
        assert login.headers["Content-Type"] == "application/problem+json"
    assert "a-db-password" not in lines.getvalue()
    assert "a-typed-password" not in lines.getvalue()


async def test_metrics_are_there_only_where_asked_for(http: httpx.AsyncClient, database_url: str) -> None:
    assert (await http.get("/metrics")).status_code == 404
    async with deployed(database_url, metrics="1") as here:
        await here.http.get("/health")
        metrics = await here.http.get("/metrics")
        assert metrics.status_code == 200
        assert "ordering_requests_total" in metrics.text
        bistro = await here.restaurant("bistro")
        await bistro.ordered(1)
        table = bistro.tables[1]
        await bistro.ask("owner", "GET", f"/admin/tables/{table}/history")
        text = (await here.http.get("/metrics")).text
        assert f"/tables/{table}/history" not in text, "paths are grouped: an id each would grow for ever"
        assert bistro.slug not in text
