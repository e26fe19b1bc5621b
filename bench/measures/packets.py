"""How often a request asks the database: the commands that a relay sees pass from `ordering serve` to its server."""

import asyncio
import statistics
from collections.abc import Awaitable, Callable
from itertools import count

import httpx

from bench.load.job import Unanswered
from bench.measures.board import BOARD, OWN
from bench.measures.tables import AT_ONCE
from bench.stage import Stage
from bench.world import Seat

TIMES = 9
SETTLED = 0.03
"""Seconds after its answer a request has sent all it sends: a transaction that only read is rolled back then."""
KEYS = count()


class Packets:
    """The median of some requests: once a second the server looks for events on its own."""

    def __init__(self, stage: Stage) -> None:
        self._product, self._relay = stage.relayed("packets")

    def round(self) -> dict[str, float]:
        return asyncio.run(self._round())

    async def _round(self) -> dict[str, float]:
        bistro = self._product.bistro
        seats = bistro.seats[:AT_ONCE]
        async with httpx.AsyncClient(base_url=self._product.origin, timeout=30) as product:

            async def get(path: str, token: str) -> None:
                answer = await product.get(path, headers={"Authorization": f"Bearer {token}"})
                if answer.status_code != 200:
                    raise Unanswered(f"{path}: {answer.text[:300]}")

            async def order(*at: Seat) -> None:
                await asyncio.gather(*(self._order(product, seat) for seat in at))

            await order(*seats)  # opens the sessions, and the tokens are known from now on
            return {
                "order-packets": await self._sent(lambda: order(seats[0])),
                "batch-packets": await self._sent(lambda: order(*seats)) / AT_ONCE,
                "own-packets": await self._sent(lambda: get(OWN, seats[0].token)),
                "board-packets": await self._sent(lambda: get(BOARD, bistro.owner)),
                "board-changed-packets": await self._sent(
                    lambda: get(BOARD, bistro.owner), before=lambda: order(seats[0])
                ),
            }

    async def _sent(
        self, do: Callable[[], Awaitable[None]], before: Callable[[], Awaitable[None]] | None = None
    ) -> float:
        """The commands that reach the database meanwhile; what is done ``before`` does not count."""
        sent = []
        for time in range(TIMES + 1):
            if before is not None:
                await before()
                await asyncio.sleep(SETTLED)
            known = self._relay.commands
            await do()
            await asyncio.sleep(SETTLED)
            sent += [self._relay.commands - known] if time else []  # the first of a kind warms up
        return statistics.median(sent)

    async def _order(self, product: httpx.AsyncClient, seat: Seat) -> None:
        headers = {"Authorization": f"Bearer {seat.token}", "Idempotency-Key": f"bench-packets-{next(KEYS):06}"}
        answer = await product.post("/api/v1/orders", headers=headers, json=self._product.bistro.draft)
        answer.raise_for_status()
