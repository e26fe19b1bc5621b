"""Sockets as a client that means no good holds them: what is sent, byte by byte, and what comes back."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.faults.service import Service

CHUNK = 65536
CONTINUES = "Expect: 100-continue"
GIVE_UP_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def problem(self) -> Any:
        assert self.headers["content-type"] == "application/problem+json", self
        told = json.loads(self.body)
        assert told["status"] == self.status
        assert told["request_id"] == self.headers["x-request-id"]
        return told


class Wire:
    """One connection. Reading waits for the service to close it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.opened = time.monotonic()

    def send(self, data: bytes | str) -> None:
        self.writer.write(data.encode() if isinstance(data, str) else data)

    async def drip(self, data: bytes, every: float = 0.1) -> None:
        """A byte at a time, until the service has had enough."""
        for number in range(len(data)):
            if self.writer.is_closing() or self.reader.at_eof():
                return
            self.writer.write(data[number : number + 1])
            await asyncio.sleep(every)

    async def flood(self, data: bytes, megabytes: int = 64) -> int:
        """The same again and again, until the service has had enough; how many bytes it took."""
        sent = 0
        try:
            while sent < megabytes * 1024 * 1024 and not self.reader.at_eof():
                self.writer.write(data)
                sent += len(data)
                await self.writer.drain()
        except OSError:
            pass
        return sent

    async def answer(self) -> Answer:
        """One answer with a length; the connection may stay."""
        async with asyncio.timeout(GIVE_UP_SECONDS):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(int(first.split()[1]), headers, body)

    async def rest(self) -> bytes:
        """What comes until it is closed; a connection that is cut ends too."""
        read = b""
        async with asyncio.timeout(GIVE_UP_SECONDS):
            try:
                while data := await self.reader.read(CHUNK):
                    read += data
            except ConnectionError:
                pass
        return read

    async def closed_after(self) -> float:
        """The seconds from its opening to its end, in which nothing came."""
        assert await self.rest() == b""
        return time.monotonic() - self.opened


@asynccontextmanager
async def a_wire(service: Service) -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    try:
        yield Wire(reader, writer)
    finally:
        writer.transport.abort()


async def on_its_way(wire: Wire, head: bytes) -> None:
    """A request with a body to come, once the service waits for that; ``head`` says that it CONTINUES."""
    wire.send(head)
    async with asyncio.timeout(GIVE_UP_SECONDS):
        assert await wire.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"


def a_get(path: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


def a_post(path: str, length: int, *headers: str) -> bytes:
    own = ["Host: x", "Content-Type: application/json", f"Content-Length: {length}"]
    return "\r\n".join([f"POST {path} HTTP/1.1", *own, *headers, "", ""]).encode()
