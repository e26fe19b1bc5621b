"""A kitchen: stations, orders for them, and a screen that is paired with one."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page

from tests.browser.conftest import Windows
from tests.browser.staff.conftest import desk as desk
from tests.faults.service import Service
from tests.menu.test_stations import a_station
from tests.world import Restaurant

ScreenOf = Callable[..., Awaitable[Page]]


@pytest.fixture
async def kitchen(bistro: Restaurant) -> int:
    """The id of the bistro's only station, which makes everything."""
    return await a_station(bistro, "주방")


@pytest.fixture
async def screen(windows: Windows, bistro: Restaurant, service: Service) -> ScreenOf:
    """``await screen(station)``: a new screen of that station, paired, with its tickets on it."""

    async def of(station: int, language: str = "ko", **options: Any) -> Page:
        context = await windows.open(**options)
        token = bistro.token(await bistro.screen(station))
        for name, value in (("kitchen", token), ("language", language)):
            await context.add_cookies([{"name": name, "value": value, "url": service.url}])
        page = await context.new_page()
        await page.goto(f"{service.url}/kitchen")
        await live(page)
        return page

    return of


async def live(page: Page) -> None:
    await page.wait_for_selector('#connection[data-state="live"]')


async def cut_off(context: BrowserContext) -> None:
    """Nothing that is tapped arrives, though the stream may live: a Wi-Fi has such gaps."""
    for deed in ("tickets", "items", "orders"):
        await context.route(f"**/kitchen/{deed}/**", lambda route: route.abort())


async def tickets(here: Restaurant, status: str = "open") -> list[dict[str, Any]]:
    answer = await here.ask("staff", "GET", "/kitchen/tickets", status=status)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])
