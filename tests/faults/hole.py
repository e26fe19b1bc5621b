"""A network that swallows bytes and closes nothing: a Wi-Fi that is gone, a router that has forgotten us."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Hole:
    """A connection that something was swallowed of stays dead for good. ``heads`` are requests that came through."""

    to: int
    port: int = 0
    swallowing: bool = False
    heads: list[str] = field(default_factory=list)

    async def link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, beyond = await asyncio.open_connection("127.0.0.1", self.to)
        dead = asyncio.Event()
        back = asyncio.create_task(self._carry(there, writer, dead))
        try:
            await self._carry(reader, beyond, dead, self.heads)
        finally:  # the client has hung up
            back.cancel()
            for end in (writer, beyond):
                end.transport.abort()

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        dead: asyncio.Event,
        heads: list[str] | None = None,
    ) -> None:
        with suppress(OSError):
            while chunk := await reader.read(65536):
                if self.swallowing:
                    dead.set()
                elif not dead.is_set():
                    if heads is not None:
                        heads.append(chunk.partition(b" HTTP/")[0].decode("latin-1"))
                    writer.write(chunk)
            if not dead.is_set() and not self.swallowing:
                writer.close()


@asynccontextmanager
async def hole(port: int) -> AsyncIterator[Hole]:
    made, links = Hole(port), set[asyncio.Task[None]]()

    async def link(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        links.add(task)
        with suppress(OSError, asyncio.CancelledError):
            await made.link(reader, writer)
        links.discard(task)

    server = await asyncio.start_server(link, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in list(links):
            task.cancel()
        await asyncio.gather(*links, return_exceptions=True)
        await server.wait_closed()
