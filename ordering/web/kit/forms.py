"""Forms: what was typed, read by the same Structs as the API, with an error at each field that is not right.

A field is named as the API names it: ``limits.undo_seconds``, ``board_minutes[0]``, ``option_groups[0].name``.
"""

import re
import secrets
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile
from msgspec import UNSET, Struct

from ordering import decoding
from ordering.codes import Code
from ordering.errors import Invalid, Refusal
from ordering.text import composed

T = TypeVar("T", bound=Struct)
INDEX = re.compile(r"\[([0-9]{1,3})\]")
MOST_FIELDS = 4000  # the form of an item with 20 choices of 50 options has 3,100
MOST_ASKED = 1000  # the sheet of 999 tables asks for each by its number
LONGEST_NAME = 100
MOST_DIGITS = 18


class NotRight(Invalid):
    """The form has errors: they stand at their fields."""

    def __init__(self) -> None:
        super().__init__("", Code.FORM)


class Form:
    """``typed``: by field, as it came; the last of several wins. ``errors``: by field; "" for the form as a whole."""

    def __init__(self, typed: dict[str, list[str]] | None = None) -> None:
        self.typed = typed or {}
        self.errors: dict[str, Refusal] = {}
        self._rows: dict[str, set[int]] = {}
        self._parents: set[str] = set()

    @property
    def refused(self) -> bool:
        return bool(self.errors)

    @contextmanager
    def keeping_refusals(self) -> Iterator[None]:
        """A refusal of what is done in here is kept, and told by the form."""
        try:
            yield
        except Refusal as refusal:
            self.refuse(refusal)

    def value(self, name: str, default: str = "") -> str:
        return self.typed[name][-1] if self.typed.get(name) else default

    def forget(self, secret: str) -> None:
        """What nobody is to read in a page."""
        if secret in self.typed:
            self.typed[secret] = [""]

    def number(self, name: str) -> int | None:
        """An id or amount that no person types; None for what can be none."""
        text = self.value(name)
        return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None

    def read(self, kind: type[T], *, blank_is_absent: tuple[str, ...] = ()) -> T:
        """The Struct that was typed; fields named in ``blank_is_absent`` may be left blank. Raises ``NotRight``."""
        self._rows, self._parents = _rows_of(self.typed), _parents_of(self.typed)
        tree = self._struct(kind, "", blank_is_absent)
        if not self.errors:
            try:
                return msgspec.convert(tree, kind, strict=False)
            except msgspec.ValidationError as error:  # what no field alone can tell: a list's length
                self.errors[""] = decoding.invalid(error)
        raise NotRight

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal where it belongs: at its fields, or above the form. Raises ``NotRight`` of another form."""
        if not isinstance(refusal, NotRight):
            self.errors |= {self._shown(name): refusal for name in refusal.fields or [""]}
        elif not self.errors:
            raise refusal

    def _shown(self, name: str) -> str:
        """A list is wrong at its last row. They come in no order."""
        rows = [row for row in self.typed if row.startswith(f"{name}[") and row.endswith("]")]
        return name if name in self.typed or not rows else max(rows, key=lambda row: (len(row), row))

    @property
    def unmarked(self) -> list[Refusal]:
        """What is wrong with no field that the form has."""
        return [refusal for name, refusal in self.errors.items() if name and name not in self.typed]

    def _struct(self, kind: type[Struct], under: str, blank: tuple[str, ...]) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for field in msgspec.structs.fields(kind):
            name = f"{under}.{field.encode_name}" if under else field.encode_name
            value = UNSET if name in blank and not self.value(name).strip() else self._value(field.type, name, blank)
            if value is not UNSET:
                tree[field.encode_name] = value
            elif field.required:
                self.errors[name] = Invalid(name, Code.MISSING, name=name)
        return tree

    def _value(self, kind: Any, name: str, blank: tuple[str, ...]) -> Any:
        """A field's value as ``kind`` wants it; UNSET if the form has no such field."""
        kinds = _alternatives(kind)
        struct = next((part for part in kinds if isinstance(part, type) and issubclass(part, Struct)), None)
        if struct is not None:
            return self._struct(struct, name, blank) if self._has(name) else UNSET
        many = next((part for part in kinds if get_origin(part) is list), None)
        if many is not None:
            return self._list(get_args(many)[0], name, blank)
        if name not in self.typed:
            return UNSET
        value = self.value(name)
        if not value.strip() and type(None) in kinds:
            return None
        return self._checked(value, kind, name)

    def _list(self, kind: Any, name: str, blank: tuple[str, ...]) -> Any:
        """What several fields of that name say, then its rows: one name's radios exclude each other."""
        rows = sorted(self._rows.get(name, ()))
        if name not in self.typed and not rows:
            return UNSET
        many = [self._checked(value, kind, name) for value in self.typed.get(name, ()) if value]
        return many + [self._value(kind, f"{name}[{i}]", blank) for i in rows]

    def _checked(self, value: str, kind: Any, name: str) -> Any:
        if str not in _alternatives(kind):  # full-width digits are digits
            value = unicodedata.normalize("NFKC", value).strip()
        try:
            return msgspec.convert(value, kind, strict=False)
        except msgspec.ValidationError as error:
            self.errors[name] = decoding.invalid(error, name)
            return value

    def _has(self, name: str) -> bool:
        return name in self._parents


