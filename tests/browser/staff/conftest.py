"""Staff in front of their pages: logged in by cookie, on a real service."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Windows
from tests.faults.service import Service
from tests.world import Restaurant

Desk = Callable[..., Awaitable[Page]]


@pytest.fixture
async def desk(windows: Windows, bistro: Restaurant, service: Service) -> Desk:
    """``await desk("/admin", "staff", "ko")``: a browser of that person's at that page, which is ``page.url``'s."""

    async def at(path: str = "/admin", who: str = "staff", language: str = "ko", **options: Any) -> Page:
        host = options.pop("host", "127.0.0.1")
        origin = f"http://{host}:{options.pop('port', service.port)}"
        prepare = options.pop("prepare", None)
        # With a service worker Playwright lets requests past a test's routes now and then.
        context = await windows.open(**{"service_workers": "block", **options})
        cookies = {"staff": bistro.token(who), "language": language}
        await context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in cookies.items()])
        page = await context.new_page()
        if prepare is not None:
            await prepare(page)
        await page.goto(f"{origin}{path}")
        return page

    return at
