"""The primary is killed, frozen or demoted, and its replica promoted behind a relay: orders go on, none is lost."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from ordering import settings
from tests.apps import SECRET, an_app
from tests.faults.relay import Relay, relayed
from tests.faults.screens import Screen, screens
from tests.faults.service import AS_IT_IS, Scene, Service, a_client, a_scene
from tests.faults.starter import Starter
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost
from tests.servers import NotInstalled, ask
from tests.servers.migrated import MigratedDatabases
from tests.servers.pair import Pair, a_pair, plain
from tests.servers.plugin import lack

ORDERS_AGAIN_SECONDS = 30

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def pair(pytestconfig: pytest.Config) -> Iterator[Pair]:
    try:
        with a_pair("mariadb", sure=True) as made:
            yield made
    except NotInstalled as missing:
        lack(pytestconfig, str(missing), needed=os.environ.get("CI") == "true")


@pytest.fixture
def url(pair: Pair, migrated: MigratedDatabases) -> str:
    return plain(pair.primary, migrated.make(pair.primary, "faults"))


@dataclass
class Failing:
    """One process that takes orders and another that only listens, both by way of the relay."""

    pair: Pair
    relay: Relay
    scene: Scene
    listener: Service
    outbox: Outbox
    watching: list[Screen]
    new: str
    """The database's URL on the server that is promoted."""

    async def promote(self) -> None:
        await asyncio.to_thread(self.pair.promote)
        self.relay.to = make_url(self.pair.replica.url).port

    async def ordered_again(self) -> float:
        """The seconds until an order is taken."""
        began = time.monotonic()
        await self.outbox.order(1)
        return time.monotonic() - began


@asynccontextmanager
async def failing(pair: Pair, url: str, starter: Starter, folder: Path) -> AsyncIterator[Failing]:
    async with relayed(url) as relay:
        around = relay.around(url)
        async with a_scene(starter, url, folder, way=around) as scene:
            listener = Service(starter, around, folder, AS_IT_IS)
            await listener.start()
            try:
                async with a_client(listener.url) as client, screens(3, scene.bistro, client) as watching:
                    outbox = Outbox(scene.bistro)
                    await outbox.order(1)
                    await watching[0].until(2)
                    yield Failing(pair, relay, scene, listener, outbox, watching, pair.on_replica(url))
            finally:
                listener.kill()


async def nothing_acknowledged_is_lost(failing: Failing) -> None:
    """The judge looks at the new server, and by itself."""
    with an_app(settings.read({"ORDERING_DATABASE_URL": failing.new, "ORDERING_SECRET_KEY": SECRET})) as app:
        judged = replace(failing.scene.bistro, app=app)
        await nothing_is_lost(Scene(failing.scene.service, judged), failing.outbox, failing.watching)
        await judged.services.aclose()


@pytest.mark.parametrize("strike", ["kill", "freeze"])
async def test_a_primary_is_lost_under_load_and_the_replica_promoted(
    pair: Pair, url: str, starter: Starter, tmp_path: Path, strike: str
) -> None:
    async with failing(pair, url, starter, tmp_path) as here:
        done = asyncio.Event()
        ordering = asyncio.create_task(here.outbox.keep_ordering(done))
        await asyncio.sleep(1)
        await asyncio.to_thread(getattr(pair.primary, strike))
        await asyncio.sleep(2)
        await here.promote()
        took = await here.ordered_again()
        await asyncio.sleep(1)
        done.set()
        await ordering
        report = f"{strike}: {len(here.outbox.acknowledged)} orders, {here.outbox.busy} busy, again after {took:.1f} s"
        print(report)  # noqa: T201 - a figure
        assert took < ORDERS_AGAIN_SECONDS
        assert here.outbox.busy > 0 or here.outbox.slowest > 2, "nobody noticed"
        await nothing_acknowledged_is_lost(here)


async def test_a_primary_is_demoted_and_goes_on_answering_who_is_connected(
    pair: Pair, url: str, starter: Starter, tmp_path: Path
) -> None:
    """Without a writer what is read goes on. Who only listens has nothing refused, and leaves the old server too."""
    async with failing(pair, url, starter, tmp_path) as here:
        bistro, key = here.scene.bistro, here.scene.bistro.new_key()
        ask(pair.primary.url, "SET GLOBAL read_only = ON")
        await asyncio.sleep(1.5)
        for _ in range(3):
            refused = await bistro.order(1, key=key)
            assert (refused.status_code, refused.json()["code"]) == (503, "busy")
            assert int(refused.headers["Retry-After"]) >= 1
            assert (await bistro.ask("staff", "GET", "/admin/board")).status_code == 200
            assert (await bistro.ask(1, "GET", "/menu")).status_code == 200
        assert (await bistro.http.get("/health")).status_code == 200, "balancers leave it in"
        await asyncio.to_thread(pair.caught_up)
        await here.promote()
        took = await here.ordered_again()
        head = await here.scene.cursor()
        await asyncio.gather(*(screen.until(head, ORDERS_AGAIN_SECONDS) for screen in here.watching))
        print(f"demoted: again after {took:.1f} s")  # noqa: T201 - a figure
        assert took < ORDERS_AGAIN_SECONDS
        async with a_client(here.listener.url) as client:
            board = await replace(bistro, http=client).ask("staff", "GET", "/admin/board")
        assert board.json()["cursor"] == head
        await nothing_acknowledged_is_lost(here)
