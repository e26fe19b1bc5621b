"""Two people with the same before them: each writes only what they changed, and is told where they meet."""

from typing import Any, TypeVar

from msgspec import UNSET, Struct

from ordering.errors import ChangedMeanwhile
from ordering.stores.shapes import given

P = TypeVar("P", bound=Struct)


def changes(seen: P, wanted: P) -> P:
    """Only what differs: what somebody left as they saw it is not theirs to write."""
    inside = {name: _inside(getattr(seen, name), value) for name, value in given(wanted).items()}
    return type(wanted)(**{name: value for name, value in inside.items() if value not in (UNSET, getattr(seen, name))})


def check(now: Struct, seen: Struct | None, patch: Struct) -> None:
    """Raises ``ChangedMeanwhile`` if what ``patch`` changes is neither as it was ``seen`` nor as it is wanted."""
    if seen is not None and (fields := _met(now, seen, patch)):
        told = [{"field": name, "message": ChangedMeanwhile.detail} for name in fields]
        raise ChangedMeanwhile(errors=told, now=now)


def _inside(seen: Any, wanted: Any) -> Any:
    """Of a group of fields, those that differ; UNSET for none."""
    if not (isinstance(wanted, Struct) and isinstance(seen, Struct)):
        return wanted
    differing = changes(seen, wanted)
    return differing if given(differing) else UNSET


def _met(now: Any, seen: Any, patch: Struct, under: str = "") -> list[str]:
    found: list[str] = []
    for name, wanted in given(patch).items():
        before = getattr(seen, name)
        if isinstance(wanted, Struct) and isinstance(before, Struct):
            found += _met(getattr(now, name), before, wanted, f"{under}{name}.")
        elif before is not UNSET and getattr(now, name, before) not in (before, wanted):
            found.append(f"{under}{name}")
    return found
