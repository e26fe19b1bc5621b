"""Lists: the one shape they have, and cursors that mean nothing to clients."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from litestar.params import PathParameter, QueryParameter
from msgspec import Meta

from ordering.codes import Code
from ordering.errors import Invalid

T = TypeVar("T")

PathId = Annotated[int, PathParameter(ge=1, le=2**63 - 1, description="Opaque; another store's is answered 404")]
Limit = Annotated[int, QueryParameter(ge=1, le=200, description="How many at most")]
Cursor = Annotated[str | None, QueryParameter(max_length=200, description="`next_cursor` of the page before")]
From = Annotated[date | None, QueryParameter(name="from", description="First business date")]
To = Annotated[date | None, QueryParameter(name="to", description="Last business date, inclusive")]


class Items(msgspec.Struct, Generic[T], frozen=True):
    """A whole list."""

    items: list[T]


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A part of a list that can grow; `next_cursor` is null on the last one."""

    items: list[T]
    next_cursor: str | None


class PageQuery(msgspec.Struct, frozen=True):
    """Which part of a list is asked for."""

    limit: int
    cursor: str | None


def page(rows: Sequence[T], limit: int, of: str, key: Callable[[T], Any]) -> Page[T]:
    """A page of the list ``of``: its ``rows`` were read with one more than ``limit``, to see if there is another."""
    items = list(rows[:limit])
    more = len(rows) > limit
    return Page(items, _encode(of, key(items[-1])) if more else None)


def before_id(cursor: str | None, of: str) -> int | None:
    """Where a page of the list ``of`` begins, by id. Raises ``Invalid`` for another list's cursor."""
    return None if cursor is None else _decode(cursor, of, Annotated[int, Meta(ge=1, le=2**63 - 1)])


def before_closing(cursor: str | None, of: str) -> tuple[datetime, int] | None:
    """The same, by when it was closed, and its id."""
    if cursor is None:
        return None
    closed_at, session_id = _decode(cursor, of, tuple[datetime, Annotated[int, Meta(ge=1, le=2**63 - 1)]])
    return closed_at, session_id


def _encode(of: str, key: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode((of, key))).decode().rstrip("=")


def _decode(cursor: str, of: str, kind: Any) -> Any:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        said, key = msgspec.json.decode(raw, type=tuple[str, kind])
        if said != of:
            raise ValueError(said)
        if isinstance(key, tuple):
            return key[0].astimezone(UTC), key[1]
    except (binascii.Error, UnicodeError, msgspec.MsgspecError, OverflowError, ValueError, RecursionError) as error:
        raise Invalid("cursor", Code.CURSOR) from error
    return key
