"""A proxy that nobody has told us of is seen, and told of once."""

import logging

import httpx
import pytest

from tests.api.deployment import deployed
from tests.web.browsers import browser
from tests.world import Restaurant

FORWARDED = {"X-Forwarded-For": "203.0.113.9"}


async def test_a_proxy_that_is_not_trusted_is_told_once_in_the_log_and_on_the_stores_page(
    bistro: Restaurant, caplog: pytest.LogCaptureFixture
) -> None:
    manager = browser(bistro, "manager", "en")
    assert "ORDERING_TRUSTED_PROXIES" not in (await manager.get("/admin/store")).text
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            await bistro.http.get("/health", headers=FORWARDED)
    told = [one for one in caplog.records if "ORDERING_TRUSTED_PROXIES" in one.getMessage()]
    assert len(told) == 1
    assert "ORDERING_TRUSTED_PROXIES=127.0.0.1" in (await manager.get("/admin/store")).text
    refused = await manager.post("/admin/store", data={"name": ""})
    assert "ORDERING_TRUSTED_PROXIES=127.0.0.1" in refused.text


async def test_a_trusted_proxy_is_nothing_to_tell(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """What it says is the client's address by now, and has no port."""
    async with deployed(database_url) as here:
        transport = httpx.ASGITransport(here.app, client=("203.0.113.9", 0))  # type: ignore[arg-type]  # theirs is another name for an ASGI app
        async with httpx.AsyncClient(transport=transport, base_url="http://ordering.test") as client:
            await client.get("/health", headers=FORWARDED)
        assert here.services.untrusted_proxy is None
    assert "ORDERING_TRUSTED_PROXIES" not in caplog.text
