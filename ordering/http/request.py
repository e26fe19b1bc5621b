"""Reading a JSON body strictly: exact types, no unknown fields, and an error that names the field."""

from collections.abc import AsyncGenerator
from functools import cache
from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.exceptions import HTTPException

from ordering import decoding
from ordering.codes import Code
from ordering.errors import Invalid, PackedBody
from ordering.http.forms import fields_of
from ordering.stores.login import StaffCredentials
from ordering.tables.pairing import TableCredentials
from ordering.text import composed

LONGEST_NAME = 100
AS_TYPED = (StaffCredentials, TableCredentials)
"""Passwords may be older than any rule of how they are spelled: those that are compared come as they were typed."""


class StrictRequest(Request[Any, Any, Any]):
    """Litestar would decode first and convert leniently (``"2"`` to 2): this decodes straight into the handler's type.

    A Struct passes through Litestar's own conversion as it is.
    """

    _sent: FormMultiDict | None = None

    async def form(self) -> FormMultiDict:
        if self._sent is None:
            self._sent = FormMultiDict(await fields_of(self))
        return self._sent

    def stream(self) -> AsyncGenerator[bytes, None]:
        """Raises ``PackedBody`` for what is not sent as it is: unpacked, a few bytes could be gigabytes."""
        if self.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise PackedBody
        return super().stream()

    async def json(self) -> Any:
        content_type, _ = self.content_type
        if content_type != "application/json":
            raise HTTPException(status_code=415)
        return decoded(await self.body(), self.route_handler.parsed_fn_signature.parameters["data"].annotation)


def decoded(body: bytes, kind: Any) -> Any:
    """What a body says, as that type. Raises ``Invalid``."""
    try:
        return _decoder(kind).decode(body if kind in AS_TYPED else _composed(body))
    except msgspec.ValidationError as error:
        raise decoding.invalid(error) from error
    except UnicodeDecodeError as error:
        raise Invalid("", Code.NOT_JSON, reason=f"not UTF-8 (byte {error.start})") from error
    except (msgspec.DecodeError, RecursionError) as error:
        reason = str(error).removeprefix("JSON is malformed: ")
        raise Invalid("", Code.NOT_JSON, reason=reason) from error


def _composed(body: bytes) -> bytes:
    """The same JSON with all its text in NFC; what is no JSON stays as it is."""
    if body.isascii() and b"\\u" not in body:
        return body
    try:
        return msgspec.json.encode(composed(msgspec.json.decode(body)))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return body


READS_BODY = "reads_body"
"""The option of a route that reads a body by itself."""


async def nothing_sent(request: Request[Any, Any, Any]) -> None:
    """Before a request of the API: where no body is asked for, none is sent, or an empty object. Raises ``Invalid``."""
    handler = request.route_handler
    if "data" in handler.parsed_fn_signature.parameters or READS_BODY in handler.opt:
        return
    body = await request.body() if request.method != "GET" else b""
    if not body:
        return
    try:
        sent = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid("", Code.NO_BODY) from error
    if sent != {}:
        name = str(next(iter(sent))) if isinstance(sent, dict) else ""
        name = name[:LONGEST_NAME]
        raise Invalid(name, Code.UNKNOWN_FIELD, name=name) if name else Invalid("", Code.NO_BODY)


@cache
def _decoder(body_type: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(body_type)
