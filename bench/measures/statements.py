"""How often a request asks the database: statements with COMMIT among them, counted in this process, and everything
that reached the server, as that counts it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count

import httpx
from sqlalchemy import Engine, event
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.databases import media
from bench.inside import client
from bench.measures.board import ORDERS
from bench.stage import Stage
from bench.world import Seat
from ordering.database.engine import create_engine

BATCH = 8
KEYS = count()


class Statements:
    def __init__(self, stage: Stage) -> None:
        self._world = stage.served.world
        self._url = stage.url(stage.served, "statements")
        self._media = media(stage.folder)

    def round(self) -> dict[str, float]:
        return asyncio.run(self._round())

    async def _round(self) -> dict[str, float]:
        async with client(self._url, self._media) as product, server(self._url) as asked:

            async def order(seats: list[Seat]) -> None:
                await asyncio.gather(*(self._order(product, seat) for seat in seats))

            async def board() -> None:
                headers = {"Authorization": f"Bearer {self._world.owner}"}
                (await product.get(f"/admin/board?orders={ORDERS}", headers=headers)).raise_for_status()

            seats = self._world.seats[:BATCH]
            await order(seats)  # opens the sessions, and the tokens are known from now on
            one, one_trips = await counted(asked, lambda: order(seats[:1]))
            many, many_trips = await counted(asked, lambda: order(seats))
            await board()
            cached, _ = await counted(asked, board)
            await order(seats[:1])
            fresh, _ = await counted(asked, board)
        return {
            "order-statements": one,
            "order-trips": one_trips,
            "batch-statements": many / BATCH,
            "batch-trips": many_trips / BATCH,
            "board-statements": fresh,
            "board-unchanged-statements": cached,
        }

    async def _order(self, product: httpx.AsyncClient, seat: Seat) -> None:
        headers = {"Authorization": f"Bearer {seat.token}", "Idempotency-Key": f"bench-statements-{next(KEYS):06}"}
        answer = await product.post("/orders", headers=headers, json=self._world.draft)
        answer.raise_for_status()


@asynccontextmanager
async def server(url: str) -> AsyncIterator[AsyncConnection]:
    """A connection to ask the server how much it was asked."""
    engine = create_engine(url)
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def counted(asked: AsyncConnection, do: Callable[[], Awaitable[None]]) -> tuple[int, int]:
    """How many statements and commits this process sent meanwhile, and how many questions reached the server."""
    before = await questions(asked)
    with statements() as sent:
        await do()
    return sent[0], await questions(asked) - before - 1


async def questions(asked: AsyncConnection) -> int:
    row = (await asked.exec_driver_sql("SHOW GLOBAL STATUS LIKE 'Questions'")).one()
    return int(row._tuple()[-1])


@contextmanager
def statements() -> Iterator[list[int]]:
    sent = [0]

    def note(*_: object) -> None:
        sent[0] += 1

    for moment in ("before_cursor_execute", "commit"):
        event.listen(Engine, moment, note)
    try:
        yield sent
    finally:
        for moment in ("before_cursor_execute", "commit"):
            event.remove(Engine, moment, note)
