"""The print agent's process: a sender whose papers come from a server far away."""

import asyncio
import signal
from contextlib import suppress
from importlib.metadata import version
from urllib.parse import urlsplit

from aiohttp import ClientSession

from ordering.errors import Invalid, NotLoggedIn
from ordering.printing.addresses import addresses
from ordering.printing.agents import TOKEN
from ordering.printing.far_papers import FarPapers
from ordering.printing.sender import Sender

TO_END_SECONDS = 17.0
"""Longer than it takes to send what is being sent, and to hear what became of it."""


class WrongOption(ValueError):
    """What is wrong with how it was called: one line for whoever did."""


async def checked_server(server: str) -> str:
    """Where the server is, without a path. Raises ``WrongOption``."""
    try:
        parts = urlsplit(server)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise WrongOption(f"--server: {error}") from error
    if parts.scheme not in ("https", "http") or not host or parts.path.strip("/") or parts.query or parts.username:
        raise WrongOption("--server: expected where the server is, such as https://ordering.example.com")
    if parts.scheme == "http":
        try:
            await addresses(host)
        except Invalid as error:
            raise WrongOption(
                "--server: over plain http whoever is on the way reads the token and the orders. Use https://…; "
                "http:// is for this machine and the local network"
            ) from error
    return f"{parts.scheme}://{parts.netloc}"


def checked_token(token: str) -> str:
    """Raises ``WrongOption``."""
    if not token.startswith(TOKEN) or not token.isascii() or not token.isprintable():
        raise WrongOption("--token: that is no print agent's token: /admin/printers makes one")
    return token


async def print_for(server: str, token: str) -> bool:
    """Print until a signal ends it. False if the server does not know the token."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for end in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # where there are none, Ctrl-C breaks it off
            loop.add_signal_handler(end, stop.set)
    headers = {"Authorization": f"Bearer {token}", "User-Agent": f"ordering-print-agent/{version('ordering')}"}
    async with ClientSession(headers=headers) as http:
        sender = Sender(FarPapers(http, server))
        watching, stopping = sender.start(), asyncio.create_task(stop.wait())
        await asyncio.wait([watching, stopping], return_when=asyncio.FIRST_COMPLETED)
        known = not (watching.done() and isinstance(watching.exception(), NotLoggedIn))
        stopping.cancel()
        await sender.close(TO_END_SECONDS)
    return known
