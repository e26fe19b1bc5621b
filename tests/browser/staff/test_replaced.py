"""A board whose stream was replaced says so, and comes back when somebody looks at it, not before."""

from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Request, expect

from ordering.security.callers import StaffCaller
from tests.browser.staff.conftest import Desk
from tests.faults.service import Service, a_client
from tests.world import Restaurant

LOCKS, WORKER = "127.0.0.1", "tablet.test"  # as a browser has them: over plain http under a name there are no locks


@pytest.mark.parametrize("host", [LOCKS, WORKER])
async def test_a_board_that_was_replaced_waits_for_somebody(
    desk: Desk, bistro: Restaurant, service: Service, host: str
) -> None:
    page, asked = await desk(language="en", host=host), list[str]()
    other = await page.context.new_page()
    await other.goto(page.url)
    pills = [one.locator("#connection") for one in (page, other)]
    for pill in pills:
        await expect(pill).to_have_attribute("data-state", "live")

    def note(request: Request) -> None:
        if "/admin/stream" in request.url:
            asked.append(request.url)

    page.context.on("request", note)
    headers = {"Authorization": f"Bearer {bistro.token('staff')}"}
    async with a_client(service.url) as client, AsyncExitStack() as streams:
        for _ in range(StaffCaller.STREAMS):
            await streams.enter_async_context(client.stream("GET", "/api/v1/admin/events", headers=headers, timeout=60))
        for pill in pills:
            await expect(pill).to_have_attribute("data-state", "stale")
        await page.evaluate("dispatchEvent(new Event('online'))")
        await page.wait_for_timeout(3000)
        assert asked == []
        for pill in pills:
            await expect(pill).to_have_attribute("data-state", "stale")
        await other.evaluate("dispatchEvent(new Event('focus'))")
        for pill in pills:
            await expect(pill).to_have_attribute("data-state", "live")
    order = await bistro.ordered(2)
    await expect(page.locator(f"li[data-order='{order['id']}']")).to_be_visible()
