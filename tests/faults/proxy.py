"""A cable between a client and a server on 127.0.0.1, which can be cut."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress


class Cable:
    """One connection. What a chunk's method refuses to forward is lost, and the cable with it, on both sides."""

    def to_server(self, chunk: bytes) -> bool:
        return True

    def to_client(self, chunk: bytes) -> bool:
        return True


class RandomCuts(Cable):
    """Loses a request or an answer now and then; an answer more often, for that is what makes tablets send again."""

    def __init__(self, dice: random.Random, counted: list[int]) -> None:
        self._dice, self._counted = dice, counted

    def to_server(self, chunk: bytes) -> bool:
        return self._survives(0.02)

    def to_client(self, chunk: bytes) -> bool:
        return self._survives(0.05)

    def _survives(self, chance: float) -> bool:
        cut = self._dice.random() < chance
        self._counted[0] += cut
        return not cut


class CommitCuts(Cable):
    """Cuts the database's clients off at one COMMIT in ``every``: before it arrives, with it, or before its answer."""

    COMMIT = b"COMMIT"  # alone, or behind the last statements

    def __init__(self, commits: list[int], every: int) -> None:
        self._commits, self._every = commits, every
        self._deaf = False

    def to_server(self, chunk: bytes) -> bool:
        if not chunk.endswith(self.COMMIT):
            return True
        self._commits[0] += 1
        cut, how = self._commits[0] % self._every == 0, self._commits[0] // self._every % 2
        self._deaf = cut and how == 1
        return not cut or self._deaf

    def to_client(self, chunk: bytes) -> bool:
        return not self._deaf


@asynccontextmanager
async def proxied(port: int, cable: Callable[[], Cable]) -> AsyncIterator[int]:
    """The port to connect to instead."""
    links: set[asyncio.Task[None]] = set()

    async def link(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        links.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError):
                await _join(reader, writer, port, cable())
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


async def _join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, cable: Cable) -> None:
    there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
    ways = [
        asyncio.create_task(_carry(reader, there_writer, cable.to_server)),
        asyncio.create_task(_carry(there_reader, writer, cable.to_client)),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        there_writer.transport.abort()
        for way in ways:
            way.cancel()
        await asyncio.wait(ways)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, survives: Callable[[bytes], bool]) -> None:
    with suppress(OSError):
        while (chunk := await reader.read(65536)) and survives(chunk):
            writer.write(chunk)
            await writer.drain()
