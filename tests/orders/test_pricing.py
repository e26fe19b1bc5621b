"""What an order costs, and the fingerprint of what was sent: rules without a database."""

import hashlib
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordering.errors import Invalid, NotOrderable, PriceChanged
from ordering.menu.orderable import OrderableGroup, OrderableItem, OrderableOption
from ordering.orders import pricing
from ordering.orders.placing import Submission
from ordering.orders.shapes import Draft, DraftLine, PricedLine, Refused
from ordering.security.callers import TableCaller


def menu() -> dict[int, OrderableItem]:
    """1 plain at 9500; 2 at 12000 with one of options 21 (free), 22 (+500), 23 (-1000); 3 sold out; 4 hidden."""
    deltas = {21: 0, 22: 500, 23: -1000}
    options = {id_: OrderableOption(id_, 1, str(id_), delta, sold_out=False) for id_, delta in deltas.items()}
    items = [
        OrderableItem(1, "plain", 9500, sold_out=False, hidden=False),
        OrderableItem(2, "chosen", 12000, False, False, [OrderableGroup(1, 1, 2)], options),
        OrderableItem(3, "gone", 7000, sold_out=True, hidden=False),
        OrderableItem(4, "secret", 3000, sold_out=False, hidden=True),
    ]
    return {item.id: item for item in items}


def test_a_line_costs_its_quantity_times_price_and_options() -> None:
    lines = [DraftLine(1, 3), DraftLine(2, 2, [23, 22])]
    priced = pricing.price(Draft(lines), menu())
    assert [(one.index, one.unit_price, one.subtotal) for one in priced] == [(0, 9500, 28500), (1, 12000, 23000)]
    assert [option.id for option in priced[1].options] == [22, 23]


def test_every_line_that_cannot_be_had_is_named_with_its_reason() -> None:
    lines = [DraftLine(3, 1), DraftLine(1, 1), DraftLine(4, 1), DraftLine(2, 1), DraftLine(99, 1), DraftLine(2, 1, [5])]
    with pytest.raises(NotOrderable) as refused:
        pricing.price(Draft(lines, expected_total=1), menu())
    assert refused.value.facts["lines"] == [
        Refused(0, 3, "sold_out"),
        Refused(2, 4, "unknown"),
        Refused(3, 2, "too_few"),
        Refused(4, 99, "unknown"),
        Refused(5, 2, "option_unknown"),
    ]


@pytest.mark.parametrize("expected", [None, 19000])
def test_the_total_that_was_shown_is_the_total_that_is_charged(expected: int | None) -> None:
    assert pricing.price(Draft([DraftLine(1, 2)], expected_total=expected), menu())


@pytest.mark.parametrize("expected", [0, 18999, 19001])
def test_another_total_is_told_the_new_prices(expected: int) -> None:
    with pytest.raises(PriceChanged) as changed:
        pricing.price(Draft([DraftLine(1, 2)], expected_total=expected), menu())
    assert changed.value.facts == {"total": 19000, "lines": [PricedLine(0, 9500, [], 19000)]}


def test_a_repeated_option_is_no_choice() -> None:
    with pytest.raises(Invalid) as invalid:
        pricing.check(Draft([DraftLine(1, 1), DraftLine(2, 1, [21, 22, 21])]))
    assert invalid.value.facts["errors"][0]["field"] == "lines[1].options"
    pricing.check(Draft([DraftLine(2, 1, [21, 22]), DraftLine(2, 1, [21, 22])]))


@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.integers(1, 99)), min_size=1, max_size=50))
def test_the_total_is_the_sum_whatever_is_ordered(wanted: list[tuple[int, int]]) -> None:
    lines = [DraftLine(item, quantity, [22] if item == 2 else []) for item, quantity in wanted]
    total = sum(line.subtotal for line in pricing.price(Draft(lines), menu()))
    assert total == sum({1: 9500, 2: 12500}[item] * quantity for item, quantity in wanted)


NEVER = datetime(2026, 11, 23, tzinfo=UTC)
TABLET = TableCaller(
    store_id=1, account_key="k", epoch=1, jti="j", expires_at=NEVER, device_id=1, table_id=1, table_number=1
)


def fingerprint(body: bytes) -> str:
    return Submission(TABLET, 1, "k" * 16, msgspec.json.decode(body, type=Draft)).fingerprint


def test_the_same_body_written_differently_has_the_same_fingerprint() -> None:
    one = fingerprint(b'{"lines":[{"item_id":1,"quantity":2,"note":"\xea\xb9\x80"}],"party":0}')
    for same in (
        b'{ "party" : 0, "lines": [ {"quantity": 2, "note": "\\uae40", "item_id": 1} ] }',
        b'{"party":0,"note":null,"lines":[{"options":[],"item_id":1,"quantity":2,"note":"\\uAE40"}]}',
    ):
        assert fingerprint(same) == one


def test_another_order_has_another_fingerprint() -> None:
    bodies = [
        b'{"lines":[{"item_id":1,"quantity":2}]}',
        b'{"lines":[{"item_id":1,"quantity":3}]}',
        b'{"lines":[{"item_id":2,"quantity":2}]}',
        b'{"lines":[{"item_id":1,"quantity":1},{"item_id":1,"quantity":1}]}',
        b'{"lines":[{"item_id":1,"quantity":2,"options":[3]}]}',
        b'{"lines":[{"item_id":1,"quantity":2,"note":"x"}]}',
        b'{"lines":[{"item_id":1,"quantity":2}],"note":"x"}',
        b'{"lines":[{"item_id":1,"quantity":2}],"expected_total":0}',
        b'{"lines":[{"item_id":1,"quantity":2}],"party":0}',
    ]
    assert len({fingerprint(body) for body in bodies}) == len(bodies)


def test_fingerprints_outlive_a_release() -> None:
    """Of the fields in this order, without spaces: a key used before an update must still be known after it."""
    body = b'{"lines":[{"item_id":1,"quantity":2,"options":[4],"note":"x"}],"note":"y","expected_total":5,"party":6}'
    assert fingerprint(body) == hashlib.sha256(body).hexdigest()
