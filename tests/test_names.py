"""Usernames and slugs as people see them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordering import names
from ordering.errors import Invalid
from ordering.text import clipped, composed

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Owner", "owner"),
        ("ｏｗｎｅｒ１", "owner1"),
        (" 김사장 ", "김사장"),
        (unicodedata.normalize("NFD", "김사장"), "김사장"),
        ("JOSÉ", "josé"),
        ("山田たろう", "山田たろう"),
        ("ﾀﾛｳ", "タロウ"),
        ("प्रिया", "प्रिया"),
        ("สมชาย", "สมชาย"),
        ("علي١٢", "علي١٢"),
        ("a.b-c_9", "a.b-c_9"),
        ("86", "86"),
    ],
)
def test_a_name_has_one_spelling(typed: str, stored: str) -> None:
    assert names.username(typed) == stored
    assert names.normal(stored) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "оwner",  # the first letter is Cyrillic
        "kim길동", "αdmin", "a١", "1१",
        "ow\u200bner", "owner\u200d", "own\u00ader", "\u202erenwo", "\u2066owner", "owner\ufeff",
        "\u3164", "a\u3164b", "a\ufe0f",
        "kim min", "kim\tmin", "kim@home", "o'neil", "a/b", "💥", "½", "\u0301a", "...", "-", "", " ", "x" * 41, "ﷺ",
    ],
)  # fmt: skip
def test_what_can_not_be_told_from_another_at_a_glance_is_no_name(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        names.username(typed)
    assert refused.value.facts["errors"][0]["field"] == "username"


@pytest.mark.parametrize(
    ("one", "other"),
    [("coco", "сосо"), ("owner", "0wner"), ("kiml", "kim1"), ("min", "rnin"), ("OWNER", "ｏｗｎｅｒ"),
     ("タロ", "夕口")],
)  # fmt: skip
def test_look_alikes_look_alike(one: str, other: str) -> None:
    assert names.skeleton(one) == names.skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("jose", "josé"), ("김", "길"), ("kim", "klm"), ("staff1", "staff2")])
def test_what_people_can_tell_apart_does_not(one: str, other: str) -> None:
    assert names.skeleton(one) != names.skeleton(other)


@given(st.text(max_size=30))
def test_a_name_that_is_taken_once_is_taken_for_good(typed: str) -> None:
    """However it is spelled, and as often as it is read again."""
    try:
        name = names.username(typed)
    except Invalid:
        return
    assert names.username(name) == name == names.normal(unicodedata.normalize("NFD", typed))
    assert name == names.normal(name.upper()) or name != name.upper().lower()
    assert names.skeleton(name) == names.skeleton(typed)


def test_every_look_alike_is_a_letter_that_a_name_may_have() -> None:
    table = names.lookalikes()
    assert len(table) > 1000
    assert [hex(one) for one in table if not names.letter().fullmatch(chr(one))] == []


@given(st.recursive(st.text() | st.integers() | st.none(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)))
def test_composing_composes_all_text_and_nothing_else(value: object) -> None:
    once = composed(value)
    assert composed(once) == once
    if isinstance(value, str):
        assert once == unicodedata.normalize("NFC", value)
    elif isinstance(value, list):
        assert once == [composed(one) for one in value]


@given(st.lists(st.sampled_from([FAMILY, "한", "e\u0301", "🇰🇷", "a", "👍🏽", "각"])), st.integers(0, 40))
def test_what_is_clipped_is_whole_characters(characters: list[str], most: int) -> None:
    kept = clipped("".join(characters), most)
    assert len(kept) <= most
    assert kept in {"".join(characters[:n]) for n in range(len(characters) + 1)}
    assert kept == "".join(characters) or len(kept) + len(characters[len(_cut(kept, characters))]) > most


def _cut(kept: str, characters: list[str]) -> list[str]:
    n = next(n for n in range(len(characters) + 1) if "".join(characters[:n]) == kept)
    return characters[:n]
