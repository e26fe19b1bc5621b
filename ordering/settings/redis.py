"""The URL of Redis: what it must have, and how it is shown to people."""

import re
from urllib.parse import urlsplit

from ordering.settings.wrong import fail

NAME = "ORDERING_REDIS_URL"
EXPECTED = "redis://:PASSWORD@HOST:PORT/NUMBER, or rediss:// for TLS"


def checked(url: str | None) -> str | None:
    """The URL, if it can be one. Raises ``WrongSetting``."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        fail(NAME, EXPECTED)
    if parts.scheme not in ("redis", "rediss") or not host or re.search(r"\s", url):
        fail(NAME, EXPECTED)
    if parts.query or parts.fragment:
        fail(NAME, f"nothing behind ? or #: {EXPECTED}")
    if not re.fullmatch(r"/?[0-9]{0,3}", parts.path):
        fail(NAME, f"a database's number, or none, as its path: {EXPECTED}")
    return url


def shown(url: str) -> str:
    """Without name and password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
