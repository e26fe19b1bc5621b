"""Tablets that don't give up: an order stays in the outbox until it is answered or refused."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.world import Restaurant

PATIENCE_SECONDS = 90
TABLETS = 12
PROXYS_OWN = 502, 504
"""Nobody has answered: not ours, and so no refusal."""


@dataclass
class Outbox:
    """Every order that was sent and what became of it, by its key.

    ``slowest`` is how long one sending was without an answer, ``longest`` how long a guest waited for an order.
    """

    bistro: Restaurant
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    sendings: int = 0
    unanswered: int = 0
    busy: int = 0
    slowest: float = 0.0
    longest: float = 0.0

    async def order(self, table: int, *, key: str | None = None, pause: float = 0.1) -> dict[str, Any]:
        """Send one order, the same key and body again until it is acknowledged."""
        key = key or self.bistro.new_key()
        self.sent.add(key)
        began = time.monotonic()
        while True:
            assert time.monotonic() - began < PATIENCE_SECONDS, f"{key} was never answered"
            answer = await self._once(table, key)
            if answer is not None:
                self.longest = max(self.longest, time.monotonic() - began)
                order: dict[str, Any] = answer.json()
                first = self.acknowledged.setdefault(key, order)
                assert first["id"] == order["id"], f"I2: {key} was two orders"
                return order
            await asyncio.sleep(pause)

    async def _once(self, table: int, key: str) -> httpx.Response | None:
        began = time.monotonic()
        self.sendings += 1
        try:
            answer = await self.bistro.order(table, ("냉면", 1 + len(key) % 3), "김치찌개", key=key)
        except httpx.TimeoutException as hang:
            raise AssertionError(f"{key}: no answer, and no end") from hang
        except httpx.TransportError:
            self.unanswered += 1
            return None
        self.slowest = max(self.slowest, time.monotonic() - began)
        if answer.status_code in PROXYS_OWN:
            self.unanswered += 1
            return None
        if answer.status_code == 503:
            assert int(answer.headers["Retry-After"]) >= 1
            self.busy += 1
            return None
        assert answer.status_code in (200, 201), answer.text
        return answer

    async def keep_ordering(self, done: asyncio.Event, *, at_once: int = 6) -> None:
        """Orders from tables 1-3, several at a time, until ``done``."""

        async def one(number: int) -> None:
            while not done.is_set():
                await self.order(1 + number % 3)

        await asyncio.gather(*(one(number) for number in range(at_once)))


async def every_order(outbox: Outbox, dice: random.Random, count: int) -> None:
    """So many orders of twelve tablets, each sent 1-5 times: at once, or one after the other."""
    numbers = iter(range(count))

    async def tablet() -> None:
        for number in numbers:
            table, key, times = 1 + number % 3, f"key-of-the-run-{number:08d}", dice.randint(1, 5)
            if dice.random() < 0.5:
                await asyncio.gather(*(outbox.order(table, key=key) for _ in range(times)))
            else:
                for _ in range(times):
                    await outbox.order(table, key=key)

    await asyncio.gather(*(tablet() for _ in range(TABLETS)))
