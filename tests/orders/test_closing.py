"""이용 완료: the party leaves with everything it had, and the next one finds a clean table."""

import pytest

from tests.invariants import check
from tests.world import Restaurant, as_staff_see


@pytest.mark.every_database
async def test_a_closed_table_is_empty_and_its_orders_are_history(bistro: Restaurant) -> None:
    first, second = await bistro.ordered(1, "냉면"), await bistro.ordered(1, "김치찌개")
    elsewhere = await bistro.ordered(2)
    for order in (first, second):
        served = {"status": "completed", "version": 1}
        await bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", served)
    answer = await bistro.close(1)
    closed = answer.json()
    assert (answer.status_code, closed["id"], closed["total"]) == (200, first["table_session_id"], 20500)
    assert [order["id"] for order in closed["orders"]] == [second["id"], first["id"]]
    assert closed["opened_at"] <= closed["closed_at"]
    mine = (await bistro.ask(1, "GET", "/orders")).json()
    assert (mine["party"], mine["table_session"], mine["items"]) == (1, None, [])
    assert [one["id"] for one in (await bistro.ask("staff", "GET", "/admin/history")).json()["items"]] == [closed["id"]]
    assert (await bistro.ask(2, "GET", "/orders")).json()["items"] == [elsewhere]
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_unfinished_orders_are_named_until_forced_and_then_stay_as_they_were(bistro: Restaurant) -> None:
    orders = [await bistro.ordered(1) for _ in range(3)]
    await bistro.ask("staff", "PATCH", f"/admin/orders/{orders[0]['id']}", {"status": "completed", "version": 1})
    await bistro.ask("staff", "PATCH", f"/admin/orders/{orders[1]['id']}", {"status": "preparing", "version": 1})
    refused = await bistro.close(1)
    assert (refused.status_code, refused.json()["code"]) == (409, "unfinished_orders")
    assert refused.json()["orders"] == [
        {"id": orders[2]["id"], "number": orders[2]["number"], "status": "pending"},
        {"id": orders[1]["id"], "number": orders[1]["number"], "status": "preparing"},
    ]
    assert len((await bistro.ask(1, "GET", "/orders")).json()["items"]) == 3
    closed = (await bistro.close(1, force=True)).json()
    assert [order["status"] for order in closed["orders"]] == ["pending", "preparing", "completed"]
    assert closed["total"] == 28500
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_a_repeated_closing_does_not_close_the_next_party(bistro: Restaurant) -> None:
    session_id = (await bistro.ordered(1))["table_session_id"]
    assert (await bistro.close(1, force=True, table_session_id=session_id)).status_code == 200
    assert (await bistro.close(1, force=True)).json()["code"] == "no_open_session"
    await bistro.ordered(1)
    again = await bistro.close(1, force=True, table_session_id=session_id)
    assert (again.status_code, again.json()["code"]) == (409, "no_open_session")
    assert (await bistro.ask(1, "GET", "/orders")).json()["table_session"] is not None
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_nothing_of_the_last_party_is_seen_by_the_next(bistro: Restaurant) -> None:
    old = await bistro.ordered(3, "냉면", note="알레르기: 땅콩")
    await bistro.close(3, force=True)
    for _ in range(2):
        mine = await bistro.ask(3, "GET", "/orders")
        assert str(old["id"]) not in [str(one["id"]) for one in mine.json()["items"]]
        assert "땅콩" not in mine.text
        assert (await bistro.ask(3, "GET", f"/orders/{old['id']}")).status_code == 404
        assert (await bistro.ask(3, "POST", f"/orders/{old['id']}/cancellation")).status_code == 404
        new = await bistro.ordered(3, "김치찌개", party=1)
        assert new["table_session_id"] != old["table_session_id"]
    card = next(
        one
        for one in (await bistro.ask("staff", "GET", "/admin/board")).json()["tables"]
        if one["table"]["number"] == 3
    )
    assert (card["party"], card["open_orders"], card["table_session"]["total"]) == (1, 2, 19000)
    assert (await bistro.ask("staff", "GET", f"/admin/orders/{old['id']}")).json() == as_staff_see(old)


@pytest.mark.every_database
async def test_a_table_leaves_only_when_its_party_has(bistro: Restaurant) -> None:
    session_id = (await bistro.ordered(3))["table_session_id"]
    path = f"/admin/tables/{bistro.tables[3]}"
    assert (await bistro.ask("manager", "DELETE", path)).json()["code"] == "table_occupied"
    await bistro.close(3, force=True)
    assert (await bistro.ask("manager", "DELETE", path)).status_code == 204
    assert (await bistro.close(3)).status_code == 404
    new = await bistro.ask("manager", "POST", "/admin/tables", {"number": 3, "password": "1234"})
    assert new.status_code == 201, "its number is free again"
    assert (await bistro.ask("manager", "POST", "/admin/tables", {"number": 3, "password": "1234"})).status_code == 409
    assert [one["id"] for one in (await bistro.ask("staff", "GET", "/admin/history")).json()["items"]] == [session_id]
    await check(bistro.services, bistro.store_id)
