"""The service is killed: what it had acknowledged is there, and what it hadn't is sent again and made once."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.faults.dying import POINTS
from tests.faults.screens import screens
from tests.faults.service import Scene, a_client, a_scene
from tests.faults.starter import Starter, Twist
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost

KILLS = 4


async def test_killed_at_any_moment_it_loses_and_doubles_nothing(scene: Scene, dice: random.Random) -> None:
    outbox, done = Outbox(scene.bistro), asyncio.Event()
    async with a_client(scene.service.url) as client, screens(5, scene.bistro, client) as watching:
        ordering = asyncio.create_task(outbox.keep_ordering(done))
        for _ in range(KILLS):
            await asyncio.sleep(dice.uniform(0.05, 0.6))
            scene.service.kill()
            await scene.service.start()
        await asyncio.sleep(0.3)
        done.set()
        await ordering
        assert outbox.unanswered > 0, "no kill hit anything"
        await nothing_is_lost(scene, outbox, watching)


@pytest.mark.parametrize("where", POINTS)
async def test_dying_between_two_steps_of_an_order(starter: Starter, url: str, tmp_path: Path, where: str) -> None:
    async with (
        a_scene(starter, url, tmp_path, twist=Twist(die=(where, 5))) as scene,
        a_client(scene.service.url) as client,
    ):
        outbox = Outbox(scene.bistro)
        async with screens(2, scene.bistro, client) as watching:
            keeping = asyncio.create_task(scene.service.keep_running())
            await asyncio.gather(*(outbox.order(1 + number % 3) for number in range(8)))
            keeping.cancel()
            await asyncio.wait([keeping])
            await scene.service.start()
            assert scene.service.starts > 1, "it never died"
            await nothing_is_lost(scene, outbox, watching)
