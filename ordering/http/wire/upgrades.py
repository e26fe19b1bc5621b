"""Offers of another protocol, which are left out of a request's head."""

import re

UPGRADE = re.compile(rb"(?<=\r\n)upgrade:[^\r\n]*\r\n", re.IGNORECASE)


def without_upgrade(data: bytes) -> bytes:
    """A request as if no other protocol had been offered, as some clients do each time (h2c).

    The parser would take its body for that protocol's, and so leave it to be read as the next request.
    """
    head, end, body = data.partition(b"\r\n\r\n")
    return UPGRADE.sub(b"", head + end) + body if end and b"pgrade" in head.lower() else data
