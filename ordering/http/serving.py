"""Uvicorn, with what open streams, slow clients and a restart need of it."""

import asyncio
import contextlib
import gc
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from types import FrameType

import uvicorn

from ordering import clock, outlet, services
from ordering.http.edge import Edge
from ordering.http.wire.connection import IDLE_SECONDS, Connection
from ordering.http.wire.files import room_for
from ordering.http.wire.gate import Gate
from ordering.http.wire.slots import Slots
from ordering.http.wire.wire import Wire
from ordering.settings import Settings

GRACE_SECONDS = 3.0
"""So long a request may go on once the process has been told to end; what is left then is told to come again."""
LAST_WORD_SECONDS = 0.5
TURN_SECONDS = 2.0
HANDOVER_SECONDS = 0.0005
"""After which a busy loop lets a thread go on: one of SQLite's waits for that twice in each COMMIT, with all whom it is
for. Python's own 5 ms are several times what the disk takes.
"""


class Server(uvicorn.Server):
    """Waits for open responses before it tells the app to stop; a stream never closes by itself, so tell it first."""

    def __init__(self, config: uvicorn.Config, edge: Edge, wire: Wire, beat: Callable[[], None]) -> None:
        super().__init__(config)
        self._edge, self._wire, self._beat = edge, wire, beat

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._told_to_end = asyncio.Event()
        await super().serve(sockets)

    async def main_loop(self) -> None:
        """A turn now and then, and one when it is told to end: uvicorn's ten a second are most of what a process takes
        in which nothing happens.
        """
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(clock.until_next(TURN_SECONDS)):
                    await self._told_to_end.wait()

    async def on_tick(self, counter: int) -> bool:
        self._beat()
        self._look()
        return await super().on_tick(counter)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self._told_to_end.set()
        services.of_app(self._edge.app).release()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        ends = [
            self._loop.call_later(GRACE_SECONDS, self._cut_short),
            self._loop.call_later(GRACE_SECONDS + LAST_WORD_SECONDS, self._hang_up),
        ]
        await asyncio.sleep(0)  # who has connected by now is let in: they would be hung up on with the socket
        await super().shutdown(sockets)
        for end in ends:
            end.cancel()
        self._wire.tally.close()
        outlet.STDOUT.flush()  # uvicorn raises the signal again, which ends the process at once

    def _look(self) -> None:
        now = time.monotonic()
        for connection in list(self._wire.pending):
            connection.look(now)
        self._wire.slots.let_go(now - IDLE_SECONDS)
        self._wire.tally.look(now)

    def _cut_short(self) -> None:
        self._edge.closing = True
        for task in self.server_state.tasks:
            task.cancel()

    def _hang_up(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()


def run(app: Edge, settings: Settings, at: socket.socket, beat: Callable[[], None] = lambda: None) -> int:
    """Serve ``at`` a bound socket until a signal ends it, with a ``beat`` each two seconds that its loop turns. The
    exit code: 1 if it could not begin. The app may have been made with the garbage collector disabled: from here on it
    works.
    """
    # What is loaded by now stays for good: looking through it again and again cost a quarter of a busy stream's CPU.
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 50)
    sys.setswitchinterval(HANDOVER_SECONDS)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a terminal that closes, or a habit of other servers'
    server = make(app, settings, beat)
    outlet.instead_of_stderr()
    server.run(sockets=[at])
    outlet.STDOUT.flush()
    return 0 if server.started else 1


def make(app: Edge, settings: Settings, beat: Callable[[], None]) -> Server:
    most = room_for(settings.max_connections)
    services.of_app(app.app).hub.make_room(most)
    slots = Slots(most, settings.max_connections_per_address, settings.trusted_proxies)
    wire = Wire(slots, app.answer_at_once, app.headers, Gate(app.store_of))
    config = uvicorn.Config(
        app,
        http=partial(Connection, wire=wire),  # type: ignore[arg-type]  # a class is expected, and called
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=round(GRACE_SECONDS + 2 * LAST_WORD_SECONDS),
        lifespan="on",
    )
    return Server(config, app, wire, beat)
