"""What msgspec says is read into a field, a code and its parameters; the API's English comes back out of them."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta, Struct

from ordering import text
from ordering.codes import Code
from ordering.decoding import PATTERNS, invalid


class Size(StrEnum):
    SMALL = "s"


class Side(Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=5)]
    password: Annotated[str, Meta(min_length=4)] = "1234"
    price: Annotated[int, Meta(ge=0, le=9)] = 0
    size: Size = Size.SMALL
    day: date | None = None
    spicy: bool = False


class Dish(Struct, forbid_unknown_fields=True):
    sides: Annotated[list[Side], Meta(max_length=1)]


WRONG: list[tuple[dict[str, Any], str, Code, dict[str, Any]]] = [
    ({}, "sides[0].name", Code.MISSING, {"name": "name"}),
    ({"name": "x", "colour": 1}, "sides[0].colour", Code.UNKNOWN_FIELD, {"name": "colour"}),
    ({"name": ""}, "sides[0].name", Code.EMPTY, {}),
    ({"name": "x", "password": "123"}, "sides[0].password", Code.TOO_SHORT, {"n": "4"}),
    ({"name": "x" * 6}, "sides[0].name", Code.TOO_LONG, {"n": "5"}),
    ({"name": "x", "price": -1}, "sides[0].price", Code.TOO_LOW, {"n": "0"}),
    ({"name": "x", "price": 10}, "sides[0].price", Code.TOO_HIGH, {"n": "9"}),
    ({"name": "x", "price": "a"}, "sides[0].price", Code.NOT_A_NUMBER, {"expected": "int", "got": "str"}),
    ({"name": "x", "day": "a"}, "sides[0].day", Code.NOT_A_DATE, {}),
    ({"name": "x", "size": "a`"}, "sides[0].size", Code.NOT_A_CHOICE, {"value": "'a`'"}),
    ({"name": "x", "spicy": 1}, "sides[0].spicy", Code.NOT_RIGHT, {"reason": "Expected `bool`, got `int`"}),
]


@pytest.mark.parametrize(("side", "field", "code", "params"), WRONG, ids=[code for _, _, code, _ in WRONG])
def test_a_message_of_msgspecs_is_read(side: dict[str, Any], field: str, code: Code, params: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert({"sides": [side]}, Dish)
    wrong = invalid(caught.value)
    assert (wrong.fields, wrong.wrong, wrong.params) == ([field], code, params)
    assert wrong.facts["errors"][0]["message"] == str(caught.value).partition(" - at ")[0]


@pytest.mark.parametrize("pattern", PATTERNS, ids=PATTERNS.values())
def test_a_pattern_is_told_in_words(pattern: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert("\x00", Annotated[str, Meta(pattern=pattern)])
    assert invalid(caught.value, "name").facts == {"errors": [{"field": "name", "message": PATTERNS[pattern].message}]}


def test_every_pattern_has_words() -> None:
    patterns = {meta.pattern for kind in vars(text).values() for meta in getattr(kind, "__metadata__", ())}
    assert patterns - {None} <= PATTERNS.keys()
