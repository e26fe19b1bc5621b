"""F3 where there is no nchan: a raw asyncio server that writes what is posted to /pub once to each listener at /sub.

``python -m bench.floors.fanout``; its port is in ORDERING_PORT.
"""

import asyncio
import os
from typing import cast

import uvloop

STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n: hi\n\n"
EMPTY = b"HTTP/1.1 %d\r\ncontent-length: 0\r\n\r\n"
LISTENERS: set[asyncio.Transport] = set()


class Connection(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._request = b""

    def connection_lost(self, _: Exception | None) -> None:
        LISTENERS.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._request += data
        head, end, body = self._request.partition(b"\r\n\r\n")
        if not end:
            return
        if head.startswith(b"GET /sub"):
            LISTENERS.add(self._transport)
            self._transport.write(STREAM)
        elif head.startswith(b"POST /pub"):
            if len(body) < int(head.lower().partition(b"content-length: ")[2].split()[0]):
                return
            for listener in LISTENERS:
                listener.write(b"data: " + body + b"\n\n")
            self._transport.write(EMPTY % 201)
        else:
            self._transport.write(EMPTY % 200)
        self._request = b""


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(
        Connection, "127.0.0.1", int(os.environ["ORDERING_PORT"]), backlog=2048
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.Runner(loop_factory=uvloop.new_event_loop).run(serve())
