"""Forms that change what is stored: they know how it stood when it was looked at, and only what differs is sent on."""

from typing import Any, Generic, Self, TypeVar

import msgspec
from msgspec import Struct

from ordering.errors import ChangedMeanwhile, Refusal
from ordering.patching import changed_fields
from ordering.web.kit.forms import Form, flat

P = TypeVar("P", bound=Struct)


class EditForm(Form, Generic[P]):
    """Changes a row by a ``patch``; ``seen`` goes along with it, and comes back."""

    def __init__(self, patch: type[P], *, blank_is_absent: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.patch = patch
        self.blank_is_absent = blank_is_absent

    @classmethod
    def of_row(cls, patch: type[P], row: Struct) -> Self:
        """What is stored, to be changed."""
        form = cls(patch)
        form.typed = flat(row)
        form.look_at(row)
        return form

    def changes(self) -> tuple[P, P | None]:
        """What was changed, and from what. Raises ``NotRight``."""
        new, seen = self.read(self.patch, blank_is_absent=self.blank_is_absent), self.seen
        return (new, None) if seen is None else (changed_fields(seen, new), seen)

    @property
    def seen(self) -> P | None:
        """The fields as whoever typed saw them."""
        try:
            return msgspec.json.decode(self.value("seen"), type=self.patch)
        except msgspec.DecodeError:
            return None

    def look_at(self, row: Struct) -> None:
        known = {
            name: value for name, value in msgspec.to_builtins(row).items() if name in self.patch.__struct_fields__
        }
        self.typed["seen"] = [msgspec.json.encode(known).decode()]

    def refuse(self, refusal: Refusal) -> None:
        """Where somebody else has changed something, the form shows theirs; where both have, it shows one's own, which
        counts if it is sent again.
        """
        if isinstance(refusal, ChangedMeanwhile):
            now: Any = refusal.facts["now"]
            seen, theirs = flat(self.seen or self.patch()), flat(now)
            for name in seen.keys() & theirs.keys():
                if self.value(name) == seen[name][-1]:
                    self.typed[name] = theirs[name]
            self.look_at(now)
        super().refuse(refusal)
