"""The guest's page as it is sent: which files it names, and which its service worker keeps."""

import re

import pytest

from tests.web.browsers import browser
from tests.world import Restaurant


@pytest.mark.parametrize(("language", "other"), [("ko", "en"), ("en", "ko")])
async def test_the_page_names_the_strings_of_its_browsers_language_alone(
    bistro: Restaurant, language: str, other: str
) -> None:
    guest = browser(bistro, None)
    guest.cookies.clear()
    page = (await guest.get("/table", headers={"Accept-Language": language})).text
    named = re.findall(r'<link rel="modulepreload" href="/static/\w+/([^"]+)">', page)
    assert f"guest/strings/{language}.js" in named
    assert f"guest/strings/{other}.js" not in named
    assert "guest/app.js" in named
    assert "guest/worker.js" not in named
    assert not [name for name in named if "/later/" in name], "nobody has opened what that is for"


async def test_the_service_worker_keeps_the_strings_of_every_language(bistro: Restaurant) -> None:
    worker = (await browser(bistro, None).get("/table/sw.js")).text
    assert "guest/strings/ko.js" in worker
    assert "guest/strings/en.js" in worker
    assert "guest/later/bill.js" in worker
