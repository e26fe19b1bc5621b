"""Tickets are begun, done and come back, and their orders with them; and the other way round."""

import pytest

from ordering.orders.tickets import left_tickets
from tests.invariants import check
from tests.kitchen.making import Kitchen
from tests.world import Restaurant


@pytest.mark.every_database
async def test_an_order_follows_its_tickets(bistro: Restaurant, kitchen: Kitchen) -> None:
    order = await bistro.ordered(1, "김치찌개", "냉면")
    meal, noodles = await kitchen.tickets()
    meal = await kitchen.bumped(meal, "started")
    assert (meal["started_at"] is not None, meal["done_at"]) == (True, None)
    assert await kitchen.stand(order) == ("preparing", ["started", "new"])
    assert meal["order"]["status"] == "preparing"
    meal = await kitchen.bumped(meal, "done")
    assert [line["done_at"] for line in meal["lines"]] == [meal["done_at"]]
    assert await kitchen.stand(order) == ("preparing", ["done", "new"])
    noodles = await kitchen.bumped(noodles, "done")
    assert await kitchen.stand(order) == ("completed", ["done", "done"])
    assert (await kitchen.order(order))["kitchen"]["ready_at"] == noodles["done_at"]
    assert await kitchen.tickets() == []
    assert [one["id"] for one in await kitchen.tickets(status="done")] == [noodles["id"], meal["id"]]
    await check(bistro.services, bistro.store_id)
    noodles = await kitchen.bumped(noodles, "new")
    assert await kitchen.stand(order) == ("preparing", ["done", "new"])
    meal = await kitchen.bumped(meal, "started")
    assert [line["done_at"] for line in meal["lines"]] == [None]
    await kitchen.bumped(meal, "new")
    assert await kitchen.stand(order) == ("preparing", ["new", "new"]), "somebody has begun it"
    await check(bistro.services, bistro.store_id)


async def test_what_does_not_follow_is_refused_with_the_ticket_as_it_is(bistro: Restaurant, kitchen: Kitchen) -> None:
    await bistro.ordered(1)
    [ticket] = await kitchen.tickets()
    for to, more, code in (("new", {}, "illegal_transition"), ("done", {"version": 7}, "stale_version")):
        answer = await kitchen.bump(ticket, to, **more)
        assert (answer.status_code, answer.json()["code"], answer.json()["ticket"]) == (409, code, ticket)
    assert (await kitchen.bump(ticket, "void")).status_code == 400
    assert (
        await bistro.ask("staff", "PATCH", "/kitchen/tickets/1", {"status": "new", "version": 1})
    ).status_code == 404
    await bistro.close(1, force=True)
    answer = await kitchen.bump(ticket, "done")
    assert (answer.status_code, answer.json()["code"]) == (409, "session_closed")
    assert await kitchen.tickets() == await kitchen.tickets(status="done") == []
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_a_ticket_follows_its_lines(bistro: Restaurant, kitchen: Kitchen) -> None:
    order = await bistro.ordered(1, "김치찌개", ("김치찌개", 2))
    [ticket] = await kitchen.tickets()
    path, first, second = f"/kitchen/tickets/{ticket['id']}/lines", *(line["id"] for line in ticket["lines"])
    done = (await bistro.ask("staff", "PUT", f"{path}/{first}/done")).json()
    assert (done["status"], done["version"]) == ("started", 2)
    assert (await bistro.ask("staff", "PUT", f"{path}/{first}/done")).json() == done, "again, it says no more"
    assert await kitchen.stand(order) == ("preparing", ["started"])
    left = (await bistro.ask("staff", "GET", "/kitchen/all-day")).json()["items"]
    assert left == [{"item_id": bistro.items["김치찌개"], "name": "김치찌개", "options": [], "quantity": 2}]
    done = (await bistro.ask("staff", "PUT", f"{path}/{second}/done")).json()
    assert done["status"] == "done"
    assert (await bistro.ask("staff", "GET", "/kitchen/all-day")).json()["items"] == []
    assert await kitchen.stand(order) == ("completed", ["done"])
    undone = (await bistro.ask("staff", "DELETE", f"{path}/{second}/done")).json()
    assert (undone["status"], [line["done_at"] is None for line in undone["lines"]]) == ("started", [False, True])
    assert await kitchen.stand(order) == ("preparing", ["started"])
    assert (await bistro.ask("staff", "PUT", f"{path}/99/done")).status_code == 404
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_tickets_follow_their_order(bistro: Restaurant, kitchen: Kitchen) -> None:
    order = await bistro.ordered(1, "김치찌개", "냉면")
    path, version = f"/admin/orders/{order['id']}", 1
    for to, tickets in (
        ("preparing", "started"),
        ("pending", "new"),
        ("completed", "done"),
        ("preparing", "started"),
        ("completed", "done"),
    ):
        answer = await bistro.ask("staff", "PATCH", path, {"status": to, "version": version})
        assert answer.status_code == 200, answer.text
        version = answer.json()["version"]
        assert [one["status"] for one in answer.json()["kitchen"]["tickets"]] == [tickets] * 2
        await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_where_somebody_carries_an_order_is_ready_until_that_is_said(bistro: Restaurant) -> None:
    kitchen = await Kitchen(bistro).open(expo=True)
    order = await bistro.ordered(1, "김치찌개", "냉면")
    for ticket in await kitchen.tickets():
        await kitchen.bumped(ticket, "done")
    now = await kitchen.order(order)
    assert (now["status"], now["kitchen"]["ready_at"] is not None) == ("preparing", True)
    path = f"/kitchen/orders/{order['id']}"
    stale = await bistro.ask("staff", "PATCH", path, {"status": "completed", "version": 9})
    assert (stale.status_code, stale.json()["order"]) == (409, now)
    carried = await bistro.ask("staff", "PATCH", path, {"status": "completed", "version": now["version"]})
    assert (carried.status_code, carried.json()["status"]) == (200, "completed")
    await check(bistro.services, bistro.store_id)
    back = await bistro.ask("staff", "PATCH", path, {"status": "preparing", "version": now["version"] + 1})
    assert (back.json()["status"], back.json()["kitchen"]) == ("preparing", now["kitchen"]), "it waits once more"
    second = await bistro.ordered(1, "김치찌개", "냉면")
    carried = await bistro.ask(
        "staff", "PATCH", f"/kitchen/orders/{second['id']}", {"status": "completed", "version": 1}
    )
    assert [one["status"] for one in carried.json()["kitchen"]["tickets"]] == ["done", "done"]
    await check(bistro.services, bistro.store_id)


