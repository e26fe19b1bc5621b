"""Unsafe requests are taken from our own pages only."""

import shutil
from pathlib import Path

import pytest

from tests.api.deployment import deployed
from tests.web.browsers import HTMX, browser
from tests.world import Restaurant


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://ordering.test"}, 403),
        ({"Origin": "http://ordering.test"}, 303),
        ({"Origin": "http://ordering.test:81"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://ordering.test:x"}, 403),
        ({"Origin": "http://ordering.test:80"}, 303),
        ({"Origin": "http://ordering.test", "Host": "ordering.test:80"}, 303),
        ({"Origin": "http://ordering.test", "Host": "ordering.test:443"}, 403),
        ({"Origin": "http://ordering.test", "Host": "a:b"}, 403),
        ({}, 303),  # no browser
    ],
)
async def test_a_form_of_another_site_is_refused(bistro: Restaurant, headers: dict[str, str], status: int) -> None:
    answer = await bistro.http.post("/admin/language", data={"language": "ko"}, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "Set-Cookie" not in answer.headers


async def test_nothing_is_done_for_another_site(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    evil = {"Origin": "http://evil.example"}
    assert (await owner.post("/admin/logout", headers=evil)).status_code == 403
    assert (await owner.post("/admin/store", data={"name": "x"}, headers={**evil, **HTMX})).status_code == 403
    assert (await bistro.ask("owner", "GET", "/admin/store")).json()["name"] != "x"


async def test_looking_is_free(bistro: Restaurant) -> None:
    """A link on another site may lead here."""
    answer = await browser(bistro, "owner").get("/admin", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200


async def test_the_public_url_is_our_origin_where_it_is_set(tmp_path: Path, migrated_file: Path) -> None:
    file = shutil.copy(migrated_file, tmp_path / "public.db")
    async with deployed(f"sqlite+aiosqlite:///{file}", public_url="https://eat.example/") as here:
        for origin, status in (
            ("https://eat.example", 303),
            ("https://eat.example:443", 303),
            ("http://eat.example", 403),
            ("http://ordering.test", 403),
        ):
            answer = await here.http.post("/admin/language", data={"language": "ko"}, headers={"Origin": origin})
            assert answer.status_code == status, origin


async def test_the_usual_port_of_the_public_url_goes_without_saying(tmp_path: Path, migrated_file: Path) -> None:
    file = shutil.copy(migrated_file, tmp_path / "lan.db")
    async with deployed(f"sqlite+aiosqlite:///{file}", public_url="http://192.168.0.10:80") as here:
        origin = {"Origin": "http://192.168.0.10"}
        answer = await here.http.post("/admin/language", data={"language": "ko"}, headers=origin)
        assert answer.status_code == 303


@pytest.mark.parametrize("host", ["a:b", "a:99999999", "[", "a b"])
async def test_a_host_that_is_none_breaks_no_page(bistro: Restaurant, host: str) -> None:
    manager = browser(bistro, "manager")
    for path in ("/admin/login", "/admin/tables/sheet", "/admin/store", "/admin/nowhere"):
        assert (await manager.get(path, headers={"Host": host})).status_code < 500, path
        assert (await bistro.http.get(path, headers={"Host": host})).status_code < 500, path


@pytest.mark.parametrize("page", ["http://[", "http://ordering.test//[", "http://ordering.test:x/admin"])
async def test_a_page_that_is_none_breaks_no_part_of_it(bistro: Restaurant, page: str) -> None:
    headers = {**HTMX, "HX-Current-URL": page}
    assert (await browser(bistro, "staff").get("/admin/tables", headers=headers)).status_code == 200
    assert (await bistro.http.get("/admin/store", headers=headers)).status_code == 401
    assert (await bistro.http.get("/admin/nowhere", headers=headers)).status_code == 404
