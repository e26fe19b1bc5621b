"""A transport that an answer leaves by in one packet."""

import asyncio


class OnePiece:
    """A transport for an answer's head and body: they leave in one packet, with one call of the system."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head: bytes | None = None

    def write(self, data: bytes) -> None:
        if self._head is None:
            self._head = data
        else:
            self._transport.write(self._head + data)

    def close(self) -> None:
        self._transport.close()