async def test_a_store_may_want_a_tap_without_a_station_for_it(bistro: Restaurant, kitchen: Kitchen) -> None:
    assert (await bistro.ask("manager", "PATCH", "/admin/store", {"serving_tap": True})).json()["serving_tap"] is True
    order = await bistro.ordered(1)
    [ticket] = await kitchen.tickets()
    await kitchen.bumped(ticket, "done")
    assert await kitchen.stand(order) == ("preparing", ["done"])


@pytest.mark.every_database
async def test_the_kitchen_is_told_what_was_taken_back(bistro: Restaurant, kitchen: Kitchen) -> None:
    order = await bistro.ordered(1, ("김치찌개", 3), "냉면")
    path = f"/admin/orders/{order['id']}"
    part = {"quantity": 2, "reason": "너무 많음", "version": 1}
    assert (await bistro.ask("staff", "POST", f"{path}/lines/{order['lines'][0]['id']}/cancellation", part)).is_success
    meal, noodles = await kitchen.tickets()
    assert (meal["status"], meal["marks"], meal["version"]) == ("new", ["voided"], 2)
    assert [(line["quantity"], line["voided"]) for line in meal["lines"]] == [(1, 2)]
    assert (noodles["marks"], noodles["version"]) == ([], 1)
    meal = (await bistro.ask("staff", "POST", f"/kitchen/tickets/{meal['id']}/acknowledgement")).json()
    assert (meal["marks"], meal["status"]) == ([], "new")
    await kitchen.bumped(noodles, "done")
    rest = {"reason": "다 됐음", "version": (await kitchen.order(order))["version"]}
    line = order["lines"][0]["id"]
    assert (await bistro.ask("manager", "POST", f"{path}/lines/{line}/cancellation", rest)).is_success
    assert await kitchen.stand(order) == ("completed", ["void", "done"]), "nothing is left to be made"
    await check(bistro.services, bistro.store_id)
    [void] = await kitchen.tickets()
    for _ in range(2):
        assert (await bistro.ask("staff", "POST", f"/kitchen/tickets/{void['id']}/acknowledgement")).status_code == 200
    assert await kitchen.tickets() == []
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_a_cancelled_orders_tickets_are_void(bistro: Restaurant, kitchen: Kitchen) -> None:
    order = await bistro.ordered(1, "김치찌개", "냉면")
    assert (await bistro.ask(1, "POST", f"/orders/{order['id']}/cancellation")).status_code == 200
    meal, noodles = await kitchen.tickets()
    assert [(one["status"], one["marks"]) for one in (meal, noodles)] == [("void", ["voided"])] * 2
    answer = await kitchen.bump(meal, "done")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_tickets_go_along_with_their_party(bistro: Restaurant, kitchen: Kitchen) -> None:
    order = await bistro.ordered(1, "김치찌개", "냉면")
    session = {"table_session_id": order["table_session_id"]}
    to = {"to_table_id": bistro.tables[2], **session}
    assert (await bistro.ask("staff", "POST", f"/admin/tables/{bistro.tables[1]}/move", to)).status_code == 200
    for ticket in await kitchen.tickets():
        assert (ticket["marks"], ticket["moved_from"], ticket["version"]) == (["moved"], order["table"], 2)
        assert ticket["order"]["table"]["number"] == 2
    await check(bistro.services, bistro.store_id)
    other = await bistro.ordered(3)
    into = {"into_table_id": bistro.tables[3], "into_session_id": other["table_session_id"], **session}
    assert (await bistro.ask("staff", "POST", f"/admin/tables/{bistro.tables[2]}/join", into)).status_code == 200
    await check(bistro.services, bistro.store_id)
    assert [one["moved_from"] and one["moved_from"]["number"] for one in await kitchen.tickets()] == [2, 2, None]
    apart = await bistro.ask("staff", "POST", f"/admin/tables/{bistro.tables[2]}/unjoin", session)
    assert apart.status_code == 200
    await check(bistro.services, bistro.store_id)
    assert [one["moved_from"] and one["moved_from"]["number"] for one in await kitchen.tickets()] == [3, 3, None]
    version = (await kitchen.order(other))["version"]
    one = {"to_table_id": bistro.tables[1], "version": version}
    assert (await bistro.ask("staff", "POST", f"/admin/orders/{other['id']}/move", one)).status_code == 200
    await check(bistro.services, bistro.store_id)
    assert (await kitchen.tickets())[2]["moved_from"]["number"] == 3


