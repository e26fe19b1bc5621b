"""The relay between a client and a MySQL or MariaDB server: it passes everything on and counts the client's commands,
so that it makes no difference which driver sends them, and how many statements one command holds.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

HEADER = 4
"""Three bytes of length, least first, and the packet's number within its command: 0 begins a new one."""
CHUNK = 65_536


class Commands:
    """Counts the commands in what one client sends, however it is cut up."""

    def __init__(self) -> None:
        self.count = 0
        self._header = b""
        self._rest = 0  # of the packet that is under way

    def read(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            if self._rest:
                passed = min(self._rest, len(data) - at)
                self._rest -= passed
            else:
                passed = min(HEADER - len(self._header), len(data) - at)
                self._header += data[at : at + passed]
                self._begin()
            at += passed

    def _begin(self) -> None:
        if len(self._header) < HEADER:
            return
        self._rest = int.from_bytes(self._header[:3], "little")
        # What answers the server's greeting goes on counting from it, so it is never 0.
        self.count += self._header[3] == 0
        self._header = b""


class Relay:
    """Listens on ``port`` while it serves."""

    def __init__(self, server: int) -> None:
        self.port = 0
        self.listens = threading.Event()
        self._server = server
        self._clients: list[Commands] = []
        self._passing: set[asyncio.Task[None]] = set()

    @property
    def commands(self) -> int:
        """How many all clients have sent so far, after their handshakes."""
        return sum(client.count for client in self._clients)

    async def serve(self) -> None:
        """Until it is cancelled."""
        listening = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = listening.sockets[0].getsockname()[1]
        self.listens.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            listening.close()
            for task in self._passing:
                task.cancel()
            await asyncio.gather(*self._passing, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._server)
        commands = Commands()
        self._clients.append(commands)
        for passing in (_pass_on(reader, to_server, commands), _pass_on(from_server, writer, None)):
            task = asyncio.create_task(passing)
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, commands: Commands | None) -> None:
    try:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                if commands is not None:
                    commands.read(data)
                writer.write(data)
                await writer.drain()
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


@contextmanager
def relaying(server: int) -> Iterator[Relay]:
    """A relay to that port of 127.0.0.1, in a thread of its own, until the block ends."""
    relay, loop = Relay(server), asyncio.new_event_loop()
    serving = loop.create_task(relay.serve())

    def serve() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(serving)
        loop.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    relay.listens.wait()
    try:
        yield relay
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join()
