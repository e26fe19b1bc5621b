"""The same with many stored orders as with none: what grows with history would come to a stop one day."""

import asyncio

from bench import history
from bench.load.job import Job, Lane
from bench.load.spelling import request
from bench.measures.board import OWN, TABLES, Board
from bench.measures.cost import run_on
from bench.measures.tables import clear, lane
from bench.stage import Stage

PAGE = "/admin/history"


class Growth:
    """Products with the same board, all but the first with past orders; a table beside the board places new ones."""

    def __init__(self, stage: Stage) -> None:
        self._plan = stage.plan
        self._boards = {}
        for stored in (0, *stage.plan.stored):
            name = f"stored_{stored}" if stored else "board"
            asyncio.run(history.fill(stage.url(stage.main, name), stage.main.world.bistro, stored))
            self._boards[stored] = Board(stage.plan, stage.product(stage.main, name))

    def round(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for stored, board in self._boards.items():
            bistro = board.product.bistro
            seat = bistro.seats[TABLES]
            page = request("GET", PAGE, headers={"Cookie": f"staff={bistro.owner}; language=ko"})
            own = request("GET", OWN, token=bistro.seats[0].token)
            found |= board.fresh(f"grown-{stored}-board")
            for name, one in (("order", lane(bistro, seat)), ("own", Lane([own])), ("page", Lane([page]))):
                cost = run_on(
                    board.product.running, Job(board.product.port, [one], self._plan.warm, self._plan.seconds)
                )
                found |= cost.figures(f"grown-{stored}-{name}")
            clear(board.product, bistro, [seat])
        return found
