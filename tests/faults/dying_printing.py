"""A service that dies of itself at its n-th paper, at a chosen point between its commit and the printer's answer."""

import os
from typing import Any

from ordering.printing import queue
from ordering.printing.far_papers import FarPapers
from ordering.printing.wire import Wire

BEFORE_BYTES = ("before it is said to be sent", "before that is committed")
AMID_BYTES = (
    *("before the first byte", "amid the bytes", "before the printer answers"),
    *("before the end is kept", "before the end is committed"),
)
PAPER_POINTS = (*BEFORE_BYTES, *AMID_BYTES)
AMID_TRANSACTIONS = ("before that is committed", "before the end is committed")
AGENT_POINTS = ("before the agent tells how it ended", "after the agent told how it ended", "before the agent begins")
"""Of a print agent, beside those of its wire."""


def die_printing(where: str, papers: int) -> None:
    left = [papers]

    def count() -> None:
        left[0] -= 1
        if left[0] <= 0:
            os._exit(9)

    if where == "before it is said to be sent":
        _around(queue, "begin", count, before=True)
    elif where == "before that is committed":
        _around(queue, "begin", count, before=False)
    elif where == "before the first byte":
        _around(Wire, "send", count, before=True)
    elif where == "amid the bytes":
        _break_off(left)
    elif where in AGENT_POINTS:
        name = "begin" if where == "before the agent begins" else "end"
        _around(FarPapers, name, count, before=where.startswith("before"))
    elif where == "before the printer answers":
        _around(Wire, "_ended", count, before=True)
    else:
        _around(queue, "end", count, before=where == "before the end is kept")


def _around(owner: Any, name: str, count: Any, *, before: bool) -> None:
    original = getattr(owner, name)

    async def wrapped(*args: Any, **more: Any) -> Any:
        if before:
            count()
        result = await original(*args, **more)
        if not before:
            count()
        return result

    setattr(owner, name, wrapped)


def _break_off(left: list[int]) -> None:
    original = Wire.send

    async def send(self: Wire, slip: bytes) -> Any:
        left[0] -= 1
        if left[0] <= 0:
            self._writer.write(slip[: len(slip) // 2])
            await self._writer.drain()
            os._exit(9)
        return await original(self, slip)

    Wire.send = send  # type: ignore[method-assign]  # put in its place
