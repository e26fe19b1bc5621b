"""Placing an order: all of it or an explanation, once per key, whoever races."""

import asyncio

import pytest

from tests.world import Restaurant

pytestmark = pytest.mark.every_database


async def test_an_order_copies_names_and_prices_and_opens_the_table(bistro: Restaurant) -> None:
    lines = [
        {"item_id": bistro.items["김치찌개"], "quantity": 2, "note": "덜 맵게 🌶"},
        {
            "item_id": bistro.items["떡볶이"],
            "quantity": 1,
            "options": [bistro.options["치즈"], bistro.options["매운맛"]],
        },
    ]
    answer = await bistro.ask(1, "POST", "/orders", {"lines": lines}, {"Idempotency-Key": bistro.new_key()})
    order = answer.json()
    assert answer.status_code == 201
    assert (order["status"], order["version"], order["total"], order["placed_by"]) == ("pending", 1, 33500, "table")
    assert [(line["name"], line["unit_price"], line["subtotal"]) for line in order["lines"]] == [
        ("김치찌개", 9500, 19000),
        ("떡볶이", 12000, 14500),
    ]
    assert [option["name"] for option in order["lines"][1]["options"]] == ["매운맛", "치즈"]
    assert order["number"].endswith("-0001")
    mine = (await bistro.ask(1, "GET", "/orders")).json()
    assert mine["items"] == [order]
    assert mine["table_session"]["total"] == 33500


async def test_thirty_sendings_of_one_key_at_once_make_one_order(bistro: Restaurant) -> None:
    answers = await asyncio.gather(*(bistro.order(1, "냉면", key="the-same-key-30-times") for _ in range(30)))
    assert sorted(answer.status_code for answer in answers) == [200] * 29 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert {answer.headers.get("Idempotency-Replayed") for answer in answers if answer.status_code == 200} == {"true"}
    assert len((await bistro.ask(1, "GET", "/orders")).json()["items"]) == 1


async def test_ten_first_orders_at_once_open_one_session(bistro: Restaurant) -> None:
    orders = await asyncio.gather(*(bistro.ordered(2) for _ in range(10)))
    assert len({order["table_session_id"] for order in orders}) == 1
    assert sorted(order["number"][-4:] for order in orders) == [f"{n:04d}" for n in range(1, 11)]
    assert (await bistro.ask(2, "GET", "/orders")).json()["table_session"]["total"] == 95000
