"""What a guest may choose on an item, and what that can cost at least: rules without a database."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordering.menu.model import lowest_price
from ordering.menu.orderable import OrderableGroup, OrderableItem, OrderableOption

# Spice: exactly one of 11, 12, 13 (13 is sold out). Toppings: up to two of 21, 22, 23. Sides: two to three of 31-34.
GROUPS = [(1, 1, 1, [11, 12, 13]), (2, 0, 2, [21, 22, 23]), (3, 2, 3, [31, 32, 33, 34])]


def an_item(*, sold_out: bool = False, hidden: bool = False, groups: bool = True) -> OrderableItem:
    chosen = GROUPS if groups else []
    options = {
        one: OrderableOption(one, group_id, str(one), one, sold_out=one == 13)
        for group_id, _, _, ids in chosen
        for one in ids
    }
    limits = [OrderableGroup(group_id, least, most) for group_id, least, most, _ in chosen]
    return OrderableItem(5, "a dish", 9000, sold_out, hidden, limits, options)


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ([11, 31, 32], None),
        ([12, 21, 22, 31, 32, 33], None),
        ([], "too_few"),
        ([31, 32], "too_few"),
        ([11, 31], "too_few"),
        ([11, 12, 31, 32], "too_many"),
        ([11, 21, 22, 23, 31, 32], "too_many"),
        ([11, 31, 32, 33, 34], "too_many"),
        ([13, 31, 32], "option_sold_out"),
        ([11, 13, 31, 32], "option_sold_out"),
        ([11, 31, 32, 99], "option_unknown"),
        ([99, 13], "option_unknown"),
        ([0], "option_unknown"),
    ],
)
def test_a_choice_is_taken_or_told_why_not(chosen: list[int], reason: str | None) -> None:
    assert an_item().why_not(chosen) == reason
    assert an_item().why_not(chosen[::-1]) == reason, "the order of the options does not matter"


def test_an_item_says_first_that_it_is_gone() -> None:
    wrong = [99]
    assert an_item(hidden=True, sold_out=True).why_not(wrong) == "unknown"
    assert an_item(sold_out=True).why_not(wrong) == "sold_out"
    assert an_item(groups=False).why_not([]) is None
    assert an_item(groups=False).why_not([11]) == "option_unknown"


def test_options_come_in_the_order_of_the_menu_however_they_are_sent() -> None:
    assert [option.id for option in an_item().chosen([32, 22, 11, 31, 21])] == [11, 21, 22, 31, 32]


@given(st.lists(st.sampled_from([11, 12, 13, 21, 22, 23, 31, 32, 33, 34, 99]), unique=True))
def test_the_rule_agrees_with_counting_by_hand(chosen: list[int]) -> None:
    counts = [sum(one in ids for one in chosen) for _, _, _, ids in GROUPS]
    fits = all(least <= count <= most for count, (_, least, most, _) in zip(counts, GROUPS, strict=True))
    assert (an_item().why_not(chosen) is None) == (fits and not {13, 99} & set(chosen))


deltas = st.lists(st.integers(-3000, 3000), min_size=1, max_size=5)


@st.composite
def a_group(draw: st.DrawFn) -> tuple[int, int, Sequence[int]]:
    """As ``options.replace`` lets in: no more choices needed than there are, nor than allowed."""
    options = draw(deltas)
    most = draw(st.integers(1, 7))
    return draw(st.integers(0, min(most, len(options)))), most, options


@given(st.integers(0, 20000), st.lists(a_group(), max_size=3))
def test_the_lowest_price_is_the_lowest_of_all_choices(price: int, groups: list[tuple[int, int, list[int]]]) -> None:
    by_hand = price
    for least, most, options in groups:
        counts = range(least, min(most, len(options)) + 1)
        by_hand += min(sum(chosen) for count in counts for chosen in combinations(options, count))
    assert lowest_price(price, groups) == by_hand
