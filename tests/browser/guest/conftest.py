import pytest
from playwright.async_api import Page

from tests.browser.guest.tablet import Tablet
from tests.faults.service import Service
from tests.world import Restaurant


@pytest.fixture
async def unpaired(page: Page, bistro: Restaurant, service: Service) -> Tablet:
    """On plain http under a name, as on a restaurant's LAN: no service worker, no Web Locks, no wake lock there."""
    return Tablet(page, bistro, f"http://tablet.test:{service.port}")


@pytest.fixture
async def tablet(unpaired: Tablet) -> Tablet:
    """At table 1, with the menu before it."""
    return await unpaired.pair()
