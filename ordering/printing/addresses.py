"""Where printers may be: in the restaurant's own network, and nowhere else.

Whoever sets printers up makes this server connect to what they name. So a name is looked up at each connection, and
connected to is the very address that was looked at.
"""

import asyncio
import socket
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
CLOUDS_OWN = {ip_address("169.254.169.254"), ip_address("fd00:ec2::254")}
"""Where machines in a cloud ask for their secrets."""
LOOK_UP_SECONDS = 3


async def addresses(host: str) -> list[str]:
    """The addresses of a printer's host. Raises ``Invalid`` if it has none, or any that is not in a local network."""
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError) as error:
        raise Invalid("host", Code.LOCAL_HOST) from error
    named = [str(sockaddr[0]) for *_, sockaddr in found]
    if not named or not all(_is_local(one) for one in named):
        raise Invalid("host", Code.LOCAL_HOST)
    return named


def _is_local(spelled: str) -> bool:
    address = ip_address(spelled)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if isinstance(address, IPv6Address):
        address = IPv6Address(int(address))  # a zone is the machine's own
    return address not in CLOUDS_OWN and any(
        address in network for network in OWN if network.version == address.version
    )
