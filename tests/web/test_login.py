"""Logging in on a page: a cookie, the way back, and what is told when it fails."""

import shutil
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pytest

from ordering.security.tokens import LIFETIME
from tests.api.deployment import deployed
from tests.web.browsers import HTMX, browser
from tests.world import PASSWORD, Restaurant

ENGLISH = {"Cookie": "language=en"}


def typed(here: Restaurant, **other: str) -> dict[str, str]:
    return {"store": here.slug, "username": "owner", "password": PASSWORD, **other}


def cookie_of(answer: httpx.Response, name: str) -> dict[str, Any]:
    (jar,) = [SimpleCookie(one) for one in answer.headers.get_list("Set-Cookie") if one.startswith(f"{name}=")]
    return dict(jar[name])


async def test_a_login_leaves_a_cookie_and_leads_to_the_board(bistro: Restaurant) -> None:
    answer = await bistro.http.post("/admin/login", data=typed(bistro))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin")
    flags = cookie_of(answer, "staff")
    assert (flags["httponly"], flags["samesite"], flags["path"], flags["secure"]) == (True, "lax", "/", "")
    assert int(flags["max-age"]) == LIFETIME.total_seconds() == 16 * 3600
    assert (await bistro.http.get("/admin")).status_code == 200


async def test_over_https_the_cookie_is_of_this_host_alone(tmp_path: Path, migrated_file: Path) -> None:
    file = shutil.copy(migrated_file, tmp_path / "https.db")
    async with deployed(f"sqlite+aiosqlite:///{file}", public_url="https://ordering.test") as here:
        bistro = await here.restaurant("bistro")
        answer = await bistro.http.post("/admin/login", data=typed(bistro))
        flags = cookie_of(answer, "__Host-staff")
        assert (flags["httponly"], flags["samesite"], flags["path"], flags["secure"]) == (True, "lax", "/", True)
        assert flags["domain"] == ""
        cookie = {"Cookie": f"__Host-staff={bistro.token('owner')}"}
        assert (await bistro.http.get("/admin", headers=cookie)).status_code == 200
        plain = {"Cookie": f"staff={bistro.token('owner')}"}
        assert (await bistro.http.get("/admin", headers=plain)).status_code == 303


async def test_one_comes_back_to_where_one_was(bistro: Restaurant) -> None:
    asked = await bistro.http.get("/admin/store?a=1&b=2")
    assert (asked.status_code, asked.headers["Location"]) == (303, "/admin/login?next=/admin/store%3Fa%3D1%26b%3D2")
    page = await bistro.http.get(asked.headers["Location"])
    assert 'name="next" value="/admin/store?a=1&amp;b=2"' in page.text
    answer = await bistro.http.post("/admin/login", data=typed(bistro, next="/admin/store?a=1&b=2"))
    assert answer.headers["Location"] == "/admin/store?a=1&b=2"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/admin",
        "//evil.example/admin",
        "/\\evil.example",
        "/admin\\@evil.example",
        "/adminevil",
        "/table",
        "javascript:alert(1)",
        "/admin/\r\nSet-Cookie: a=b",
        "/admin/login?next=/admin",
        "/admin/../..//evil.example",
        "/admin/%2e%2e/%2E%2E//evil.example",
        "/admin//evil.example",
        "/admin/logout",
        "/admin/language?next=/admin",
        "/admin/events",
        "/admin/stream?of=bistro",
    ],
)
async def test_a_login_leads_nowhere_else(bistro: Restaurant, elsewhere: str) -> None:
    answer = await bistro.http.post("/admin/login", data=typed(bistro, next=elsewhere))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin")


async def test_a_change_of_language_leads_back_also_to_the_login_and_nowhere_else(bistro: Restaurant) -> None:
    for wish, back in (
        ("/admin/login?next=/admin/store", "/admin/login?next=/admin/store"),
        ("/admin/../..//evil.example", "/admin"),
        ("/admin/logout", "/admin"),
    ):
        answer = await bistro.http.post("/admin/language", data={"language": "en", "next": wish})
        assert answer.headers["Location"] == back


async def test_a_wrong_password_is_told_and_the_rest_stays_typed(bistro: Restaurant) -> None:
    wrong = typed(bistro, password="nobody-knows-this", next="/admin/store")
    answer = await bistro.http.post("/admin/login", data=wrong, headers=ENGLISH)
    assert answer.status_code == 401
    assert "Store, name or password is wrong." in answer.text
    assert f'value="{bistro.slug}"' in answer.text
    assert 'value="owner"' in answer.text
    assert 'value="/admin/store"' in answer.text
    assert "nobody-knows-this" not in answer.text
    assert "Set-Cookie" not in answer.headers


async def test_an_empty_field_is_told_at_the_field(bistro: Restaurant) -> None:
    answer = await bistro.http.post("/admin/login", data=typed(bistro, username=""), headers=ENGLISH)
    assert answer.status_code == 422
    assert 'id="f-username-error"' in answer.text
    assert "Fill this in." in answer.text


async def test_too_many_attempts_are_told_with_the_time(bistro: Restaurant) -> None:
    for _ in range(10):
        assert (await bistro.http.post("/admin/login", data=typed(bistro, password="x"))).status_code == 401
    answer = await bistro.http.post("/admin/login", data=typed(bistro), headers=ENGLISH)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Too many failed logins. Try again later. Try again in 15 minutes." in answer.text


async def test_who_is_logged_in_needs_no_login_page(bistro: Restaurant) -> None:
    answer = await browser(bistro, "staff").get("/admin/login?next=/admin/history")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/history")


async def test_a_logout_ends_the_token_and_takes_the_cookie(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    answer = await owner.post("/admin/logout")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/login")
    assert cookie_of(answer, "staff")["max-age"] == "0"
    assert (await browser(bistro, "owner").get("/admin")).status_code == 303
    assert (await bistro.ask("owner", "GET", "/me")).status_code == 401


async def test_htmx_is_sent_to_the_login_with_the_whole_page(bistro: Restaurant) -> None:
    answer = await bistro.http.get("/admin/store", headers=HTMX)
    assert (answer.status_code, answer.text) == (401, "")
    assert answer.headers["HX-Redirect"] == "/admin/login?next=/admin/store%3Ffrom%3Dhere"


async def test_a_page_knows_no_bearer_tokens_and_the_api_no_cookies(bistro: Restaurant) -> None:
    bearer = {"Authorization": f"Bearer {bistro.token('owner')}"}
    assert (await bistro.http.get("/admin", headers=bearer)).status_code == 303
    assert (await browser(bistro, "owner").get("/api/v1/me")).status_code == 401


async def test_a_tablets_token_is_no_login(bistro: Restaurant) -> None:
    cookie = {"Cookie": f"staff={bistro.token(1)}"}
    assert (await bistro.http.get("/admin", headers=cookie)).status_code == 303
