"""The bill: what a party owes, its equal lines added up, divided exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordering.orders.bill import Bill, shares
from ordering.orders.model import ChosenOption, Order, OrderLine, Status
from ordering.tables.model import DiningTable, TableSession
from tests.invariants import check
from tests.world import Restaurant

NAMES, PRICES = st.sampled_from(["냉면", "김치찌개"]), st.integers(0, 10_000_000)
OPTIONS = st.lists(st.builds(ChosenOption, st.integers(1, 3), st.sampled_from(["곱빼기", "치즈"]), PRICES), max_size=2)


@st.composite
def lines(draw: st.DrawFn) -> OrderLine:
    line = OrderLine(name=draw(NAMES), unit_price=draw(PRICES), options=draw(OPTIONS), note=None)
    line.quantity, line.voided = draw(st.integers(0, 99)), draw(st.integers(0, 99))
    line.subtotal = line.quantity * line.each
    return line


@st.composite
def orders(draw: st.DrawFn) -> Order:
    found = draw(st.lists(lines(), min_size=1, max_size=5))
    return Order(status=draw(st.sampled_from(Status)), lines=found, total=sum(line.subtotal for line in found))


@given(st.lists(orders(), max_size=6), st.integers(1, 99))
def test_shares_add_up_to_the_last_won_whatever_the_bill(orders: list[Order], heads: int) -> None:
    total = sum(order.total for order in orders if order.status is not Status.CANCELLED)
    session = TableSession(id=1, opened_at=None, total=total)
    bill = Bill.of(DiningTable(id=1, number=1), session, orders, "KRW", 7).divided(heads)
    assert bill.total == total == sum(line.subtotal for line in bill.lines) == sum(bill.shares or [])
    assert len(bill.shares or []) == heads
    assert bill.shares == sorted(bill.shares or [], reverse=True)
    assert max(bill.shares or []) - min(bill.shares or []) <= 1
    likes = [(line.name, *line.options, line.unit_price) for line in bill.lines]
    assert len(likes) == len(set(likes))
    assert all(line.quantity > 0 and line.subtotal == line.quantity * line.unit_price for line in bill.lines)


def test_the_example_that_everybody_knows() -> None:
    assert shares(43_000, 3) == [14_334, 14_333, 14_333]


async def test_equal_lines_are_added_up_and_cancelled_orders_are_left_out(bistro: Restaurant) -> None:
    spicy = [bistro.options["매운맛"], bistro.options["치즈"]]
    lines = [
        {"item_id": bistro.items["떡볶이"], "quantity": 1, "options": spicy},
        {"item_id": bistro.items["떡볶이"], "quantity": 2, "options": spicy, "note": "파 빼고"},
        {"item_id": bistro.items["떡볶이"], "quantity": 1, "options": spicy[:1]},
    ]
    for _ in range(2):
        placed = await bistro.ask(1, "POST", "/orders", {"lines": lines}, {"Idempotency-Key": bistro.new_key()})
        assert placed.status_code == 201, placed.text
    gone = await bistro.ordered(1, "냉면")
    await bistro.ask("manager", "POST", f"/admin/orders/{gone['id']}/cancellation", {"reason": "x", "version": 1})
    await bistro.ordered(1, ("냉면", 2))
    await bistro.ordered(2, "냉면")
    bill = (await bistro.ask("staff", "GET", f"/admin/tables/{bistro.tables[1]}/bill")).json()
    assert [(one["name"], one["options"], one["quantity"]) for one in bill["lines"]] == [
        ("떡볶이", ["매운맛", "치즈"], 6),
        ("떡볶이", ["매운맛"], 2),
        ("냉면", [], 2),
    ]
    assert all(one["subtotal"] == one["quantity"] * one["unit_price"] for one in bill["lines"])
    board = (await bistro.ask("staff", "GET", "/admin/board")).json()
    party = next(one["table_session"] for one in board["tables"] if one["table"]["number"] == 1)
    assert (
        bill["total"] == bill["table_session"]["total"] == party["total"] == sum(b["subtotal"] for b in bill["lines"])
    )
    assert (bill["table"]["number"], bill["currency"], bill["shares"]) == (1, "KRW", None)
    assert bill["as_of"] == board["cursor"]
    assert (await bistro.ask(1, "GET", "/bill")).json() == bill


@pytest.mark.parametrize(("heads", "shares"), [(1, [9500]), (3, [3167, 3167, 3166]), (99, [96] * 95 + [95] * 4)])
async def test_it_is_divided_exactly_the_larger_shares_first(bistro: Restaurant, heads: int, shares: list[int]) -> None:
    await bistro.ordered(1, "김치찌개")
    for who, path in ((1, "/bill"), ("staff", f"/admin/tables/{bistro.tables[1]}/bill")):
        assert (await bistro.ask(who, "GET", path, heads=heads)).json()["shares"] == shares


async def test_there_is_none_where_nobody_sits_or_for_strangers(bistro: Restaurant, rival: Restaurant) -> None:
    path = f"/admin/tables/{bistro.tables[1]}/bill"
    assert (await bistro.ask("staff", "GET", path)).status_code == 404
    assert (await bistro.ask(1, "GET", "/bill")).status_code == 404
    await bistro.ordered(1)
    assert (await rival.ask("staff", "GET", path)).status_code == 404
    for heads in ("0", "100", "x"):
        assert (await bistro.ask("staff", "GET", path, heads=heads)).status_code == 400
    await bistro.close(1, force=True)
    assert (await bistro.ask("staff", "GET", path)).status_code == 404


async def test_how_many_they_are_is_counted_once_and_told(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, "냉면")
    at = f"/admin/tables/{bistro.tables[1]}/session"
    count = {"guests": 4, "table_session_id": order["table_session_id"]}
    counted = await bistro.ask("staff", "PATCH", at, count)
    assert counted.status_code == 200
    board = (await bistro.ask("staff", "GET", "/admin/board")).json()
    assert counted.json() == board["tables"][0]
    assert counted.json()["table_session"]["guests"] == 4
    assert board["tables"][1]["table_session"] is None
    assert (await bistro.ask(1, "GET", "/orders")).json()["table_session"]["guests"] == 4
    assert (await bistro.ask(1, "GET", "/bill")).json()["table_session"]["guests"] == 4
    await bistro.ordered(1)
    await bistro.ask("owner", "PATCH", f"/admin/tables/{bistro.tables[1]}", {"label": "창가"})
    await check(bistro.services, bistro.store_id)
    await bistro.ordered(2)
    assert (await bistro.ask("staff", "GET", "/admin/summary")).json()["guests"] == 4
    closed = (await bistro.close(1, force=True)).json()
    assert closed["guests"] == 4
    assert (await bistro.ask("staff", "GET", "/admin/history")).json()["items"] == [closed]
    late = await bistro.ask("staff", "PATCH", at, count)
    assert (late.status_code, late.json()["code"]) == (409, "no_open_session")
    await bistro.ordered(1)
    assert (await bistro.ask("staff", "PATCH", at, count)).status_code == 409, "that is the next party"
    await check(bistro.services, bistro.store_id)


async def test_nobody_need_say_how_many_they_are(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    at = f"/admin/tables/{bistro.tables[1]}/session"
    for guests in (99, None):
        count = {"guests": guests, "table_session_id": order["table_session_id"]}
        assert (await bistro.ask("staff", "PATCH", at, count)).json()["table_session"]["guests"] == guests
    assert (await bistro.close(1, force=True)).json()["guests"] is None
    assert (await bistro.ask("staff", "GET", "/admin/summary")).json()["guests"] == 0
