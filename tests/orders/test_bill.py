"""The bill: what a party owes, its equal lines added up, divided exactly."""

import pytest

from tests.world import Restaurant


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
