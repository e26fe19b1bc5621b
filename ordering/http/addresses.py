"""Where a request comes from, in one spelling."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any

from litestar.connection import ASGIConnection
from litestar.types import Scope

UNKNOWN = "unknown"


def settle(scope: Scope) -> str:
    """Put the client's address into ``scope`` in its one spelling, for all that is inside. Returns it."""
    host, port = scope.get("client") or (UNKNOWN, 0)
    address = spelled(host)
    scope["client"] = (address, port)
    return address


def address_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The client's; behind a trusted proxy, the one that the proxy names (uvicorn has put it there)."""
    return connection.client.host if connection.client else UNKNOWN


@lru_cache(4096)
def spelled(host: str) -> str:
    """An IPv4 address that came over IPv6 is an IPv4 address; ``unknown`` is what is no address at all."""
    try:
        address = ip_address(host)
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address)))  # without a zone: that is the machine's own
    return str(address)
