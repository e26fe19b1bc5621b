"""A Friday: every dish is made once, by the tickets' account and by the papers', whatever dies meanwhile.

Guests order at eight tables, some by their phones; cooks at three stations and whoever carries do what their screens
show; the floor cancels, takes back, moves, joins and closes. The service is killed twice, a printer dies amid a paper
and comes back, screens lose their connection, and nobody reads anything anew: all they know are the events since they
began. In the end the service has as many connections as before (I9), its database's aside.

ORDERING_TEST_FRIDAY=200 makes it as long as the design asks for, on every database (see the package's docstring).
"""

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.live.log import FOR_KITCHENS, StoreEvent
from ordering.printing.fake_printer import Faults
from tests.faults.evening.floor import Floor
from tests.faults.evening.house import EXPO, STATIONS, House, Json, a_house, guests
from tests.faults.evening.kitchen import Cook, Runner, Shown
from tests.faults.evening.papers import Papers
from tests.faults.screens import Screen, following
from tests.faults.service import Scene, a_client, a_scene
from tests.faults.starter import Starter, Twist
from tests.faults.tablets import PATIENCE_SECONDS
from tests.invariants import check, kept

QUICK = {"ordering.printing.queue.HELD_SECONDS": 4.0}
"""So soon it is seen that a process has died."""
FRIDAY = int(os.environ.get("ORDERING_TEST_FRIDAY") or 0)
ORDERS = FRIDAY or 80
DATABASES = ["sqlite", "mariadb", "mysql"] if FRIDAY else ["sqlite", "mariadb"]
KILLS = 2
DEEDS = {"cancel", "void", "advance", "move", "join", "unjoin", "move order", "close", "reopen", "recall", "taken back"}
TOLD = ("ticket.placed", "ticket.changed")
Told = tuple[int, str, Any]
"""An event's number, type and data."""


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, server_url: Callable[[str], str]) -> str:
    """Only the service dies: so the databases are those of the whole run."""
    return str(request.getfixturevalue("sqlite_url")) if request.param == "sqlite" else server_url(request.param)


@pytest.mark.timeout(400)
async def test_every_dish_of_a_friday_is_made_once(
    starter: Starter, url: str, tmp_path: Path, dice: random.Random
) -> None:
    async with a_scene(starter, url, tmp_path, twist=Twist(constants=QUICK)) as scene:
        before, began = await sockets_at_rest(scene), time.monotonic()
        async with a_client(scene.service.url) as client:
            scene.bistro.http = client
            async with a_house(scene, dice) as house:
                tickets = await a_friday(house, client)
        took = time.monotonic() - began
        assert scene.service.starts == 1 + KILLS
        assert await sockets_at_rest(scene, at_most=before) <= before, "I9: connections or listeners are left"
    figures = f"{ORDERS} orders, {tickets} tickets, {dict(house.done)}; {before} sockets at rest, {took:.0f} s"
    print(figures)  # noqa: T201 - for the notes, with -s


async def sockets_at_rest(scene: Scene, at_most: int = 0) -> int:
    """Of the service, once nobody is there and they are that few, or time is up."""
    with suppress(TimeoutError):
        async with asyncio.timeout(30 if at_most else 1):
            while scene.service.sockets > at_most:
                await asyncio.sleep(0.1)
    return scene.service.sockets


async def a_friday(house: House, client: httpx.AsyncClient) -> int:
    """How many tickets it had."""
    bistro, dice = house.bistro, house.dice
    board = Screen(bistro, client, dice)
    screens = {name: Screen(bistro, client, dice, who, "/kitchen/events") for name, who in house.screens.items()}
    cooks = {name: Cook(house, name, screens[name]) for name in STATIONS}
    serving: dict[str, Cook | Runner] = {**cooks, EXPO: Runner(house, screens[EXPO])}
    async with following([board, *screens.values()]):
        log = await an_evening(house, board, serving)
        for name, one in serving.items():
            await shows_what_is_so(house, name, one.shown, log)
        assert [(event.seq, event.type) for event in board.events] == [(seq, kind) for seq, kind, _ in log], "I4"
    tickets = {data["ticket"]["id"]: data["ticket"] for _, kind, data in log if kind in TOLD}
    orders = await house.pages("staff", "/admin/orders")
    placed = [(one["id"], one["number"]) for one in reversed(orders)]
    assert placed == sorted((one["id"], one["number"]) for one in house.orders.values())
    assert {one["placed_by"] for one in orders} == {"table", "phone"}
    made_once(cooks.values(), orders, tickets)
    papers = Papers(house, tickets)
    papers.check(await papers.see_to_all(), orders)
    await check(bistro.services, bistro.store_id)
    await kept(bistro.services.work, orders)
    return len(tickets)


