"""A real Chromium, and the service as a process of its own with a restaurant in it for every test."""

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from ordering import settings
from ordering.app import create_app
from ordering.http.edge import Edge
from ordering.services import of_app
from tests.apps import SCALED, SECRET
from tests.faults.service import AS_IT_IS, Service, a_client
from tests.faults.starter import Starter
from tests.scaled import Scaled
from tests.servers.plugin import MISSING
from tests.world import Restaurant, a_restaurant

QUIET = ["quic", "background-networking", "component-update", "sync", "gpu"]
FLAGS = [
    *(f"--disable-{name}" for name in QUIET),
    "--no-sandbox",
    "--no-first-run",
    "--host-resolver-rules=MAP tablet.test 127.0.0.1",  # plain http under a name: what a tablet on the LAN sees
]


expect.set_options(timeout=30_000)
"""A machine that runs other tests at the same time stalls; what has to come sooner is said where it has."""

# The first is the same engine without a browser's own windows: half the work.
CHROMIUMS = ("chromium-headless-shell", "chromium", "google-chrome")


@pytest.fixture(scope="session")
async def chromium(pytestconfig: pytest.Config) -> AsyncIterator[Browser]:
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        missing = "No Chromium here: `apt-get install chromium-headless-shell` brings it"
        pytestconfig.stash.setdefault(MISSING, []).append(missing)
        if os.environ.get("CI") == "true":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        await browser.close()


@dataclass
class Windows:
    """Opens browser contexts, as separate as two tablets. ``complaints`` are what their pages had to say to us."""

    browser: Browser
    opened: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = (
        *("net::ERR_", "status of 4", "status of 5", "Failed to load resource", "Status Error Code 502"),
        "Service Worker registration blocked",  # by us
        "htmx:oobErrorNoTarget",  # a drawer that was closed while its answer was on the way
    )

    async def open(self, **options: object) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "ko-KR", **options}
        context = await self.browser.new_context(**options)  # type: ignore[arg-type]  # its options by name
        context.set_default_timeout(30_000)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self._note(f"uncaught: {error.error}"))
        self.opened.append(context)
        return context

    async def page(self, **options: object) -> Page:
        return await (await self.open(**options)).new_page()

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self._note(said.text)

    def _note(self, said: str) -> None:
        if not any(one in said for one in self.expected):
            self.complaints.append(said)


@pytest.fixture
async def windows(chromium: Browser) -> AsyncIterator[Windows]:
    """Whatever a page writes to its console as an error, but for refused and failed requests, fails the test."""
    made = Windows(chromium)
    yield made
    for context in made.opened:
        await context.close()
    assert made.complaints == []


@pytest.fixture
async def page(windows: Windows) -> Page:
    return await windows.page()


@dataclass(frozen=True)
class House:
    """The service, and the same app in this process on the same database."""

    service: Service | Scaled
    inside: Edge

    async def restaurant(self, client: httpx.AsyncClient) -> Restaurant:
        """A new one; ``http`` asks the service, so that its streams hear of everything at once."""
        transport = httpx.ASGITransport(self.inside, raise_app_exceptions=False)  # type: ignore[arg-type]  # theirs is another name for an ASGI app
        async with httpx.AsyncClient(transport=transport, base_url="http://inside.test") as own:
            return replace(await a_restaurant(self.inside, own, "bistro"), http=client)


@pytest.fixture(scope="session")
async def house(
    starter: Starter,
    migrated_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> AsyncIterator[House]:
    if SCALED:
        scaled, url = request.getfixturevalue("scaled"), request.getfixturevalue("server_url")("mariadb")
        own = {"ORDERING_DATABASE_URL": url, "ORDERING_SECRET_KEY": SECRET}
        beside = create_app(settings.read({**own, **scaled.beside}))
        of_app(beside.app).open()
        yield House(scaled, beside)
        await of_app(beside.app).aclose()
        return
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(migrated_file, folder / "ordering.db")
    url = f"sqlite+aiosqlite:///{folder / 'ordering.db'}"
    inside = create_app(settings.read({"ORDERING_DATABASE_URL": url, "ORDERING_SECRET_KEY": SECRET}))
    assert isinstance(inside, Edge)
    service = Service(starter, url, folder, AS_IT_IS)
    yield House(service, inside)
    service.kill()
    services = of_app(inside.app)
    await services.hub.close()
    await services.order_queue.close()
    await services.work.close()


@pytest.fixture
async def service(house: House) -> Service | Scaled:
    """Running, also after a test that killed it."""
    await house.service.start()
    return house.service


@pytest.fixture
async def bistro(house: House, service: Service | Scaled) -> AsyncIterator[Restaurant]:
    async with a_client(service.url) as client:
        yield await house.restaurant(client)
