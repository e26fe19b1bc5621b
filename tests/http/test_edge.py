"""What every request meets: problems, ids, headers, health, metrics."""

from io import StringIO

import httpx
import pytest

from tests.api.deployment import deployed
from tests.servers.server import free_port
from tests.world import Restaurant


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
