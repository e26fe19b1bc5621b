"""HTTP/1.1 requests as bytes, made once and sent many times."""

from typing import Any

import msgspec

from bench.load.job import Request

COUNT = "@count@"
"""Where the lane's count goes, once in a request: into a header's value, or into its body as a whole value, which
becomes a number.

It is always 12 digits or spaces wide, so that the length of the body is known before.
"""


def request(
    method: str,
    path: str,
    *,
    token: str | None = None,
    body: Any = None,
    headers: dict[str, str] | None = None,
    expect: int = 200,
    timed: bool = True,
    kind: str = "",
    shed: bool = False,
) -> Request:
    """A request to 127.0.0.1; ``body`` is encoded as JSON."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    content = b"" if body is None else msgspec.json.encode(body)
    # JSON has no leading zeros, but any number of spaces before a number.
    filled = content.replace(f'"{COUNT}"'.encode(), b"%12d")
    if body is not None:
        length = len(filled % 0) if filled != content else len(content)
        lines += ["Content-Type: application/json", f"Content-Length: {length}"]
    head = "\r\n".join([*lines, "", ""]).replace(COUNT, "%012d").encode()
    wire = head + filled
    counted = b"%12d" in wire or b"%012d" in wire
    return Request(wire=wire, expect=expect, counted=counted, timed=timed, kind=kind, shed=shed)
