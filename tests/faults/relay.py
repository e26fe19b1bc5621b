"""What stands before a primary and its replicas: an address that leads to another server after a failover."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import make_url


@dataclass
class Relay:
    """``to`` is the port that new connections are led to; None: nobody is there. Those that are open stay as they are,
    with the server that they were made to.
    """

    to: int | None
    port: int = 0
    links: set[asyncio.Task[None]] = field(default_factory=set)

    def around(self, url: str) -> str:
        """A database's URL by way of here."""
        return make_url(url).set(port=self.port).render_as_string(hide_password=False)

    async def link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.links.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError):
                if self.to is not None:
                    await self._join(reader, writer, self.to)
        finally:
            writer.transport.abort()
            self.links.discard(task)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
        ways = [asyncio.create_task(_carry(*way)) for way in ((reader, there_writer), (there_reader, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            there_writer.transport.abort()
            for way in ways:
                way.cancel()
            await asyncio.wait(ways)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()


@asynccontextmanager
async def relayed(url: str) -> AsyncIterator[Relay]:
    """Leads to a database's server at first."""
    made = Relay(make_url(url).port)
    server = await asyncio.start_server(made.link, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in list(made.links):
            task.cancel()
        if made.links:
            await asyncio.wait(made.links)
        await server.wait_closed()
