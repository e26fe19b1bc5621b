"""Partial updates: what a patch gives, what an editor changed, and where two editors meet.

Each editor writes only the fields they changed, from how they saw the row, and is told where somebody else has changed
the same meanwhile.
"""

from typing import Any, TypeVar

from msgspec import UNSET, Struct

from ordering.errors import ChangedMeanwhile

P = TypeVar("P", bound=Struct)


def given(patch: Struct) -> dict[str, Any]:
    """The fields that a patch names."""
    return {name: value for name in patch.__struct_fields__ if (value := getattr(patch, name)) is not UNSET}


def changed_fields(seen: P, new: P) -> P:
    """The patch of what differs: what somebody left as they saw it is not theirs to write."""
    fields = {name: _within(getattr(seen, name), value) for name, value in given(new).items()}
    return type(new)(**{name: value for name, value in fields.items() if value not in (UNSET, getattr(seen, name))})


def check_conflicts(now: Struct, seen: Struct | None, patch: Struct) -> None:
    """Raises ``ChangedMeanwhile`` if a field of ``patch`` is neither as it was ``seen`` nor as it is wanted."""
    if seen is not None and (fields := _conflicts(now, seen, patch)):
        raise ChangedMeanwhile(fields, now=now)


def _within(seen: Any, new: Any) -> Any:
    """Of a group of fields, those that differ; UNSET for none."""
    if not (isinstance(new, Struct) and isinstance(seen, Struct)):
        return new
    differing = changed_fields(seen, new)
    return differing if given(differing) else UNSET


def _conflicts(now: Any, seen: Any, patch: Struct, under: str = "") -> list[str]:
    names: list[str] = []
    for name, new in given(patch).items():
        before = getattr(seen, name)
        if isinstance(new, Struct) and isinstance(before, Struct):
            names += _conflicts(getattr(now, name), before, new, f"{under}{name}.")
        elif before is not UNSET and getattr(now, name, before) not in (before, new):
            names.append(f"{under}{name}")
    return names
