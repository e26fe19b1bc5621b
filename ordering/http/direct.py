"""Direct answers: what a full house asks most, told without the framework, which takes longer over a request than the
answer does.

Only what is exactly as it should be is answered so. Everything else goes to the framework, its body too, which says
what is wrong with it.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, TypeVar

from litestar.types import ASGIApp, Receive, Scope
from msgspec import Struct
from msgspec.structs import replace

from ordering.errors import Invalid
from ordering.http.callers import standing_caller
from ordering.http.request import decoded
from ordering.security.revocations import Caller
from ordering.services import Services

C = TypeVar("C", bound=Caller)
T = TypeVar("T")
OF_A_BODY = (b"content-length", b"transfer-encoding")
FEW_BYTES = re.compile(rb"[0-9]{1,5}")
NO_QUERY = re.compile(rb"")


class Asked(Struct, Generic[C], frozen=True):
    """A request of a caller who may ask, here as a whole. Of its ``headers`` none came twice."""

    caller: C
    query: bytes
    headers: Mapping[bytes, bytes]
    body: bytes

    def read(self, kind: type[T]) -> T | None:
        """Its JSON; None if it is anything else."""
        try:
            found: T = decoded(self.body, kind)
            return found
        except Invalid:
            return None


class Direct(Struct, Generic[C], frozen=True):
    """A direct answer to a kind of callers, and such a ``query``.

    It is what is found, None where the framework is to be asked. Raises refusals.
    """

    of: type[C]
    find: Callable[[Services, Asked[C]], Awaitable[ASGIApp | None]]
    query: re.Pattern[bytes] = NO_QUERY


async def answered(direct: Direct[C], here: Services, scope: Scope, receive: Receive) -> tuple[ASGIApp | None, Receive]:
    """The answer, or None; and what receives the request (again)."""
    sent, query = [*scope["headers"]], scope["query_string"]
    headers = dict(sent)
    if direct.query.fullmatch(query) is None or len(headers) < len(sent):
        return None, receive
    has_body = not headers.keys().isdisjoint(OF_A_BODY)
    if has_body and not _is_small_json(headers):
        return None, receive
    caller = await standing_caller(here, headers.get(b"authorization"), direct.of)
    if caller is None:  # who may not come in is told so before his body is here
        return None, receive
    body, receive = await _read(receive) if has_body else (b"", receive)
    if body is None:
        return None, receive
    from_here = replace(caller, address=scope["client"][0])  # type: ignore[index]  # it is settled
    return await direct.find(here, Asked(from_here, query, headers, body)), receive


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
