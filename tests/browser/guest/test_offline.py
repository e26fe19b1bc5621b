"""Over https (or on this very machine) a service worker keeps the page; a new build takes over at a calm moment."""

from playwright.async_api import expect

from ordering.app import STATIC
from ordering.http.assets import Assets
from tests.browser.conftest import Windows
from tests.browser.guest.newer import Naming, renamed
from tests.browser.guest.tablet import Tablet, in_the_kitchen
from tests.faults.service import Service
from tests.world import Restaurant

READY = """async () => {
  await navigator.serviceWorker.ready;
  while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 20));
}"""
OLD_PAGES = "caches.keys().then((all) => all.filter((one) => one.startsWith('page-')).length - 1)"
WAITING = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const coming = registration.installing;
  while (coming && coming.state === "installing") await new Promise((done) => (coming.onstatechange = done));
}"""
FETCHED = "(end) => performance.getEntriesByType('resource').some((one) => one.name.endsWith(end) && one.responseEnd)"
BUILD = "document.documentElement.dataset.build"
NEWER = "abcdefabcdef"


async def kept(windows: Windows, bistro: Restaurant, url: str) -> Tablet:
    """A tablet whose worker has everything."""
    tablet = await Tablet(await windows.page(), bistro, url).pair()
    await tablet.page.evaluate(READY)
    return tablet


async def test_the_menu_stays_readable_and_an_order_waits_through_a_reload_without_network(
    windows: Windows, bistro: Restaurant, service: Service
) -> None:
    tablet = await kept(windows, bistro, service.url)
    service.kill()
    await tablet.page.reload()
    await tablet.sees("떡볶이")
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.is_told("연결되면 바로 보낼게요")
    await tablet.page.reload()
    await tablet.sees("연결이 끊겼어요")
    await service.start()
    await tablet.has_sent_everything()
    await tablet.forgets_its_sheet()
    assert await in_the_kitchen(bistro) == [[("김치찌개", 1)]]


async def test_another_language_can_be_chosen_without_network(
    windows: Windows, bistro: Restaurant, service: Service
) -> None:
    """Over https the worker has its words; on plain http the page has fetched them before."""
    for url in (service.url, f"http://tablet.test:{service.port}"):
        page = await windows.page()
        tablet = await Tablet(page, bistro, url).pair()
        await page.wait_for_function(FETCHED, arg="/strings/en.js")
        if url == service.url:
            await page.evaluate(READY)
            await page.reload()
        service.kill()
        await tablet.press("English")
        await tablet.sees("Nothing in here yet")
        await service.start()


async def test_a_new_build_takes_over_when_it_is_calm_and_never_mid_order(
    windows: Windows, bistro: Restaurant, service: Service
) -> None:
    naming = Naming(Assets(STATIC).build)
    async with renamed(service.port, naming) as port:
        tablet = await kept(windows, bistro, f"http://127.0.0.1:{port}")
        await tablet.page.clock.install()
        await tablet.page.reload()
        await tablet.choose("김치찌개")
        naming.other = NEWER.encode()
        await tablet.page.evaluate(WAITING)
        await tablet.page.clock.fast_forward(60_000)
        assert await tablet.page.evaluate(BUILD) == naming.build.decode(), "there is something in the cart"
        await tablet.press("모두 비우기")
        await tablet.press("정말 비울까요?")
        await tablet.page.clock.fast_forward(30_000)
        await expect(tablet.page.locator("html")).to_have_attribute("data-build", NEWER)
        await tablet.sees("김치찌개")
        while await tablet.page.evaluate(OLD_PAGES):  # the new worker throws them away
            await tablet.page.wait_for_timeout(50)


async def test_without_a_worker_a_new_build_is_seen_when_the_server_is_back(
    windows: Windows, bistro: Restaurant, service: Service
) -> None:
    naming = Naming(Assets(STATIC).build)
    async with renamed(service.port, naming) as port:
        tablet = await Tablet(await windows.page(), bistro, f"http://tablet.test:{port}").pair()
        await tablet.page.clock.install()
        await tablet.page.reload()
        await tablet.sees("김치찌개")
        await expect(tablet.page.locator(".banner")).to_have_count(0)
        service.kill()
        await tablet.sees("연결이 끊겼어요")
        naming.other = NEWER.encode()
        await service.start()
        await tablet.page.clock.run_for(60_000)
        await expect(tablet.page.locator("html")).to_have_attribute("data-build", NEWER)
        await tablet.sees("김치찌개")


async def test_after_two_minutes_untouched_with_an_empty_cart_the_menu_is_at_its_top(
    windows: Windows, bistro: Restaurant, service: Service
) -> None:
    small = {"viewport": {"width": 390, "height": 500}}
    tablet = await Tablet(await windows.page(**small), bistro, f"http://tablet.test:{service.port}").pair()
    page = tablet.page
    await page.clock.install()
    await page.reload()
    await tablet.choose("김치찌개")
    await page.locator("#menu").evaluate("(menu) => menu.scrollTo(0, 400)")
    await page.clock.run_for(121_000)
    assert await page.locator("#menu").evaluate("(menu) => menu.scrollTop") > 0, "there is something in the cart"
    await page.locator("[data-key=cart]").click()
    await tablet.press("모두 비우기")
    await tablet.press("정말 비울까요?")
    await page.clock.run_for(121_000)
    await expect(page.locator("dialog[open]")).to_have_count(0)
    await expect(page.locator("#menu")).to_have_js_property("scrollTop", 0)
