"""Placing an order: all of it or an explanation, in one transaction."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.util import await_only

from ordering.orders import queue
from ordering.orders.placing import Submission
from ordering.orders.shapes import Draft, DraftLine
from ordering.security.callers import Role
from ordering.stores.repository import Stores
from tests.invariants import check
from tests.twin import another_process
from tests.world import Restaurant, as_staff_see


@pytest.mark.every_database
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
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_notes_come_back_as_they_were_written_in_whatever_script(bistro: Restaurant) -> None:
    note = "👨‍👩‍👧‍👦 생일이에요! ‮abc‬ Ünïcödé\nدون بصل \t 𠜎 " + "끝" * 10
    lines = [{**bistro.lines("냉면")[0], "note": "🌶" * 200}]
    order = (
        await bistro.ask(1, "POST", "/orders", {"lines": lines, "note": note}, {"Idempotency-Key": bistro.new_key()})
    ).json()
    assert (order["note"], order["lines"][0]["note"]) == (note, "🌶" * 200)
    assert (await bistro.ask("staff", "GET", f"/admin/orders/{order['id']}")).json() == as_staff_see(order)
    assert (await bistro.ask(1, "GET", f"/orders/{order['id']}")).json() == order


@pytest.mark.every_database
async def test_staff_order_for_a_table_and_the_table_sees_it(bistro: Restaurant) -> None:
    order = await bistro.ordered(2, ("냉면", 2), by=Role.STAFF, party=0)
    assert (order["placed_by"], order["total"], order["table"]["number"]) == ("staff", 22000, 2)
    assert [as_staff_see(one) for one in (await bistro.ask(2, "GET", "/orders")).json()["items"]] == [order]
    mine = await bistro.ordered(2)
    assert mine["table_session_id"] == order["table_session_id"]
    assert mine["number"].endswith("-0002")


@pytest.mark.every_database
async def test_tonights_bill_does_not_move_when_the_menu_is_edited(bistro: Restaurant) -> None:
    spicy = {"item_id": bistro.items["떡볶이"], "quantity": 2, "options": [bistro.options["매운맛"]]}
    body = {"lines": [spicy, *bistro.lines("냉면")]}
    order = (await bistro.ask(1, "POST", "/orders", body, {"Idempotency-Key": bistro.new_key()})).json()
    item = f"/admin/items/{bistro.items['떡볶이']}"
    edits: dict[str, Any] = {"name": "로제 떡볶이", "price": 99, "option_groups": []}
    assert (await bistro.ask("manager", "PATCH", item, edits)).status_code == 200
    assert (await bistro.ask("manager", "DELETE", f"/admin/items/{bistro.items['냉면']}")).status_code == 204
    assert (await bistro.ask(1, "GET", "/orders")).json()["items"] == [order]
    assert (await bistro.close(1, force=True)).json()["total"] == 36000
    history = (await bistro.ask("staff", "GET", "/admin/history")).json()["items"]
    assert history[0]["orders"] == [as_staff_see(order)]
    assert [line["name"] for line in order["lines"]] == ["떡볶이", "냉면"]
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_a_refusal_names_every_line_with_its_reason_and_writes_nothing(
    bistro: Restaurant, rival: Restaurant
) -> None:
    tteokbokki, option = bistro.items["떡볶이"], bistro.options
    await bistro.ask("staff", "PUT", f"/admin/options/{option['보통맛']}/sold-out")
    await bistro.ask("manager", "DELETE", f"/admin/items/{bistro.items['냉면']}")
    wanted: list[tuple[int, list[int], str | None]] = [
        (bistro.items["티라미수"], [], "sold_out"),
        (bistro.items["붕어빵"], [], "unknown"),
        (bistro.items["김치찌개"], [], None),
        (bistro.items["냉면"], [], "unknown"),
        (rival.items["김치찌개"], [], "unknown"),
        (tteokbokki, [], "too_few"),
        (tteokbokki, [option["순한맛"], option["매운맛"]], "too_many"),
        (tteokbokki, [option["보통맛"]], "option_sold_out"),
        (tteokbokki, [rival.options["순한맛"]], "option_unknown"),
        (tteokbokki, [option["순한맛"], option["치즈"], option["떡사리"], option["밥 빼기"]], "too_many"),
        (-1, [], "unknown"),
        (2**63 - 1, [], "unknown"),
    ]
    lines = [{"item_id": item, "quantity": 1, "options": options} for item, options, _ in wanted]
    before = (await bistro.ask("staff", "GET", "/admin/board")).json()
    answer = await bistro.ask(1, "POST", "/orders", {"lines": lines}, {"Idempotency-Key": bistro.new_key()})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_orderable")
    assert answer.json()["lines"] == [
        {"index": i, "item_id": item, "reason": reason} for i, (item, _, reason) in enumerate(wanted) if reason
    ]
    assert (await bistro.ask("staff", "GET", "/admin/board")).json() == before
    assert (await bistro.ask(1, "GET", "/orders")).json()["table_session"] is None


async def test_the_rest_can_be_ordered_under_the_same_key(bistro: Restaurant) -> None:
    refused = await bistro.order(1, "김치찌개", "티라미수", key="the-cart-of-table-one")
    assert [line["index"] for line in refused.json()["lines"]] == [1]
    assert (await bistro.ordered(1, "김치찌개", key="the-cart-of-table-one"))["number"].endswith("-0001")


async def test_a_changed_price_is_shown_before_it_is_charged(bistro: Restaurant) -> None:
    item = f"/admin/items/{bistro.items['김치찌개']}"
    await bistro.ask("manager", "PATCH", item, {"price": 10000})
    refused = await bistro.order(1, ("김치찌개", 2), "냉면", expected_total=30000)
    assert (refused.status_code, refused.json()["code"], refused.json()["total"]) == (409, "price_changed", 31000)
    assert refused.json()["lines"] == [
        {"index": 0, "unit_price": 10000, "options": [], "subtotal": 20000},
        {"index": 1, "unit_price": 11000, "options": [], "subtotal": 11000},
    ]
    assert (await bistro.ordered(1, ("김치찌개", 2), "냉면", expected_total=31000))["total"] == 31000


async def test_an_order_of_a_party_that_has_gone_is_refused(bistro: Restaurant) -> None:
    await bistro.ordered(1, party=0)
    await bistro.close(1, force=True)
    refused = await bistro.order(1, party=0)
    assert (refused.status_code, refused.json()["code"], refused.json()["party"]) == (409, "party_changed", 1)
    assert (await bistro.order(1, party=2)).status_code == 409
    assert (await bistro.ask(1, "GET", "/orders")).json()["table_session"] is None
    await bistro.ordered(1, party=1)
    await bistro.ordered(1)


async def test_the_checks_run_in_the_order_of_the_contract(bistro: Restaurant) -> None:
    """Each request would fail several checks: the first one answers."""
    await bistro.services.work.run(_limit_to_one_order, bistro.store_id)
    key, gone = bistro.new_key(), bistro.new_key()
    await bistro.ordered(2, party=0, key=gone)
    await bistro.close(2, force=True)
    await bistro.ordered(1, "냉면", key=key, party=0)

    async def code(table: int, *wanted: str, **more: Any) -> str:
        answer = await bistro.order(table, *wanted, **more)
        return f"{answer.status_code} {answer.json().get('code', 'order')}"

    assert await code(2, party=0, key=gone) == "200 order", "a replay, though its party has gone"
    assert await code(1, "냉면", key=key, party=0) == "200 order", "a replay, though the table is at its limit"
    await bistro.ask("staff", "PUT", f"/admin/items/{bistro.items['냉면']}/sold-out")
    assert await code(1, "냉면", key=key, party=0) == "200 order", "a replay, though it is sold out now"
    assert await code(1, "티라미수", key=key, party=9, expected_total=1) == "422 idempotency_key_reused"
    assert await code(1, "티라미수", party=9, expected_total=1) == "409 party_changed"
    assert await code(1, "티라미수", "김치찌개", party=0, expected_total=1) == "409 not_orderable"
    assert await code(1, "김치찌개", party=0, expected_total=1) == "409 price_changed"
    assert await code(1, "김치찌개", party=0, expected_total=9500) == "429 too_many_orders"


async def test_an_order_may_have_fifty_lines_of_ninety_nine(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, *[("냉면", 99)] * 50)
    assert order["total"] == 11000 * 99 * 50
    assert len({line["id"] for line in order["lines"]}) == 50
    await check(bistro.services, bistro.store_id)


async def test_a_table_that_was_taken_away_takes_no_orders(bistro: Restaurant) -> None:
    await bistro.ask("manager", "DELETE", f"/admin/tables/{bistro.tables[3]}")
    assert (await bistro.order(3, by=Role.STAFF)).status_code == 404
    assert (await bistro.order(3)).status_code in (401, 404)


async def _limit_to_one_order(session: AsyncSession, store_id: int) -> None:
    (await Stores(session).of(store_id)).open_orders_per_table = 1


@pytest.mark.every_database
@pytest.mark.inside
async def test_a_price_is_never_put_together_from_two_menus(bistro: Restaurant) -> None:
    """The menu changes between the reading of its items and of their options: 10000 + 100 becomes 100 + 10000."""
    group: dict[str, Any] = {"name": "크기", "min_choices": 1, "max_choices": 1}
    new = {"category_id": next(iter(bistro.categories.values())), "name": "전골", "price": 10_000}
    made = {**new, "option_groups": [{**group, "options": [{"name": "대", "price_delta": 100}]}]}
    item = (await bistro.ask("manager", "POST", "/admin/items", made)).json()
    ids = item["option_groups"][0]
    option = ids["options"][0]["id"]
    other = {**group, "id": ids["id"], "options": [{"id": option, "name": "대", "price_delta": 10_000}]}
    changed: list[int] = []
    async with another_process(bistro) as twin:
        await bistro.ordered(1)
        await twin.ask("manager", "PATCH", f"/admin/items/{item['id']}", {"description": "so that it is read anew"})

        def between(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "FROM option_group" in statement and not changed:
                changed.append(0)
                patch = {"price": 100, "option_groups": [other]}
                answer = await_only(twin.ask("manager", "PATCH", f"/admin/items/{item['id']}", patch))
                changed[0] = answer.status_code

        engine = bistro.services.work.engine.sync_engine
        event.listen(engine, "before_cursor_execute", between)
        body = {"lines": [{"item_id": item["id"], "quantity": 1, "options": [option]}]}
        answer = await bistro.ask(1, "POST", "/orders", body, {"Idempotency-Key": bistro.new_key()})
        event.remove(engine, "before_cursor_execute", between)
    assert changed == [200]
    assert answer.json()["total"] == 10_100


async def test_a_batch_weighs_no_more_than_a_server_takes(bistro: Restaurant) -> None:
    def of(lines: int, options: int = 0) -> Submission:
        draft = Draft([DraftLine(1, 1, list(range(1, options + 1)))] * lines)
        return Submission(bistro.tablets[1], bistro.tables[1], "a key", draft)

    assert queue._together([of(3)] * 16) == 16
    assert queue._together([of(50, 100)] * 3) == 1, "one is always taken"
    assert queue._together([of(50), of(50, 100), of(1)]) == 1
