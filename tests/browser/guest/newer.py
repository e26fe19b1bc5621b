"""A server that looks newer: on the way to the tablet its build has another name of the same length."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress


class Naming:
    """``other`` is what the tablet reads instead of ``build``; the same, until a test says otherwise."""

    def __init__(self, build: str) -> None:
        self.build = self.other = build.encode()

    def to_tablet(self, chunk: bytes) -> bytes:
        return chunk.replace(self.build, self.other)

    def to_server(self, chunk: bytes) -> bytes:
        return chunk.replace(self.other, self.build)


@asynccontextmanager
async def renamed(port: int, naming: Naming) -> AsyncIterator[int]:
    """The port to connect to instead."""
    links: set[asyncio.Task[None]] = set()

    async def link(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        links.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError):
                await _join(reader, writer, port, naming)
        finally:
            writer.transport.abort()
            links.discard(task)

    server = await asyncio.start_server(link, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(links):
            task.cancel()
        if links:
            await asyncio.wait(links)
        await server.wait_closed()


async def _join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, naming: Naming) -> None:
    there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
    ways = [
        asyncio.create_task(_carry(reader, there_writer, naming.to_server)),
        asyncio.create_task(_carry(there_reader, writer, naming.to_tablet)),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        there_writer.transport.abort()
        for way in ways:
            way.cancel()
        await asyncio.wait(ways)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, said: Callable[[bytes], bytes]) -> None:
    with suppress(OSError):
        while chunk := await reader.read(1 << 20):
            writer.write(said(chunk))
            await writer.drain()