async def an_evening(house: House, board: Screen, serving: Mapping[str, Cook | Runner]) -> list[Told]:
    """The log, once all that were ordered are made and carried, or cancelled, and every screen has heard of it."""
    async with asyncio.TaskGroup() as people:
        working = [people.create_task(one.work()) for one in serving.values()]
        working.append(people.create_task(house.scene.service.keep_running()))
        trouble = people.create_task(kills_and_a_dead_printer(house))
        walking = people.create_task(Floor(house, board).work())
        await guests(house, ORDERS)
        await until(lambda: house.done.keys() >= DEEDS, lambda: DEEDS - house.done.keys())
        house.changing = False
        await asyncio.wait([trouble, walking])
        log: list[Told] = []
        while not log or log != await _read(house):
            await until(
                lambda: not any(one.left for one in serving.values()),
                lambda: {name: one.left for name, one in serving.items()},
            )
            log = await _read(house)
            await board.until(log[-1][0])
            for name, one in serving.items():
                await one.shown.screen.until(for_station(house, name, log)[-1][0])
        for task in working:
            task.cancel()
    return log


async def kills_and_a_dead_printer(house: House) -> None:
    """By how far the evening has come: a kill, the printer that breaks off a paper, a kill, and the printer again."""
    broken = house.printers[max(house.printers)]
    steps = [ORDERS * part // 10 for part in (2, 4, 6, 8)]
    for step, at in enumerate(steps):
        await until(partial(_have, house, at), lambda: house.done)
        if step in (0, 2):
            await asyncio.sleep(house.dice.uniform(0, 0.1))
            house.scene.service.kill()
        elif step == 1:
            broken.faults = Faults(resets_after=80)
            await until(lambda: bool(broken.torn), lambda: house.done)
            await broken.stop()
        else:
            broken.faults = Faults()
            await broken.start()
            await house.say("staff", "POST", f"/admin/printers/{max(house.printers)}/test")  # it is tried at once


def _have(house: House, orders: int) -> bool:
    return len(house.orders) >= orders


def for_station(house: House, name: str, log: Sequence[Told]) -> list[tuple[int, str]]:
    mine = house.stations[name]
    return [
        (seq, kind)
        for seq, kind, data in log
        if kind in FOR_KITCHENS and (name == EXPO or kind not in TOLD or data["ticket"]["station"]["id"] == mine)
    ]


async def shows_what_is_so(house: House, station: str, shown: Shown, log: Sequence[Told]) -> None:
    """A station's screen has heard all that is for it, once and in order, and shows what it would if it read anew."""
    heard = [(event.seq, event.type) for event in shown.screen.events]
    assert heard == for_station(house, station, log), f"I4: {station}"
    asked = [house.pages(house.screens[station], "/kitchen/tickets", status=status) for status in ("open", "done")]
    there = [ticket for tickets in await asyncio.gather(*asked) for ticket in tickets]
    assert _alone(shown.look()) == _alone(sorted(there, key=lambda one: one["id"])), f"{station} shows something else"


def _alone(tickets: Sequence[Json]) -> list[Json]:
    """Without how far their orders are, which their other tickets tell."""
    return [{**one, "order": {**one["order"], "version": 0, "status": ""}} for one in tickets]


def made_once(cooks: Iterable[Cook], orders: Sequence[Json], tickets: Mapping[int, Json]) -> None:
    """By the tickets' account, and by what the cooks remember."""
    made = [(line_id, many) for cook in cooks for (_, line_id), many in cook.made.items()]
    times, quantity = Counter(line_id for line_id, _ in made), dict(made)
    assert all(many == 1 for many in times.values()), "a dish was made twice"
    done = {line["id"] for ticket in tickets.values() for line in ticket["lines"] if line["done_at"]}
    for order in orders:
        assert order["status"] in ("completed", "cancelled"), order
        for line in order["lines"] if order["status"] == "completed" else ():
            if line["quantity"]:
                assert line["id"] in done, "a dish that nobody has ticked off"
                assert line["quantity"] <= quantity[line["id"]] <= line["quantity"] + line["voided"]


async def until(so: Callable[[], bool], otherwise: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not so():
        assert time.monotonic() < end, otherwise()
        await asyncio.sleep(0.02)


async def _read(house: House) -> list[Told]:
    return await house.bistro.services.work.read(_log, house.bistro.store_id)


async def _log(session: AsyncSession, store_id: int) -> list[Told]:
    mine = select(StoreEvent.seq, StoreEvent.type, StoreEvent.payload).where(StoreEvent.store_id == store_id)
    rows = await session.execute(mine.order_by(StoreEvent.seq))
    return [(seq, kind, msgspec.json.decode(data)) for seq, kind, data in rows]
