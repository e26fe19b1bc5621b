"""Answers as bytes: what needs no app, and problems for what never became a request."""

import secrets
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus

from msgspec import Struct

from ordering.http.problems import PROBLEM_JSON, encoded

Header = tuple[bytes, bytes]


class Ready(Struct, frozen=True, eq=False):
    """An answer that is made once and given often: ``head`` is its first line and its own headers."""

    status: int
    head: bytes
    body: bytes


def ready(status: int, headers: Sequence[Header], body: bytes = b"") -> Ready:
    return Ready(status, head(status, headers), body)


def head(status: int, headers: Sequence[Header]) -> bytes:
    """The first line and these headers; others may follow."""
    line = b"HTTP/1.1 %d %b\r\n" % (status, HTTPStatus(status).phrase.encode())
    return line + lines(headers)


def lines(headers: Sequence[Header]) -> bytes:
    return b"".join([b"%b: %b\r\n" % header for header in headers])


@lru_cache(4)
def kept_lines(headers: tuple[Header, ...]) -> bytes:
    """``lines`` of headers that many answers have: the date's."""
    return lines(headers)


def problem(status: int, code: str, detail: str, headers: list[Header]) -> bytes:
    """The whole answer, after which the connection is closed."""
    request_id = secrets.token_hex(8)
    facts = {"errors": [{"field": "", "message": detail}]} if status == HTTPStatus.BAD_REQUEST else {}
    body = encoded(status, code, detail, request_id, facts)
    all_headers = [
        (b"content-type", PROBLEM_JSON.encode()),
        (b"content-length", b"%d" % len(body)),
        (b"x-request-id", request_id.encode()),
        (b"connection", b"close"),
        *headers,
    ]
    return head(status, all_headers) + b"\r\n" + body
