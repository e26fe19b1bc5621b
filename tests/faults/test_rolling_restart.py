"""Two processes behind nginx are restarted one after the other under load: no request fails, no event is missed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx
import pytest

from tests.faults.machines import Machines
from tests.faults.screens import screens
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost
from tests.world import Restaurant

ROUNDS = 2
SETTLE_SECONDS = 2.5
"""nginx leaves out for up to two seconds whom it could not reach."""

pytestmark = pytest.mark.timeout(240)


@dataclass
class Load:
    """What a restaurant asks for all the time, each once: an answer that is none, or 5xx, is a failed request."""

    bistro: Restaurant
    outbox: Outbox
    done: asyncio.Event = field(default_factory=asyncio.Event)
    answered: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    async def keep_asking(self) -> None:
        await asyncio.gather(*(self._keep(kind) for kind in (self._order, self._look, self._cook) for _ in range(3)))

    async def _keep(self, kind: Callable[[], Awaitable[None]]) -> None:
        while not self.done.is_set():
            await kind()

    async def _order(self) -> None:
        key = self.bistro.new_key()
        self.outbox.sent.add(key)
        answer = await self._note("order", self.bistro.order(1, key=key))
        if answer is not None:
            self.outbox.acknowledged[key] = answer.json()

    async def _look(self) -> None:
        await self._note("menu", self.bistro.ask(1, "GET", "/menu"))
        await self._note("own orders", self.bistro.ask(2, "GET", "/orders"))
        await self._note("board", self.bistro.ask("staff", "GET", "/admin/board"))

    async def _cook(self) -> None:
        key = self.bistro.new_key()
        self.outbox.sent.add(key)
        placed = await self._note("order", self.bistro.order(3, key=key))
        if placed is None:
            return
        order = self.outbox.acknowledged[key] = placed.json()
        move = {"status": "preparing", "version": order["version"]}
        await self._note("step", self.bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", move))

    async def _note(self, what: str, asked: Awaitable[httpx.Response]) -> httpx.Response | None:
        try:
            answer = await asked
        except httpx.HTTPError as error:
            self.failed.append(f"{what}: {error!r}")
            return None
        if answer.status_code not in (200, 201):
            self.failed.append(f"{what}: {answer.status_code} {answer.text[:200]}")
            return None
        self.answered[what] += 1
        return answer


async def test_a_rolling_restart_fails_nobody(on_machines: Machines) -> None:
    here = on_machines
    async with screens(10, here.bistro, here.client) as watching:
        outbox = Outbox(here.bistro)
        load = Load(here.bistro, outbox)
        asking = asyncio.create_task(load.keep_asking())
        await asyncio.sleep(1)
        for _ in range(ROUNDS):
            for scene in here.pair.scenes:
                assert await scene.service.stop() < 10
                await scene.service.start()
                await asyncio.sleep(SETTLE_SECONDS)
        load.done.set()
        await asking
        connects = sum(screen.connects for screen in watching)
        print(f"{dict(load.answered)}, {ROUNDS * 2} restarts, {connects} connects of 10 screens")  # noqa: T201 - a figure
        assert load.failed == []
        assert connects >= 20, "streams had to move"
        await nothing_is_lost(here.pair.here, outbox, watching)
