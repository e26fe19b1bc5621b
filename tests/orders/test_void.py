"""A part cancel: some of a line is taken back, after the order was placed."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.invariants import check
from tests.twin import another_process
from tests.world import Restaurant, as_staff_see

WHY = "하나는 식었음"


async def void(
    here: Restaurant, order: dict[str, Any], line: int = 0, who: str = "manager", **said: Any
) -> httpx.Response:
    path = f"/admin/orders/{order['id']}/lines/{order['lines'][line]['id']}/cancellation"
    return await here.ask(who, "POST", path, {"reason": WHY, "version": order["version"], **said})


async def test_what_is_taken_back_is_in_no_total(bistro: Restaurant) -> None:
    spicy = [bistro.options["매운맛"], bistro.options["치즈"]]
    lines = [{"item_id": bistro.items["떡볶이"], "quantity": 3, "options": spicy}, *bistro.lines("냉면")]
    placed = await bistro.ask(1, "POST", "/orders", {"lines": lines}, {"Idempotency-Key": bistro.new_key()})
    await bistro.ordered(1, "김치찌개")
    changed = (await void(bistro, placed.json(), quantity=2)).json()
    assert [(one["quantity"], one["voided"], one["subtotal"]) for one in changed["lines"]] == [
        (1, 2, 14500),
        (1, 0, 11000),
    ]
    assert (changed["total"], changed["status"], changed["version"]) == (25500, "pending", 2)
    assert changed["updated_at"] > changed["placed_at"]
    orders = (await bistro.ask(1, "GET", "/orders")).json()
    assert orders["table_session"]["total"] == 35000
    assert as_staff_see(orders["items"][1]) == changed
    bill = (await bistro.ask("staff", "GET", f"/admin/tables/{bistro.tables[1]}/bill")).json()
    assert bill["total"] == 35000
    assert [(one["name"], one["quantity"]) for one in bill["lines"]] == [("떡볶이", 1), ("냉면", 1), ("김치찌개", 1)]
    summary = (await bistro.ask("staff", "GET", "/admin/summary")).json()
    assert (summary["sales"], summary["orders"], summary["cancelled"]) == (35000, 2, 0)
    assert {one["name"]: one["quantity"] for one in summary["by_item"]} == {"떡볶이": 1, "냉면": 1, "김치찌개": 1}
    closed = (await bistro.close(1, force=True)).json()
    assert closed["total"] == 35000
    assert (await bistro.ask("staff", "GET", "/admin/history")).json()["items"][0] == closed
    await check(bistro.services, bistro.store_id)


async def test_without_a_quantity_all_that_is_left_goes(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, ("냉면", 3), "김치찌개")
    order = (await void(bistro, order, quantity=1)).json()
    order = (await void(bistro, order)).json()
    assert [(one["quantity"], one["voided"]) for one in order["lines"]] == [(0, 3), (1, 0)]
    assert order["total"] == 9500
    summary = (await bistro.ask("staff", "GET", "/admin/summary")).json()
    assert [one["name"] for one in summary["by_item"]] == ["김치찌개"]
    for quantity in (None, 1):
        refused = await void(bistro, order, quantity=quantity)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "quantity")
    await check(bistro.services, bistro.store_id)


async def test_the_last_of_all_cancels_the_order_with_that_reason(bistro: Restaurant) -> None:
    await bistro.ordered(1, "김치찌개")
    order = await bistro.ordered(1, ("냉면", 2), "김치찌개")
    order = (await void(bistro, order)).json()
    gone = (await void(bistro, order, line=1, reason=f" {WHY} ")).json()
    assert (gone["status"], gone["total"], gone["version"]) == ("cancelled", 0, 3)
    assert gone["cancelled"] == {"by": "staff", "at": gone["status_times"]["cancelled"], "reason": WHY}
    seen = (await bistro.ask(1, "GET", f"/orders/{order['id']}")).json()
    assert "reason" not in seen["cancelled"]
    assert (await bistro.ask(1, "GET", "/orders")).json()["table_session"]["total"] == 9500
    summary = (await bistro.ask("staff", "GET", "/admin/summary")).json()
    assert (summary["sales"], summary["orders"], summary["cancelled"]) == (9500, 1, 1)
    await check(bistro.services, bistro.store_id)


async def test_repeated_it_is_stale_and_takes_nothing_back(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, ("냉면", 3))
    assert (await void(bistro, order, quantity=1)).status_code == 200
    for quantity in (1, 99, None):
        answer = await void(bistro, order, quantity=quantity)
        assert (answer.status_code, answer.json()["code"]) == (409, "stale_version")
        assert answer.json()["order"]["lines"][0]["quantity"] == 2
    for wrong in (0, -1, 100, "1", 1.5, True):
        assert (await void(bistro, {**order, "version": 2}, quantity=wrong)).status_code == 400
    assert (await void(bistro, {**order, "version": 2}, quantity=3)).status_code == 400
    assert (await void(bistro, {**order, "version": 2}, reason=" ")).status_code == 400
    assert (await bistro.ask(1, "GET", "/orders")).json()["items"][0]["version"] == 2


async def test_a_line_is_of_its_order_and_its_store(bistro: Restaurant, rival: Restaurant) -> None:
    order, other = await bistro.ordered(1, ("냉면", 2)), await bistro.ordered(2, ("냉면", 2))
    own, path = order["lines"][0]["id"], f"/admin/orders/{order['id']}/lines"
    body = {"reason": WHY, "version": 1}
    for line in (own + 1, other["lines"][0]["id"], own * 100, 0, "x"):
        assert (await bistro.ask("owner", "POST", f"{path}/{line}/cancellation", body)).status_code == 404
    assert (await rival.ask("owner", "POST", f"{path}/{own}/cancellation", body)).status_code == 404


async def test_who_may_cancel_may_take_back(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, ("냉면", 3))
    order = (await void(bistro, order, who="staff", quantity=1)).json()
    assert order["lines"][0]["voided"] == 1
    begun = {"status": "preparing", "version": 2}
    order = (await bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", begun)).json()
    assert (await void(bistro, order, who="staff", quantity=1)).status_code == 403
    order = (await void(bistro, order, quantity=1)).json()
    assert (order["status"], order["lines"][0]["voided"]) == ("preparing", 2)
    order = (await void(bistro, order, who="owner")).json()
    late = await void(bistro, order)
    assert (late.status_code, late.json()["code"]) == (409, "illegal_transition")
    other = await bistro.ordered(1, "냉면")
    await bistro.close(1, force=True)
    closed = await void(bistro, other)
    assert (closed.status_code, closed.json()["code"]) == (409, "session_closed")


async def test_the_audit_knows_why_and_the_guest_never(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, ("냉면", 3))
    await void(bistro, order, quantity=2)
    entry = (await bistro.ask("owner", "GET", "/admin/audit")).json()["items"][0]
    assert (entry["action"], entry["subject"], entry["subject_id"]) == ("order.voided", "order", order["id"])
    assert entry["after"] == {"line": "냉면", "voided": 2, "reason": WHY}
    for path in ("/orders", f"/orders/{order['id']}"):
        assert WHY not in (await bistro.ask(1, "GET", path)).text


@pytest.mark.every_database
async def test_a_void_a_cancel_and_a_step_at_once_one_wins_the_others_are_told(bistro: Restaurant) -> None:
    async with another_process(bistro) as twin:
        for _ in range(4):
            order = await bistro.ordered(1, ("냉면", 3))
            path = f"/admin/orders/{order['id']}"
            answers = await asyncio.gather(
                void(bistro, order, quantity=1),
                void(twin, order, quantity=1),
                twin.ask("owner", "POST", f"{path}/cancellation", {"reason": WHY, "version": 1}),
                bistro.ask("staff", "PATCH", path, {"status": "preparing", "version": 1}),
                void(twin, order),
            )
            assert sorted(answer.status_code for answer in answers) == [200] + [409] * 4
            [won] = [answer.json() for answer in answers if answer.status_code == 200]
            assert won["version"] == 2
            assert all(one.json()["order"]["version"] == 2 for one in answers if one.status_code == 409)
        await check(bistro.services, bistro.store_id)
        await check(twin.services, bistro.store_id)


@pytest.mark.every_database
async def test_many_sendings_of_one_void_take_one_back(bistro: Restaurant) -> None:
    async with another_process(bistro) as twin:
        order = await bistro.ordered(1, ("냉면", 20))
        answers = await asyncio.gather(*(void((bistro, twin)[n % 2], order, quantity=1) for n in range(10)))
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9
        left = (await bistro.ask(1, "GET", "/orders")).json()["items"][0]["lines"][0]
        assert (left["quantity"], left["voided"]) == (19, 1)
        await check(twin.services, bistro.store_id)
