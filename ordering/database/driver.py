"""Connections to MySQL and MariaDB that wait for their server no longer than they should, at little cost."""

import asyncio
from typing import Any

from asyncmy.connection import Connection


class ServerConnection(Connection):
    """A driver's connection, without the task and the timer that ``asyncio.wait_for`` makes for every wait: a
    statement's answer comes in several pieces, and they cost more than what the driver does with it.
    """

    _loop: asyncio.AbstractEventLoop
    _transport: asyncio.Transport

    def __init__(self, *, patience: float | None, **settings: Any) -> None:
        super().__init__(**settings)  # type: ignore[no-untyped-call]  # it says no types
        self._patience = patience

    async def _fill_buffer(self, need: int) -> None:
        """Raises the driver's ``OperationalError`` when the connection is lost, or the server says nothing in time."""
        if self._patience is None:
            await super()._fill_buffer(need)  # type: ignore[misc]  # what it says has only what is public
            return
        giving_up = self._loop.call_later(self._patience, self._transport.abort)
        try:
            await super()._fill_buffer(need)  # type: ignore[misc]  # as above
        finally:
            giving_up.cancel()


async def connect(**settings: Any) -> ServerConnection:
    connection = ServerConnection(**settings)
    await connection.connect()
    return connection