def flat(row: Struct) -> dict[str, list[str]]:
    """What is stored, by the names of fields, as a form shows it."""
    return dict(_flat("", msgspec.to_builtins(row)))


def new_key() -> str:
    """Made with a blank form and sent along: whatever happens to the answer, the form does its deed once."""
    return secrets.token_urlsafe(24)


async def read_form(request: Request[Any, Any, Any], *, respelled: bool = True) -> Form:
    """The form that was sent, its text in NFC but for passwords to compare; files are the request's own business."""
    typed: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in (await request.form()).items():
        if not isinstance(value, UploadFile):
            text = value.replace("\r\n", "\n")  # as it was typed: browsers send CR LF
            typed[name].append(composed(text) if respelled else text)
    return Form(dict(typed))


def query_form(request: Request[Any, Any, Any]) -> Form:
    """What a page's address asks for: its filters, to be shown as they were filled in."""
    typed: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in islice(request.query_params.items(), MOST_ASKED):
        typed[name].append(composed(value))
    return Form(dict(typed))


def _alternatives(kind: Any) -> tuple[Any, ...]:
    """The types of a union, without their annotations."""
    if hasattr(kind, "__metadata__"):
        return _alternatives(get_args(kind)[0])
    if get_origin(kind) is UnionType or str(get_origin(kind)) == "typing.Union":
        return tuple(alternative for part in get_args(kind) for alternative in _alternatives(part))
    return (kind,)


def _rows_of(names: Iterable[str]) -> dict[str, set[int]]:
    """The lists, by name, and which rows they have. Found once, not by looking through a long form for each row."""
    rows: defaultdict[str, set[int]] = defaultdict(set)
    for name in names:
        for index in INDEX.finditer(name) if len(name) <= LONGEST_NAME else ():
            rows[name[: index.start()]].add(int(index[1]))
    return rows


def _parents_of(names: Iterable[str]) -> set[str]:
    """What has fields of its own."""
    return {name[: dot.start()] for name in names if len(name) <= LONGEST_NAME for dot in re.finditer(r"\.", name)}


def _flat(name: str, value: Any) -> list[tuple[str, list[str]]]:
    if isinstance(value, dict):
        return [field for key, part in value.items() for field in _flat(f"{name}.{key}" if name else key, part)]
    if isinstance(value, list):
        return [field for i, part in enumerate(value) for field in _flat(f"{name}[{i}]", part)]
    if isinstance(value, bool):
        return [(name, [str(value).lower()])]
    return [(name, ["" if value is None else str(value)])]
