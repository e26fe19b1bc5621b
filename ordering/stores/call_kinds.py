"""What guests of a store can call for: water, the bill, a person."""

from collections.abc import Sequence
from typing import Annotated

from babel import negotiate_locale
from msgspec import Meta, Struct

from ordering.codes import Code
from ordering.errors import Invalid
from ordering.text import NOT_BLANK

MOST_KINDS = 20
Label = Annotated[str, Meta(min_length=1, max_length=50, pattern=NOT_BLANK)]
Tag = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?\Z")]


class CallKind(Struct, forbid_unknown_fields=True, frozen=True):
    """Something that guests can call for; ``counted``: they say how many, up to ``max``."""

    key: Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,20}\Z")]
    label: Annotated[dict[Tag, Label], Meta(min_length=1, max_length=20)]
    counted: bool = False
    max: Annotated[int, Meta(ge=1, le=20)] = 1

    def named(self, languages: Sequence[str]) -> str | None:
        """In the first of these languages that it has a name in."""
        names = {tag.lower(): name for tag, name in self.label.items()}
        found = negotiate_locale([one.lower() for one in languages], [*names], sep="-")
        return names[found] if found else None


CallKinds = Annotated[list[CallKind], Meta(max_length=MOST_KINDS)]

# Every store's, until it has its own.
CALL_KINDS = [
    CallKind("water", {"ko": "물", "en": "Water"}),
    CallKind("cutlery", {"ko": "수저", "en": "Cutlery"}, counted=True, max=20),
    CallKind("plates", {"ko": "앞접시", "en": "Side plates"}, counted=True, max=20),
    CallKind("wipes", {"ko": "물티슈", "en": "Wet wipes"}),
    CallKind("bill", {"ko": "계산", "en": "The bill"}),
    CallKind("staff", {"ko": "직원 호출", "en": "Someone to come"}),
]


def name_of(kinds: Sequence[CallKind], key: str, languages: Sequence[str]) -> str | None:
    """What a kind is called in the first of these languages that the store has written it in."""
    return next((kind.named(languages) for kind in kinds if kind.key == key), None)


def call_kind(kinds: Sequence[CallKind], key: str, count: int | None) -> CallKind:
    """The kind that is called for, so many of it. Raises ``Invalid``."""
    kind = next((kind for kind in kinds if kind.key == key), None)
    if kind is None:
        raise Invalid("kind", Code.NOT_A_CHOICE, value=repr(key))
    if count is not None and not kind.counted:
        raise Invalid("count", Code.UNKNOWN_FIELD, name="count")
    if count is not None and count > kind.max:
        raise Invalid("count", Code.TOO_HIGH, n=kind.max)
    return kind


def check_kinds(kinds: Sequence[CallKind], locale: str) -> None:
    """What their types can't say: no key twice, and a name in the store's own language. Raises ``Invalid``."""
    keys = [kind.key for kind in kinds]
    for i, kind in enumerate(kinds):
        if kind.key in keys[:i]:
            raise Invalid(f"call_kinds[{i}].key", Code.KEY_TWICE)
        if locale not in kind.label:
            raise Invalid(f"call_kinds[{i}].label", Code.MISSING, name=locale)
