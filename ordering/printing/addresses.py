"""Where printers may be: in the restaurant's own network, and nowhere else.

Whoever sets printers up makes this server connect to what they name. So a name is looked up at each connection, and
connected to is the very address that was looked at.
"""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import IPv6Address, ip_address, ip_network

from ordering.codes import Code
from ordering.errors import Invalid

OWN = [
    ip_network(one)
    for one in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "fe80::/10",
        "::1/128",
    )
]  # fmt: skip
CLOUDS_OWN = {
    ip_address(one)
    for one in (
        "169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254",
        "fe80::a9fe:a9fe",
    )
}  # fmt: skip
"""Where machines in a cloud ask for their secrets: nobody prints there."""
MOST = 4
"""Of a name's addresses: to try each takes seconds, and a printer's queue is held for twenty."""
LOOK_UP_SECONDS = 3
LOOKING_UP = ThreadPoolExecutor(16, "look-up")
"""Threads of its own: a name server that says nothing keeps one for longer than we wait, and logins need theirs."""


async def addresses(host: str) -> list[str]:
    """The addresses of a printer's host. Raises ``Invalid`` if it has none, or any that is not in a local network."""
    named = [host] if _is_address(host) else await _looked_up(host)
    if not named or not all(_is_local(one) for one in named):
        raise Invalid("host", Code.LOCAL_HOST)
    return named[:MOST]


async def check(host: str, *, agent: bool) -> None:
    """Whether a printer may be there. Raises ``Invalid``. A name of an ``agent``'s printer is looked up where that is,
    at each connection.
    """
    if not agent or _is_address(host):
        await addresses(host)


async def _looked_up(name: str) -> list[str]:
    look_up = partial(socket.getaddrinfo, name, None, type=socket.SOCK_STREAM)
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            found = await asyncio.get_running_loop().run_in_executor(LOOKING_UP, look_up)
    except (OSError, TimeoutError, UnicodeError) as error:
        raise Invalid("host", Code.LOCAL_HOST) from error
    return [str(sockaddr[0]) for *_, sockaddr in found]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_local(spelled: str) -> bool:
    address = ip_address(spelled)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if isinstance(address, IPv6Address):
        address = IPv6Address(int(address))  # a zone is the machine's own
    return address not in CLOUDS_OWN and any(
        address in network for network in OWN if network.version == address.version
    )
