"""A MySQL Group Replication whose primary is killed under load: the members left have what was acknowledged."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from ordering import settings
from tests.apps import SECRET, an_app
from tests.faults.relay import Relay, relayed
from tests.faults.screens import screens
from tests.faults.service import Scene, a_client, a_scene
from tests.faults.starter import Starter
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost
from tests.servers import NotInstalled
from tests.servers.group import Group, a_group
from tests.servers.migrated import MigratedDatabases
from tests.servers.pair import plain
from tests.servers.plugin import lack

ORDERS_AGAIN_SECONDS = 10

pytestmark = pytest.mark.timeout(360)


@pytest.fixture
def group(pytestconfig: pytest.Config) -> Iterator[Group]:
    try:
        with a_group() as made:
            yield made
    except NotInstalled as missing:
        lack(pytestconfig, str(missing), needed=False)  # as MySQL itself


async def follow(group: Group, relay: Relay, led: list[float]) -> None:
    """Leads the relay to whoever is the primary; ``led`` are the times at which it was another."""
    while True:
        primary = await asyncio.to_thread(group.primary)
        port = make_url(primary.url).port if primary else None
        if port is not None and port != relay.to:
            led.append(time.monotonic())
        relay.to = port
        await asyncio.sleep(0.2)


async def test_the_primary_of_a_group_is_killed_under_load(
    group: Group, starter: Starter, migrated: MigratedDatabases, tmp_path: Path
) -> None:
    first = group.primary()
    assert first is not None
    url = plain(first, migrated.make(first, "faults"))
    led: list[float] = []
    async with relayed(url) as relay, a_scene(starter, url, tmp_path, way=relay.around(url)) as scene:
        following = asyncio.create_task(follow(group, relay, led))
        async with a_client(scene.service.url) as client, screens(4, scene.bistro, client) as watching:
            outbox, done = Outbox(scene.bistro), asyncio.Event()
            ordering = asyncio.create_task(outbox.keep_ordering(done))
            await asyncio.sleep(1)
            await asyncio.to_thread(first.kill)
            killed = time.monotonic()
            while not led:
                assert time.monotonic() < killed + 60, "the group has no primary"
                await asyncio.sleep(0.05)
            await outbox.order(1)
            again = time.monotonic()
            await asyncio.sleep(1)
            done.set()
            await ordering
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
            report = f"{len(outbox.acknowledged)} orders, {outbox.busy} busy, a primary after {led[0] - killed:.1f} s, "
            print(report + f"orders {again - led[0]:.1f} s later")  # noqa: T201 - a figure
            assert again - led[0] < ORDERS_AGAIN_SECONDS
            assert outbox.busy > 0, "nobody noticed"
            second = make_url(url).set(port=relay.to).render_as_string(hide_password=False)
            with an_app(settings.read({"ORDERING_DATABASE_URL": second, "ORDERING_SECRET_KEY": SECRET})) as app:
                judged = replace(scene.bistro, app=app)
                await nothing_is_lost(Scene(scene.service, judged), outbox, watching)
                await judged.services.aclose()
