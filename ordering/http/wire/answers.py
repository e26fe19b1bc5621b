"""Answers to what never became a request, as bytes: problems like every other."""

import secrets
from http import HTTPStatus

from ordering.http.problems import PROBLEM_JSON, encoded

Header = tuple[bytes, bytes]


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
    lines = [
        b"HTTP/1.1 %d %b" % (status, HTTPStatus(status).phrase.encode()),
        *(b"%b: %b" % header for header in all_headers),
    ]
    return b"\r\n".join([*lines, b"", body])
