"""An order makes a ticket for each station that has something to make of it."""

import pytest

from tests.invariants import check
from tests.kitchen.making import Kitchen
from tests.world import Restaurant


@pytest.mark.every_database
async def test_an_order_makes_one_ticket_for_each_station(bistro: Restaurant, kitchen: Kitchen) -> None:
    order = await bistro.ordered(1, "냉면", ("김치찌개", 2), note="덜 맵게")
    first, second = await kitchen.tickets()
    assert [line["name"] for line in first["lines"]] == ["김치찌개"]
    assert first == {
        "id": order["id"] * 100 + 1,
        "number": "0001-1",
        "station": {"id": kitchen.stations["주방"], "name": "주방"},
        "status": "new",
        "version": 1,
        "round": 1,
        "order": {
            **{key: order[key] for key in ("id", "number", "version", "table", "placed_by", "note", "placed_at")},
            "status": "pending",
        },
        "lines": [
            {
                "id": order["lines"][1]["id"],
                "item_id": bistro.items["김치찌개"],
                "name": "김치찌개",
                "options": [],
                "quantity": 2,
                "voided": 0,
                "note": None,
                "done_at": None,
            }
        ],
        "marks": [],
        "moved_from": None,
        "seen_at": None,
        "started_at": None,
        "done_at": None,
    }
    assert (second["number"], second["station"]["name"]) == ("0001-2", "바")
    assert await kitchen.tickets("바") == [second]
    shown = (await bistro.ask("staff", "GET", f"/admin/orders/{order['id']}")).json()
    assert shown["kitchen"] == {
        "seen_at": None,
        "ready_at": None,
        "tickets": [
            {"id": ticket["id"], "station_id": ticket["station"]["id"], "status": "new"} for ticket in (first, second)
        ],
    }
    assert "kitchen" not in order
    assert "kitchen" not in (await bistro.ask(1, "GET", f"/orders/{order['id']}")).json()
    await check(bistro.services, bistro.store_id)


async def test_the_second_order_of_a_party_is_marked_as_added(bistro: Restaurant, kitchen: Kitchen) -> None:
    for table in (1, 2, 1):
        await bistro.ordered(table)
    assert [(one["round"], one["marks"]) for one in await kitchen.tickets()] == [(1, []), (1, []), (2, ["added"])]


async def test_another_stores_table_is_not_there_whoever_sits_at_it(
    bistro: Restaurant, rival: Restaurant, kitchen: Kitchen
) -> None:
    await rival.ordered(1)
    for number in (1, 2):
        path, key = f"/admin/tables/{rival.tables[number]}/orders", {"Idempotency-Key": bistro.new_key()}
        answer = await bistro.ask("staff", "POST", path, {"lines": bistro.lines("냉면")}, key)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_store_without_stations_has_no_tickets(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, by="staff")
    assert order["kitchen"] is None
    answer = await bistro.ask("staff", "GET", "/kitchen/tickets")
    assert answer.json()["items"] == []
    await check(bistro.services, bistro.store_id)
