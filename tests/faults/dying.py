"""A service that dies of itself at its n-th order, at a chosen point.

`os._exit` is as sudden as SIGKILL and hits exactly between two steps.
"""

import os
from collections.abc import Awaitable, Callable
from typing import Any

from litestar.types import Message, Receive, Scope, Send

from ordering.database.work import Work
from ordering.http.edge import Edge
from ordering.live import log
from ordering.orders.queue import OrderQueue

POINTS = ("before the commit", "before the announcement", "before the answer", "inside the answer")


class Countdown:
    def __init__(self, orders: int) -> None:
        self.left = orders

    def count(self, orders: int) -> None:
        self.left -= orders
        if orders and self.left <= 0:
            os._exit(9)


def die(where: str, orders: int) -> None:
    """Of itself, at one of ``POINTS`` of the order that many from now."""
    countdown = Countdown(orders)
    if where == "before the commit":
        _after(log, "write", lambda _, session: countdown.count(_placed(session.info.get("announcements", []))))
    elif where == "before the announcement":
        _after(Work, "_transaction", lambda result, *_: countdown.count(_placed(result[1])))
    elif where == "before the answer":
        _after(OrderQueue, "_place", lambda result, *_: countdown.count(len(result)))
    else:
        _die_inside_the_answer(countdown)


def _placed(announcements: list[log.Event]) -> int:
    return sum(one.type is log.EventType.ORDER_PLACED for one in announcements)


def _after(owner: Any, name: str, then: Callable[..., None]) -> None:
    original: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def wrapped(*args: Any) -> Any:
        result = await original(*args)
        then(result, *args)
        return result

    setattr(owner, name, wrapped)


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

    Edge.__call__ = call  # type: ignore[method-assign]
