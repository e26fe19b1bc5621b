"""Forms that change what is stored: they know how it stood when it was looked at, and only what differs is sent on."""

from typing import TypeVar

import msgspec
from msgspec import Struct

from ordering.errors import ChangedMeanwhile
from ordering.stores.meanwhile import changes
from ordering.web.kit.forms import Form

P = TypeVar("P", bound=Struct)


def form_of(row: Struct, patch: type[Struct]) -> Form:
    """What is stored, to be changed by a ``patch``."""
    form = Form.of(row)
    _look(form, row, patch)
    return form


def read(form: Form, patch: type[P], *, blank_is_absent: tuple[str, ...] = ()) -> tuple[P, P | None]:
    """What was changed, and from what. Raises ``NotRight``."""
    wanted, seen = form.read(patch, blank_is_absent=blank_is_absent), _seen_in(form, patch)
    return (wanted, None) if seen is None else (changes(seen, wanted), seen)


def meet(form: Form, changed: ChangedMeanwhile, patch: type[Struct]) -> None:
    """Where nothing was typed the form shows theirs; where both did it shows one's own, which counts if sent again."""
    seen, now = Form.of(_seen_in(form, patch) or patch()), Form.of(changed.facts["now"])
    for name in seen.typed.keys() & now.typed.keys():
        if form.value(name) == seen.value(name):
            form.typed[name] = now.typed[name]
    _look(form, changed.facts["now"], patch)
    form.refuse(changed)


def _look(form: Form, row: Struct, patch: type[Struct]) -> None:
    known = {name: value for name, value in msgspec.to_builtins(row).items() if name in patch.__struct_fields__}
    form.typed["seen"] = [msgspec.json.encode(known).decode()]


def _seen_in(form: Form, patch: type[P]) -> P | None:
    try:
        return msgspec.json.decode(form.value("seen"), type=patch)
    except msgspec.DecodeError:
        return None
