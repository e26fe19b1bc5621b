"""The same with many stored orders as with none: what grows with history would come to a stop one day."""

import asyncio

from bench import history
from bench.load.job import Job, run
from bench.measures.board import TABLES, Board
from bench.measures.orders import lane
from bench.stage import Stage

AT_ONCE = 8


class Growth:
    """Two products with the same board, one of them with past orders; tables beside the board place new ones."""

    def __init__(self, stage: Stage) -> None:
        self._plan = stage.plan
        url = stage.url(stage.served, "stored")
        asyncio.run(history.fill(url, stage.served.world, stage.plan.stored))
        self._boards = {
            "empty": Board(stage.plan, stage.product(stage.served, "board")),
            "stored": Board(stage.plan, stage.product(stage.served, "stored")),
        }

    def round(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, board in self._boards.items():
            product = board.product
            seats = product.world.seats[TABLES : TABLES + AT_ONCE]
            lanes = [lane(product.world, seat) for seat in seats]
            found[f"orders-{name}"] = run(Job(product.port, lanes, self._plan.warm, self._plan.seconds)).rate
            asyncio.run(history.forget(product.url, seats))
            found[f"board-{name}"] = board.fresh()
        return found
