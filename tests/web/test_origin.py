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
            ("http://eat.example", 403),
            ("http://ordering.test", 403),
        ):
            answer = await here.http.post("/admin/language", data={"language": "ko"}, headers={"Origin": origin})
            assert answer.status_code == status, origin
