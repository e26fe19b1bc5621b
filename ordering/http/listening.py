"""Where this server listens, and under which addresses it is found: on this machine, and on the network around it."""

import errno
import socket
from contextlib import suppress
from ipaddress import ip_address

from msgspec import Struct

from ordering.settings import Settings, WrongSetting

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what a setting may say
NOWHERE_NEAR = ("192.0.2.1", 9)
"""TEST-NET-1 (RFC 5737), and the port that discards: nothing is sent there."""


def lan_address() -> str | None:
    """This machine's IPv4 address on its network; None where it has none.

    Of all its addresses the one that others see it by: asking the kernel for a route leaves out those of containers and
    of cards that nothing is plugged into, which listing the interfaces would not.
    """
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(NOWHERE_NEAR)
        address = str(asking.getsockname()[0])
        return None if ip_address(address).is_loopback else address
    return None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``, an address or a name."""
    with suppress(ValueError):
        return ip_address(host.strip("[]")).is_loopback
    return host.lower().rstrip(".") == "localhost" or host.lower().endswith(".localhost")


class Reach(Struct, frozen=True, kw_only=True):
    """Where a server is found, as beginnings of URLs."""

    here: str
    """As the world has it, where the settings say how; else on this machine."""
    around: str | None = None
    """On its network, if it listens there."""
    could_be_around: str | None = None
    """Where it would be found on its network, if it listened there."""


def reach(settings: Settings, port: int) -> Reach:
    """Of a server that listens where the settings say, at ``port``."""
    if settings.public_url:
        return Reach(here=settings.public_url)
    lan = lan_address()
    around = url_of(lan, port) if lan else None
    if is_loopback(settings.host):
        return Reach(here=url_of("localhost", port), could_be_around=around)
    if settings.host in EVERYWHERE:
        return Reach(here=url_of("localhost", port), around=around)
    return Reach(here=url_of(settings.host, port))


def url_of(host: str, port: int) -> str:
    """Of an http server at an address."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}" if port == 80 else f"http://{shown}:{port}"


def bound(settings: Settings) -> socket.socket:
    """A socket of the address to listen at; not yet listening, so that whoever comes early is refused at once.

    Raises ``WrongSetting``.
    """
    host, port = settings.host, settings.port
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise WrongSetting(f"ORDERING_HOST: expected an address of this machine; {host} is none") from None
    # A name may have one of each kind: what people type finds the IPv4 one everywhere.
    family, kind, protocol, _, address = min(addresses, key=lambda info: info[0] != socket.AF_INET)
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(address)
    except OSError as error:
        made.close()
        raise _unbindable(host, port, error) from None
    return made


def _unbindable(host: str, port: int, error: OSError) -> WrongSetting:
    if error.errno == errno.EADDRINUSE:
        return WrongSetting(f"ORDERING_PORT: expected a free port; {port} is taken: perhaps Ordering runs already")
    if error.errno in (errno.EACCES, errno.EPERM):
        return WrongSetting(f"ORDERING_PORT: expected a port that this user may use; {port} takes root")
    return WrongSetting(f"ORDERING_HOST: expected an address of this machine; {host} is none ({error.strerror})")
