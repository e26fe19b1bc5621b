"""Calls by the names that their kinds have in a language which the request accepts."""

from collections.abc import Callable, Sequence
from typing import Annotated

from litestar.params import HeaderParameter
from msgspec.structs import replace

from ordering.http.callers import GuestRequest, StaffRequest
from ordering.http.languages import accepted
from ordering.stores import queries as stores
from ordering.stores.call_kinds import name_of
from ordering.tables.calls import CallOut

Languages = Annotated[
    str | None,
    HeaderParameter(name="Accept-Language", description="The language of calls' `label`; without it the store's own"),
]
Naming = Callable[[CallOut], CallOut]


async def naming(sender: GuestRequest | StaffRequest, languages: str) -> Naming:
    """What gives a call the name of its kind in a language that is accepted, if the store has written it in one."""
    kinds = await sender.read(stores.call_kinds)
    wanted = accepted(languages)

    def name(call: CallOut) -> CallOut:
        return replace(call, label=name_of(kinds, call.kind, wanted) or call.label)

    return name


async def named(sender: GuestRequest | StaffRequest, languages: str | None, calls: Sequence[CallOut]) -> list[CallOut]:
    """As ``naming``; with no language accepted each call as it is."""
    if not languages or not calls:
        return [*calls]
    name = await naming(sender, languages)
    return [name(call) for call in calls]
