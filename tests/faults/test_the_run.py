"""The run: every order sent 1-5 times through cut cables, while the service and its database are killed.

ORDERING_TEST_ORDERS is how many (see the package's docstring). In the end the orders are the keys, and 20 screens,
cut at random moments, hold the log: each event once, in order.
"""

import asyncio
import os
import random
import time
from collections.abc import Callable

import pytest

from tests.faults.proxy import RandomCuts, proxied
from tests.faults.screens import screens
from tests.faults.service import Scene, a_client
from tests.faults.tablets import Outbox, every_order
from tests.faults.verdict import nothing_is_lost
from tests.servers import Server

ORDERS = int(os.environ.get("ORDERING_TEST_ORDERS") or 400)
SCREENS = 20

pytestmark = pytest.mark.timeout(120 + ORDERS // 8)


class Trouble:
    """Kills the service and its database at moments chosen by how far the run has come."""

    def __init__(self, scene: Scene, database: Server | None, dice: random.Random) -> None:
        kills = {at: self._kill_service for at in dice.sample(range(ORDERS), ORDERS // 80)}
        restarts = {at: self._kill_database for at in dice.sample(range(ORDERS), ORDERS // 200 if database else 0)}
        self.plan: list[tuple[int, Callable[[], None]]] = sorted((kills | restarts).items(), key=lambda one: one[0])
        self.done = 0
        self._scene, self._database, self._dice = scene, database, dice

    async def make(self, outbox: Outbox) -> None:
        for at, strike in self.plan:
            while len(outbox.acknowledged) < at:
                await asyncio.sleep(0.005)
            await asyncio.sleep(self._dice.uniform(0, 0.05))
            await asyncio.to_thread(strike)
            self.done += 1

    def _kill_service(self) -> None:
        self._scene.service.kill()

    def _kill_database(self) -> None:
        assert self._database is not None
        self._database.kill()
        time.sleep(self._dice.uniform(0, 0.5))
        self._database.start()


async def test_orders_are_keys_and_every_screen_holds_the_log(
    scene: Scene, url: str, request: pytest.FixtureRequest, dice: random.Random
) -> None:
    database: Server | None = None if url.startswith("sqlite") else request.getfixturevalue("killable")
    trouble, cuts, began = Trouble(scene, database, dice), [0], time.monotonic()
    async with (
        proxied(scene.service.port, lambda: RandomCuts(dice, cuts)) as port,
        a_client(f"http://127.0.0.1:{port}") as cut_client,
        a_client(scene.service.url) as client,
        screens(SCREENS, scene.bistro, client, dice) as watching,
    ):
        outbox = Outbox(scene.bistro)
        scene.bistro.http, whole = cut_client, scene.bistro.http
        keeping = asyncio.create_task(scene.service.keep_running())
        striking = asyncio.create_task(trouble.make(outbox))
        await every_order(outbox, dice, ORDERS)
        await striking
        keeping.cancel()
        await asyncio.wait([keeping])
        await scene.service.start()
        scene.bistro.http = whole
        placed = time.monotonic() - began
        await scene.bistro.services.work.engine.dispose()
        for screen in watching:
            screen.steady.set()
        assert len(outbox.acknowledged) == ORDERS
        await nothing_is_lost(scene, outbox, watching)
        connects = sum(screen.connects for screen in watching)
    assert trouble.done == len(trouble.plan)
    report = (
        f"{ORDERS} orders on {url.split('+')[0]}, "
        f"{outbox.sendings} sendings, {cuts[0]} cables cut, {outbox.busy} busy, "
        f"{outbox.unanswered} unanswered, {len(trouble.plan)} kills ({scene.service.starts} starts), "
        f"{connects} connects of {SCREENS} screens, slowest answer {outbox.slowest:.2f} s, {placed:.0f} s"
    )
    print(report)  # noqa: T201 - a figure
