"""A fake printer: takes slips over the network as a receipt printer does, counts them, and fails as it is told to."""

import asyncio
import re
import socket
import struct
from collections.abc import Callable

from msgspec import Struct
from PIL import Image

from ordering.printing import escpos
from ordering.printing.escpos import DOTS, Ask
from ordering.printing.reading import Asked, Cut, Reader, UnknownCommand, papers

CALM = 0b0001_0010
"""What every answer to DLE EOT has in it."""
QUESTION = re.compile(b"\x10\x04[\x01-\x04]")
"""DLE EOT, which printers answer wherever it comes in: amid a picture, too."""
CHUNK = 4096


class Faults(Struct):
    """What is wrong with a printer."""

    refuses: bool = False
    """It takes no connection."""
    hangs: bool = False
    """It takes connections and does nothing with them."""
    silent: bool = False
    """It prints and answers nothing."""
    resets_after: int | None = None
    """So many bytes of a slip, and the connection breaks."""
    cover_open: bool = False
    no_paper: bool = False

    def answer(self, asked: int) -> bytes:
        said = CALM
        if asked == Ask.STATUS and (self.cover_open or self.no_paper):
            said |= escpos.OFFLINE
        if asked == Ask.WHY_OFFLINE:
            said |= escpos.COVER_OPEN * self.cover_open | escpos.PAPER_RAN_OUT * self.no_paper
        if asked == Ask.PAPER and self.no_paper:
            said |= escpos.NO_PAPER
        return bytes([said])


class _Taking(Struct):
    """What has come in over a connection and is not cut off yet."""

    reader: Reader
    slip: bytes

    @property
    def many(self) -> int:
        return len(self.slip) + self.reader.waiting


class FakePrinter:
    """``slips`` are the bytes of each paper that came out whole; ``torn`` of each that did not."""

    def __init__(
        self, faults: Faults | None = None, width: int = 80, show: Callable[[Image.Image, bytes], None] | None = None
    ) -> None:
        self.faults = faults or Faults()
        self.slips: list[bytes] = []
        self.torn: list[bytes] = []
        self.connections = 0
        self._width = width
        self._show = show
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._server = await asyncio.start_server(self._connected, host, port or self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Pull its plug: what is being printed is torn off."""
        assert self._server is not None  # noqa: S101 - whoever stops it has started it
        self._server.close()
        for connection in self._open:
            connection.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a connection's handler is one
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        try:
            await self._serve(reader, writer)
        except (asyncio.CancelledError, ConnectionError):
            pass  # unplugged, or whoever sent is gone; asyncio's streams would tell it as an error
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.faults.refuses:
            reset(writer)
            return
        if self.faults.hangs:
            await asyncio.Event().wait()
        taking = _Taking(Reader(), b"")
        while more := await reader.read(CHUNK):
            most = self.faults.resets_after
            try:
                self._take(more if most is None else more[: most - taking.many], taking, writer)
            except UnknownCommand as unknown:
                self.torn.append(repr(unknown).encode())
                return
            if most is not None and taking.many >= most:
                reset(writer)
                break
        if taking.many:
            self.torn.append(taking.slip or b"?")

    def _take(self, more: bytes, taking: _Taking, writer: asyncio.StreamWriter) -> None:
        for part, taken in taking.reader.feed(more):
            for question in () if self.faults.silent else QUESTION.finditer(taken):
                writer.write(self.faults.answer(question[0][-1]))
            if isinstance(part, Asked):
                continue
            taking.slip += taken
            if isinstance(part, Cut):
                self._print(taking.slip)
                taking.slip = b""

    def _print(self, slip: bytes) -> None:
        self.slips.append(slip)
        if self._show is not None:
            for picture in papers(slip, DOTS[self._width]):
                self._show(picture, slip)


def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection so that the other side sees it broken, not closed."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
