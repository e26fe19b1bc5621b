"""Web addresses in settings: an origin alone, or with a path where one makes sense."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from ordering.settings.wrong import fail

PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")


def origin(name: str, text: str, expected: str) -> str:
    """As browsers write an origin: small letters, no path, no usual port. Raises ``WrongSetting``."""
    parts = _split(text)
    if parts is None or parts.path not in ("", "/"):
        fail(name, expected)
    return _origin(parts)


def address(name: str, text: str | None) -> str | None:
    """An http(s) URL that paths are put behind, without a slash at its end. Raises ``WrongSetting``."""
    if not text:
        return None
    parts = _split(text)
    if parts is None:
        fail(name, "http(s)://HOST")
    return _origin(parts) + parts.path.rstrip("/")


def _origin(parts: SplitResult) -> str:
    port = parts.port
    usual = port is None or port == PORTS[parts.scheme]
    return f"{parts.scheme}://{_host(parts)}{'' if usual else f':{port}'}"


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return f"[{ip_address(host)}]" if ":" in host else host


def _split(text: str) -> SplitResult | None:
    """None for what is no web address. A name in another script has to be in punycode, as browsers send it."""
    try:
        parts = urlsplit(text)
        host, port = _host(parts), parts.port
    except ValueError:
        return None
    good = (
        parts.scheme in PORTS
        and text.isascii()
        and not re.search(r"[\s\\]", text)
        and not (parts.query or parts.fragment or "@" in parts.netloc or text.endswith(("?", "#")))
        and HOST.fullmatch(host) is not None
        and port != 0
    )
    return parts if good else None