@pytest.mark.every_database
async def test_a_reopened_tables_tickets_are_back(bistro: Restaurant, kitchen: Kitchen) -> None:
    order = await bistro.ordered(1, "김치찌개", "냉면")
    before = await kitchen.tickets()
    await bistro.close(1, force=True)
    assert await kitchen.tickets() == []
    await check(bistro.services, bistro.store_id)
    session = {"table_session_id": order["table_session_id"]}
    assert (await bistro.ask("staff", "POST", f"/admin/tables/{bistro.tables[1]}/reopening", session)).is_success
    assert await kitchen.tickets() == before
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_what_a_screen_shows_is_seen(bistro: Restaurant, rival: Restaurant, kitchen: Kitchen) -> None:
    order = await bistro.ordered(1, "김치찌개", "냉면")
    first, second = await kitchen.tickets()
    assert (await kitchen.order(order))["kitchen"]["seen_at"] is None
    nobodys = [2**40, 1]
    [seen] = (await bistro.ask("staff", "POST", "/kitchen/tickets/seen", {"ids": [first["id"], *nobodys]})).json()[
        "items"
    ]
    assert (seen["id"], seen["version"], seen["seen_at"] is None) == (first["id"], 1, False)
    assert (await kitchen.order(order))["kitchen"]["seen_at"] is None, "not yet all of it"
    ids = {"ids": [first["id"], second["id"]]}
    again, other = (await bistro.ask("staff", "POST", "/kitchen/tickets/seen", ids)).json()["items"]
    assert again == seen
    assert (await kitchen.order(order))["kitchen"]["seen_at"] == other["seen_at"]
    assert (await rival.ask("owner", "POST", "/kitchen/tickets/seen", ids)).json()["items"] == []
    await check(bistro.services, bistro.store_id)


async def test_what_a_party_leaves_behind_is_told_where_it_was(bistro: Restaurant) -> None:
    kitchen = await Kitchen(bistro).open(expo=True)
    meals, expo = [await bistro.screen(kitchen.stations[name]) for name in ("주방", "서빙대")]
    order = await bistro.ordered(1, "김치찌개", "냉면")
    meal, noodles = await kitchen.tickets()
    await kitchen.bumped(meal, "done")
    await bistro.close(1, force=True)
    read = bistro.services.work.read
    assert await read(left_tickets, meals, noodles["id"], of_order=False) == [], "that is the bar's"
    assert await read(left_tickets, meals, meal["id"], of_order=False) == [], "it is done"
    carried = await read(left_tickets, expo, order["id"], of_order=True)
    assert [ticket.id for ticket in carried] == [meal["id"], noodles["id"]]


async def test_a_stations_screen_sees_its_own(bistro: Restaurant) -> None:
    kitchen = await Kitchen(bistro).open(expo=True)
    for name, station in kitchen.stations.items():
        bistro.screens[name] = await bistro.screen(station)
    order = await bistro.ordered(1, "김치찌개", "냉면")
    meal, noodles = await kitchen.tickets()
    assert await kitchen.tickets(by=bistro.screens["주방"]) == [meal]
    assert await kitchen.tickets(by=bistro.screens["서빙대"]) == [meal, noodles]
    assert (await kitchen.bump(noodles, "done", by=bistro.screens["주방"])).status_code == 404
    done = {"status": "completed", "version": 1}
    path = f"/kitchen/orders/{order['id']}"
    assert (await bistro.ask(bistro.screens["바"], "PATCH", path, done)).status_code == 403
    assert (await kitchen.bump(noodles, "started", by=bistro.screens["바"])).status_code == 200
    carried = await bistro.ask(bistro.screens["서빙대"], "PATCH", path, {**done, "version": 2})
    assert carried.json()["status"] == "completed"
    await check(bistro.services, bistro.store_id)
