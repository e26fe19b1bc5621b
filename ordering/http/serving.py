"""Uvicorn, with what open streams need of it."""

import asyncio
import gc
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ordering.http import services
from ordering.http.edge import Edge
from ordering.http.starting import tell_start
from ordering.settings import Settings

GRACE_SECONDS = 4


class Connection(HttpToolsProtocol):
    """Lets a stream whose reader has stalled hang up: ASGI itself has no word for it."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["hang_up"] = self.transport.abort  # type: ignore[typeddict-unknown-key]


class Server(uvicorn.Server):
    """Waits for open responses before it tells the app to stop; a stream never closes by itself, so tell it first."""

    def __init__(self, config: uvicorn.Config, on_exit: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_exit = on_exit

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._loop.call_soon_threadsafe(self._on_exit)


def run(app: Edge, settings: Settings, at: socket.socket) -> int:
    """Serve ``at`` a bound socket until a signal ends it. The exit code: 1 if it could not begin."""
    tell_start(settings, at)
    # What is loaded by now stays for good: looking through it again and again cost a quarter of a busy stream's CPU.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    config = uvicorn.Config(
        app,
        http=Connection,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE_SECONDS,
        lifespan="on",
    )
    server = Server(config, on_exit=services.of_app(app.app).hub.stop)
    server.run(sockets=[at])
    return 0 if server.started else 1
