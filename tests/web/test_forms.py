"""Forms into the API's Structs: each error at its field, everything typed kept."""

from typing import Annotated

import pytest
from msgspec import UNSET, Meta, Struct, UnsetType

from ordering.codes import Code
from ordering.errors import Busy, Invalid, NumberTaken
from ordering.web.kit.forms import Form, NotRight, flat


class Choice(Struct, forbid_unknown_fields=True, frozen=True):
    name: Annotated[str, Meta(min_length=1)]
    price_delta: int = 0


class Dish(Struct, forbid_unknown_fields=True, frozen=True):
    name: Annotated[str, Meta(min_length=1)]
    hidden: bool = False
    label: str | None = None
    image_id: int | None | UnsetType = UNSET
    choices: list[Choice] = []
    ids: list[int] = []
    password: Annotated[str, Meta(min_length=4)] | UnsetType = UNSET


def a_form(**typed: str) -> Form:
    return Form({name: [value] for name, value in typed.items()})


def test_what_is_typed_becomes_the_struct() -> None:
    form = Form(
        {
            "name": ["냉면"],
            "hidden": ["false", "true"],
            "label": [""],
            "image_id": ["7"],
            "ids": ["1", "2"],
            "choices[0].name": ["곱빼기"],
            "choices[0].price_delta": ["-500"],
            "choices[3].name": ["맵게"],
        }
    )
    read = form.read(Dish)
    assert read == Dish("냉면", True, None, 7, [Choice("곱빼기", -500), Choice("맵게")], [1, 2])


def test_a_lists_values_come_from_boxes_of_its_name_and_from_radios_in_its_rows() -> None:
    form = Form({"name": ["떡볶이"], "ids": ["4", "5"], "ids[0]": ["2"], "ids[10]": ["1"]})
    assert form.read(Dish).ids == [4, 5, 2, 1]


def test_what_is_not_in_the_form_is_not_given() -> None:
    assert a_form(name="x").read(Dish) == Dish("x")


def test_a_blank_may_mean_absent_where_one_says_so() -> None:
    blank = a_form(name="x", password="")
    assert blank.read(Dish, blank_is_absent=("password",)) == Dish("x")
    with pytest.raises(NotRight):
        blank.read(Dish)


def test_every_wrong_field_is_named_as_the_api_names_it() -> None:
    form = a_form(**{"name": "", "image_id": "x", "choices[0].name": "a", "choices[1].name": ""})
    with pytest.raises(NotRight):
        form.read(Dish)
    assert form.errors.keys() == {"name", "image_id", "choices[1].name"}
    assert form.value("image_id") == "x"


def test_a_missing_field_is_named() -> None:
    form = a_form(label="x")
    with pytest.raises(NotRight):
        form.read(Dish)
    assert form.errors.keys() == {"name"}


def test_a_refusal_stands_where_it_belongs() -> None:
    form = a_form()
    form.refuse(NumberTaken())
    form.refuse(Invalid("price", Code.PRICE))
    assert [(name, type(refusal)) for name, refusal in form.errors.items()] == [
        ("number", NumberTaken),
        ("price", Invalid),
    ]
    form.refuse(Busy())
    assert isinstance(form.errors[""], Busy)


def test_a_row_becomes_the_form_that_makes_it() -> None:
    dish = Dish("냉면", True, None, 7, [Choice("곱빼기", -500)], [])
    form = Form(flat(dish))
    assert form.value("choices[0].price_delta") == "-500"
    assert form.value("hidden") == "true"
    assert form.read(Dish) == dish


def test_a_form_of_thousands_of_rows_is_read_whole() -> None:
    form = Form({"name": ["x"]} | {f"choices[{i}].name": ["냉면"] for i in range(1000)})
    assert len(form.read(Dish).choices) == 1000


@pytest.mark.parametrize("text", ["", "x", "-1", "²", "9" * 19, "9" * 5000])
def test_what_can_be_no_id_is_none(text: str) -> None:
    assert a_form(image_id=text).number("image_id") is None
    assert Form({f"choices[{text}].name": ["냉면"], "name": ["x"]}).read(Dish) == Dish("x")
