"""The beginning of this server's addresses, as others reach it: for what is shown to be scanned by them."""

from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from msgspec import Struct

from ordering import services
from ordering.http.listening import is_loopback, lan_address, url_of
from ordering.settings.hosts import Hosts
from ordering.settings.urls import origin
from ordering.settings.wrong import WrongSetting


class Reached(Struct, frozen=True, kw_only=True):
    """How one may be found from elsewhere, as far as a request tells."""

    usual: str
    came: str | None
    """How the request came, unless it named a host that is none of ours."""
    by_lan: str | None
    """By this machine's address on its network."""
    open_to_network: bool


PHONES_PAGE = "/t"
"""The guest's page for phones, with a code behind it."""


def address_of_code(connection: ASGIConnection[Any, Any, Any, Any], code: str) -> str:
    """Where a phone begins: as the settings say; else as this request came, and from this machine by the network's."""
    return f"{origin_of(connection)}{PHONES_PAGE}/{code}"


def origin_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The beginning of what is to be scanned elsewhere."""
    return services.of(connection).public_url or reached(connection).usual


def reached(connection: ASGIConnection[Any, Any, Any, Any]) -> Reached:
    here = services.of(connection)
    came = as_typed(f"{connection.scope['scheme']}://{connection.headers.get('host')}", here.hosts)
    open_to_network = not is_loopback(here.host)
    lan = lan_address()
    port = (connection.scope.get("server") or ("", 80))[1] or 80
    by_lan = url_of(lan, port) if lan and here.hosts.allow(lan) else None
    from_here = came is None or is_loopback(urlsplit(came).hostname or "")
    usual = (by_lan if from_here and open_to_network else came) or came or by_lan or "http://localhost"
    return Reached(usual=usual, came=came, by_lan=by_lan, open_to_network=open_to_network)


def as_typed(text: str, hosts: Hosts) -> str | None:
    """With http where no scheme was typed: so people write addresses. None for one that we would not answer to."""
    try:
        url = origin("", text if "://" in text else f"http://{text}", "") if text else None
    except WrongSetting:
        return None
    return url if url and hosts.allow(_name_in(url)) else None


def _name_in(url: str) -> str:
    name = urlsplit(url).hostname or ""
    return f"[{name}]" if ":" in name else name
