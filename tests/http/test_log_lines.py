"""Log lines of requests: each bears its id and the client's address, and keeps every secret."""

import json
from io import StringIO
from typing import Any

import httpx
import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ordering import settings
from ordering.menu import actions as menu
from ordering.stores import actions as stores
from tests.apps import SECRET
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant


def parsed(written: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().split("\n") if line]


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
    behind = ProxyHeadersMiddleware(bistro.app, list(trusted.trusted_proxies))  # type: ignore[arg-type]  # theirs is another name for an ASGI app
    transport = httpx.ASGITransport(behind, client=(peer, 1))  # type: ignore[arg-type]  # theirs is another name for an ASGI app
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


async def test_no_line_has_the_code_of_a_party(bistro: Restaurant, lines: StringIO) -> None:
    """Whoever reads it could order at that table."""
    await bistro.open_to_phones()
    code = await bistro.code(1)
    for path in (f"/t/{code}", f"/t//{code}", f"/t/{code}/", f"/t/{code}/more"):
        await bistro.http.get(path)
    page = await bistro.http.get(f"/t/{code}")
    await bistro.let_in(1)
    await bistro.ask("staff", "GET", f"/admin/tables/{bistro.tables[1]}/code")
    assert [line["path"] for line in parsed(lines)].count("/t/…") >= 3
    assert code not in lines.getvalue()
    assert '<meta name="referrer" content="no-referrer">' in page.text, "nor is another site told, or a proxy's log"
    assert (page.headers["cache-control"], page.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert code not in page.text, "the same page for every code"
