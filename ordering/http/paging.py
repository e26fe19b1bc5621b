"""Lists: the one shape they have, and cursors that mean nothing to clients."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from litestar.params import PathParameter, QueryParameter

from ordering.errors import Invalid

T = TypeVar("T")
C = TypeVar("C")

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


def page(found: Sequence[T], limit: int, key: Callable[[T], Any]) -> Page[T]:
    """A page of ``found``, which was read with one more than ``limit`` to see whether there is another."""
    items = list(found[:limit])
    more = len(found) > limit
    return Page(items, _encode(key(items[-1])) if more else None)


def before_id(cursor: str | None) -> int | None:
    return None if cursor is None else _decode(cursor, int)


def before_closing(cursor: str | None) -> tuple[datetime, int] | None:
    if cursor is None:
        return None
    closed_at, session_id = _decode(cursor, tuple[datetime, int])
    return closed_at.astimezone(UTC), session_id


def _encode(key: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def _decode(cursor: str, kind: type[C]) -> C:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        value = msgspec.json.decode(raw, type=kind)
        if abs(value if isinstance(value, int) else value[1]) >= 2**63:  # type: ignore[index]
            raise OverflowError
        if not isinstance(value, int):
            value[0].astimezone(UTC)  # type: ignore[index]
    except (binascii.Error, UnicodeError, msgspec.MsgspecError, OverflowError, ValueError, RecursionError) as error:
        raise Invalid("cursor", "Expected a next_cursor of this list") from error
    return value
