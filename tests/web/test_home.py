"""The start page: two doors on the demo, the guest's page elsewhere; and browsers meet pages, wherever they go."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from ordering import settings
from ordering.app import create_app
from ordering.web.home import DemoLogins
from tests.web.browsers import browser
from tests.world import Restaurant

LOGINS = DemoLogins(store="demo", username="owner", password="demo-owner-1", table=5, table_password="1234")
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Its pages; there is no store behind them."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'ordering.db'}"
    app = create_app(settings.read({"ORDERING_DATABASE_URL": url}), LOGINS)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # theirs is another name for an ASGI app
    async with httpx.AsyncClient(transport=transport, base_url="http://ordering.test") as client:
        yield client


async def test_the_demo_has_two_doors_and_a_way_to_the_documents(demo: httpx.AsyncClient) -> None:
    page = await demo.get("/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert page.text.count('method="post" action="/admin/login"') == 1
    assert page.text.count('method="post" action="/table"') == 1
    assert 'name="password" value="demo-owner-1"' in page.text
    assert all(f"<dd>{fact}</dd>" in page.text for fact in ("owner", "demo-owner-1", "5", "1234")), "for another device"
    assert 'href="/schema"' in page.text
    korean = await demo.get("/", headers={"Accept-Language": "ko-KR"})
    assert '<html lang="ko">' in korean.text


async def test_the_demos_tablet_is_told_its_table_and_by_our_own_page_only(demo: httpx.AsyncClient) -> None:
    tapped = await demo.post("/table", headers={"Sec-Fetch-Site": "same-origin"})
    assert tapped.status_code == 200
    assert 'data-store="demo" data-table="5" data-password="1234"' in tapped.text
    assert (await demo.post("/table", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403
    assert "data-password" not in (await demo.get("/table")).text


async def test_the_language_of_the_demos_start_page_is_chosen_there(demo: httpx.AsyncClient) -> None:
    chosen = await demo.post("/admin/language", data={"language": "en", "next": "/"})
    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/")
    assert '<html lang="en">' in (await demo.get("/", headers={"Accept-Language": "ko"})).text


async def test_a_restaurants_start_page_is_its_guests_with_a_small_way_to_the_staffs(bistro: Restaurant) -> None:
    page = await browser(bistro, None).get("/")
    assert page.status_code == 200
    assert '<div id="app">' in page.text, "the guest's page"
    assert 'href="/admin"' in page.text
    assert 'href="/admin"' not in (await browser(bistro, None).get("/table")).text, "guests have no use for it"
    assert (await browser(bistro, None).post("/table")).status_code == 405, "nobody's tablet pairs by itself"


# What asks for a page gets one, also where there is none; what asks for anything else is told as before.
NOWHERE = [
    ("GET", "/nowhere", 404),
    ("GET", "/favicon.ico", 404),
    ("GET", "/media/nothing.webp", 404),
    ("GET", "/static/old/app.css", 404),
    ("GET", "/table/nowhere", 404),
    ("DELETE", "/table", 405),
    ("POST", "/", 405),
]


@pytest.mark.parametrize(("method", "path", "status"), NOWHERE)
async def test_a_browser_meets_a_page_where_nothing_is(bistro: Restaurant, method: str, path: str, status: int) -> None:
    page = await browser(bistro, None).request(method, path, headers={"Accept": HTML})
    assert page.status_code == status
    assert page.headers["Content-Type"].startswith("text/html")
    assert 'href="/"' in page.text
    assert "allow" in page.headers or status != 405
    problem = await browser(bistro, None).request(method, path, headers={"Accept": "*/*"})
    assert problem.status_code == status
    assert problem.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v1/menu", "/api", "/api/nowhere", "/health/nowhere", "/schema/openapi.json/x"])
async def test_what_is_for_machines_stays_a_problem_for_everybody(bistro: Restaurant, path: str) -> None:
    answer = await browser(bistro, None).get(path, headers={"Accept": HTML})
    assert answer.status_code in (401, 404)
    assert answer.headers["Content-Type"] == "application/problem+json"
