"""Two stores in one browser: what a page shows of one is never done to the other."""

import re
from html import unescape
from typing import Any

import msgspec
import pytest

from tests.api.deployment import rows_of
from tests.web.browsers import HTMX, browser
from tests.web.test_store import FORM
from tests.world import Restaurant


def sent_along(page: str) -> Any:
    """The headers that a page sends with all that it asks for."""
    found = re.search(r'<body [^>]*hx-headers="([^"]+)">', page)
    assert found
    return msgspec.json.decode(unescape(found[1]))


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/admin/store"), ("POST", "/admin/menu/order"), ("GET", "/admin/menu/list")]
)
async def test_a_page_of_one_store_writes_and_shows_nothing_of_another(
    bistro: Restaurant, rival: Restaurant, method: str, path: str
) -> None:
    own = sent_along((await browser(bistro, "owner").get("/admin/store")).text)
    logged_in_elsewhere = browser(rival, "owner")
    before = await rows_of(bistro.services)
    data = FORM if method == "POST" else None
    answer = await logged_in_elsewhere.request(method, path, data=data, headers={**HTMX, **own})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (404, "/admin")
    assert await rows_of(bistro.services) == before
    assert (await logged_in_elsewhere.get("/admin/nowhere", headers={**HTMX, **own})).status_code == 404


async def test_a_page_of_the_same_store_works_on(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    own = sent_along((await owner.get("/admin/store")).text)
    assert (await owner.post("/admin/store", data=FORM, headers={**HTMX, **own})).status_code == 200


async def test_who_is_nobody_sends_nothing_along(bistro: Restaurant) -> None:
    assert "hx-headers" not in (await bistro.http.get("/admin/login")).text
