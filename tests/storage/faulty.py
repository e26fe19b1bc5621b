"""An endpoint that speaks S3 badly: it hangs, stumbles, forbids, dawdles, or hangs up."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from ordering.settings import Bucket

FAULTS = ("hangs", "500", "403", "slow", "hangs up", "cuts", "nonsense", "refuses")


@asynccontextmanager
async def faulty(fault: str) -> AsyncIterator[Bucket]:
    """A bucket on such an endpoint."""
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        await _serve(fault, reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    if fault == "refuses":
        server.close()
    try:
        yield Bucket(name="pictures", endpoint_url=f"http://127.0.0.1:{port}", region="ap-northeast-2")
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0.01)


async def _serve(fault: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            if fault == "hangs":
                await reader.read(-1)
                break
            if fault == "hangs up":
                await reader.read(100)
                break
            if "100-continue" in head:
                writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            length = re.search(r"content-length: (\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
            if not await _answer(fault, writer):
                break
    writer.close()


async def _answer(fault: str, writer: asyncio.StreamWriter) -> bool:
    """Whether the connection stays open."""
    if fault == "slow":
        for letter in b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n":
            writer.write(bytes([letter]))
            await writer.drain()
            await asyncio.sleep(1)
        return True
    answers = {
        "cuts": b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf a picture",
        "nonsense": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    }
    status = {"500": b"500 Internal Server Error", "403": b"403 Forbidden"}.get(fault)
    writer.write(answers.get(fault) or b"HTTP/1.1 " + (status or b"200 OK") + b"\r\ncontent-length: 0\r\n\r\n")
    await writer.drain()
    return fault not in answers
