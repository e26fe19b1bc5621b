"""A service that dies of itself at its n-th order, at a chosen point.

`os._exit` is as sudden as SIGKILL and hits exactly between two steps.
"""

import os
from collections.abc import Awaitable, Callable
from typing import Any

from litestar.types import Message, Receive, Scope, Send

from ordering.database.lane import Insert
from ordering.database.server_lane import ServerTransaction
from ordering.database.sqlite_lane import SqliteTransaction
from ordering.http.edge import Edge
from ordering.live.log import EVENTS, Event, EventType
from ordering.orders.queue import OrderQueue
from ordering.services import Services
from tests.faults.dying_printing import AGENT_POINTS, PAPER_POINTS, die_printing

POINTS = ("before the commit", "before the announcement", "before the answer", "inside the answer")


class Countdown:
    def __init__(self, orders: int) -> None:
        self.left = orders

    def count(self, orders: int) -> None:
        self.left -= orders
        if orders and self.left <= 0:
            os._exit(9)


def die(where: str, orders: int) -> None:
    """Of itself, at one of ``POINTS`` of the order that many from now, or of ``PAPER_POINTS`` or ``AGENT_POINTS`` of
    the paper.
    """
    if where in (*PAPER_POINTS, *AGENT_POINTS):
        die_printing(where, orders)
        return
    countdown = Countdown(orders)
    if where == "before the commit":
        for transaction in (ServerTransaction, SqliteTransaction):
            _before_commit(transaction, countdown)
    elif where == "before the announcement":
        _before(Services, "announce", lambda _, committed: countdown.count(_placed(committed)))
    elif where == "before the answer":
        _after(OrderQueue, "_place", lambda result, *_: countdown.count(len(result)))
    else:
        _die_inside_the_answer(countdown)


def _placed(committed: list[Event]) -> int:
    return sum(isinstance(one, Event) and one.type == EventType.ORDER_PLACED for one in committed)


def _after(owner: Any, name: str, then: Callable[..., None]) -> None:
    original: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def wrapped(*args: Any) -> Any:
        result = await original(*args)
        then(result, *args)
        return result

    setattr(owner, name, wrapped)


def _before(owner: Any, name: str, first: Callable[..., None]) -> None:
    original = getattr(owner, name)

    def wrapped(*args: Any) -> Any:
        first(*args)
        return original(*args)

    setattr(owner, name, wrapped)


def _before_commit(transaction: type[ServerTransaction] | type[SqliteTransaction], countdown: Countdown) -> None:
    """All of it is written, and its COMMIT, which goes with its last statements, is left out."""
    original: Callable[..., Awaitable[Any]] = transaction.commit

    async def counted(self: Any, *statements: Any) -> Any:
        placed = [row for one in statements if isinstance(one, Insert) and one.into == EVENTS for row in one.rows]
        orders = sum(EventType.ORDER_PLACED.value in row for row in placed)
        if orders >= countdown.left:
            await self.send(*statements)
        countdown.count(orders)
        return await original(self, *statements)

    transaction.commit = counted  # type: ignore[method-assign]  # put in its place


def _die_inside_the_answer(countdown: Countdown) -> None:
    """The headers of a 201 are out, its body is not."""
    original = Edge.__call__

    async def call(self: Edge, scope: Scope, receive: Receive, send: Send) -> None:
        created = False

        async def dying_send(message: Message) -> None:
            nonlocal created
            if message["type"] == "http.response.start":
                created = message["status"] == 201
            elif created:
                countdown.count(1)
            await send(message)

        await original(self, scope, receive, dying_send)

    Edge.__call__ = call  # type: ignore[method-assign]  # put in its place
