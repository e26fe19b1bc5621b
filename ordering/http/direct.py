"""Direct answers: what a full house asks most, told without the framework, which takes longer over a request than the
answer does.

Only what is exactly as it should be is answered so. Everything else goes to the framework, its body too, which says
what is wrong with it.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from litestar.types import ASGIApp, Receive, Scope
from msgspec import Struct
from msgspec.structs import replace

from ordering.errors import Invalid
from ordering.http.callers import known_guest
from ordering.http.request import decoded
from ordering.security.callers import GuestCaller
from ordering.services import Services

T = TypeVar("T")
OF_A_BODY = (b"content-length", b"transfer-encoding")
FEW_BYTES = re.compile(rb"[0-9]{1,5}")


class Asked(Struct, frozen=True):
    """A request of a guest who is known, here as a whole. Of its ``headers`` none came twice."""

    guest: GuestCaller
    headers: Mapping[bytes, bytes]
    body: bytes

    def read(self, kind: type[T]) -> T | None:
        """Its JSON; None if it is anything else."""
        try:
            found: T = decoded(self.body, kind)
            return found
        except Invalid:
            return None


Direct = Callable[[Services, Asked], Awaitable[ASGIApp | None]]
"""The answer to a request; None where the framework is to be asked. Raises refusals."""


async def answered(find: Direct, here: Services, scope: Scope, receive: Receive) -> tuple[ASGIApp | None, Receive]:
    """The answer, or None; and what receives the request (again)."""
    sent = [*scope["headers"]]
    headers = dict(sent)
    if scope["query_string"] or len(headers) < len(sent):
        return None, receive
    has_body = not headers.keys().isdisjoint(OF_A_BODY)
    if has_body and not _is_small_json(headers):
        return None, receive
    guest = known_guest(here, headers.get(b"authorization"))
    if guest is None:  # who may not come in is told so before his body is here
        return None, receive
    body, receive = await _read(receive) if has_body else (b"", receive)
    if body is None:
        return None, receive
    from_here = replace(guest, address=scope["client"][0])  # type: ignore[index]  # it is settled
    return await find(here, Asked(from_here, headers, body)), receive


def _is_small_json(headers: Mapping[bytes, bytes]) -> bool:
    is_small = FEW_BYTES.fullmatch(headers.get(b"content-length", b"")) is not None
    return is_small and headers.get(b"content-type") == b"application/json" and b"content-encoding" not in headers


async def _read(receive: Receive) -> tuple[bytes | None, Receive]:
    """A body, and what receives it once more; None instead if its client has gone."""
    messages: list[Any] = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    left = iter(messages)

    async def again() -> Any:
        return next(left, None) or await receive()

    is_whole = messages[-1]["type"] == "http.request"
    return b"".join(message.get("body", b"") for message in messages) if is_whole else None, again
