"""Two processes behind nginx, Redis, a database: each killed, stopped, frozen while orders run, and cables cut.

In the end the orders are the keys, and every listener has the whole log, each event once, in order. By hand
(see the package's docstring): ORDERING_TEST_ORDERS, ORDERING_TEST_EVENTS and ORDERING_TEST_STREAMS are how many.
"""

import asyncio
import os
import random
import time
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.live import log
from ordering.live.log import EventType
from ordering.menu.shapes import MenuChanged
from tests.faults.machines import Machines, through
from tests.faults.proxy import RandomCuts, proxied
from tests.faults.screens import screens
from tests.faults.tablets import Outbox, every_order
from tests.faults.verdict import nothing_is_lost

ORDERS = int(os.environ.get("ORDERING_TEST_ORDERS") or 200)
EVENTS = int(os.environ.get("ORDERING_TEST_EVENTS") or 300)
STREAMS = int(os.environ.get("ORDERING_TEST_STREAMS") or 20)
LISTENERS = 20
AT_ONCE = 20

pytestmark = pytest.mark.timeout(300 + max(ORDERS, EVENTS))


async def test_whatever_befalls_a_part_orders_are_keys_and_listeners_hold_the_log(
    on_machines: Machines, dice: random.Random
) -> None:
    here, cuts, began = on_machines, [0], time.monotonic()
    troubles = here.troubles(dice)
    plan = [*troubles, *dice.choices([*troubles], k=ORDERS // 40 - len(troubles))] if ORDERS >= 40 else [*troubles]
    dice.shuffle(plan)
    async with (
        proxied(here.port, lambda: RandomCuts(dice, cuts)) as cut,
        through(cut) as cut_client,
        screens(LISTENERS, here.bistro, here.client, dice) as watching,
    ):
        outbox = Outbox(replace(here.bistro, http=cut_client))
        ordering = asyncio.create_task(every_order(outbox, dice, ORDERS))
        for number, trouble in enumerate(plan):
            while len(outbox.acknowledged) < number * ORDERS // len(plan) and not ordering.done():
                await asyncio.sleep(0.01)
            await troubles[trouble]()
        await ordering
        placed = time.monotonic() - began
        await here.bistro.services.work.engine.dispose()
        for screen in watching:
            screen.steady.set()
        assert len(outbox.acknowledged) == ORDERS
        await nothing_is_lost(here.pair.here, outbox, watching)
        connects = sum(screen.connects for screen in watching)
    report = (
        f"{ORDERS} orders, {outbox.sendings} sendings, {cuts[0]} cables cut, {outbox.busy} busy, {outbox.unanswered} "
        f"unanswered, {len(plan)} troubles, {connects} connects of {LISTENERS} listeners, slowest answer "
        f"{outbox.slowest:.1f} s, {placed:.0f} s"
    )
    print(report)  # noqa: T201 - a figure


async def test_streams_on_two_processes_miss_and_double_nothing(on_machines: Machines, dice: random.Random) -> None:
    """A third process writes most of the events; orders through nginx come in between."""
    here, began = on_machines, time.monotonic()
    async with screens(STREAMS, here.bistro, here.client, dice) as watching:
        outbox, done = Outbox(here.bistro), asyncio.Event()
        ordering = asyncio.create_task(outbox.keep_ordering(done, at_once=1))
        restarts = [here.troubles(dice)[f"the {which} process is killed"] for which in ("first", "second")]
        for written in range(0, EVENTS, AT_ONCE):
            await here.bistro.services.work.run(_events, here.bistro.store_id)
            if written % (EVENTS // 4) < AT_ONCE:
                await restarts[written % 2]()
            await asyncio.sleep(dice.uniform(0, 0.1))
        done.set()
        await ordering
        for screen in watching:
            screen.steady.set()
        await nothing_is_lost(here.pair.here, outbox, watching)
        heard = sum(len(screen.events) for screen in watching)
        connects = sum(screen.connects for screen in watching)
    took = time.monotonic() - began
    print(f"{heard} events to {STREAMS} streams, {connects} connects, {took:.0f} s")  # noqa: T201 - a figure
    assert heard >= EVENTS * STREAMS
    assert connects > STREAMS


async def _events(session: AsyncSession, store_id: int) -> None:
    for number in range(AT_ONCE):
        log.append(session, store_id, EventType.MENU_CHANGED, MenuChanged(number))
