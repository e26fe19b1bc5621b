"""A station goes, and what it had to make is made elsewhere."""

import pytest

from tests.invariants import check
from tests.kitchen.making import Kitchen
from tests.world import Restaurant


@pytest.mark.every_database
@pytest.mark.parametrize("end", ["DELETE", "PATCH"])
async def test_a_stations_open_tickets_go_to_the_first_that_is_left(
    bistro: Restaurant, kitchen: Kitchen, end: str
) -> None:
    order = await bistro.ordered(1, "냉면")
    served = await bistro.ordered(2, "냉면")
    await kitchen.bumped((await kitchen.tickets("바"))[1], "done")
    body = {"kind": "expo"} if end == "PATCH" else None
    assert (await bistro.ask("manager", end, f"/admin/stations/{kitchen.stations['바']}", body)).is_success
    [ticket] = await kitchen.tickets()
    assert (ticket["order"]["id"], ticket["station"]["name"], ticket["version"]) == (order["id"], "주방", 2)
    assert (await kitchen.stand(served))[0] == "completed"
    await check(bistro.services, bistro.store_id)
    if end == "DELETE":
        last = f"/admin/stations/{kitchen.stations['주방']}"
        refused = await bistro.ask("manager", "DELETE", last)
        assert (refused.status_code, refused.json()["code"]) == (409, "station_in_use")
        await kitchen.bumped(ticket, "done")
        assert (await bistro.ask("manager", "DELETE", last)).status_code == 204
        assert (await bistro.ordered(1, by="staff"))["kitchen"] is None
        await check(bistro.services, bistro.store_id)


async def test_what_goes_to_another_station_is_to_be_seen_there(bistro: Restaurant, kitchen: Kitchen) -> None:
    await bistro.ordered(1, "냉면")
    [ticket] = await kitchen.tickets("바")
    await bistro.ask("staff", "POST", "/kitchen/tickets/seen", {"ids": [ticket["id"]]})
    await kitchen.delete("바")
    [ticket] = await kitchen.tickets("주방")
    assert ticket["seen_at"] is None
    await check(bistro.services, bistro.store_id)


async def test_what_is_recalled_is_made_where_somebody_is(bistro: Restaurant, kitchen: Kitchen) -> None:
    order = await bistro.ordered(1, "냉면")
    await kitchen.bumped((await kitchen.tickets("바"))[0], "done")
    await kitchen.delete("바")
    recall = {"status": "preparing", "version": (await kitchen.order(order))["version"]}
    assert (await bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", recall)).status_code == 200
    [ticket] = await kitchen.tickets("주방")
    assert (ticket["order"]["id"], ticket["status"]) == (order["id"], "started")
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_a_reopened_tables_dishes_are_made_where_somebody_is(bistro: Restaurant, kitchen: Kitchen) -> None:
    order = await bistro.ordered(1, "냉면")
    await bistro.close(1, force=True)
    await kitchen.delete("바")
    session = {"table_session_id": order["table_session_id"]}
    assert (await bistro.ask("staff", "POST", f"/admin/tables/{bistro.tables[1]}/reopening", session)).is_success
    [ticket] = await kitchen.tickets("주방")
    assert (ticket["order"]["id"], ticket["status"]) == (order["id"], "new")
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_without_an_expo_what_is_ready_is_completed(bistro: Restaurant) -> None:
    kitchen = await Kitchen(bistro).open(expo=True)
    ready, cooking = await bistro.ordered(1), await bistro.ordered(2)
    await kitchen.bumped((await kitchen.tickets())[0], "done")
    assert await kitchen.stand(ready) == ("preparing", ["done"])
    assert (await bistro.ask("manager", "DELETE", f"/admin/stations/{kitchen.stations['서빙대']}")).status_code == 204
    assert await kitchen.stand(ready) == ("completed", ["done"])
    assert await kitchen.stand(cooking) == ("pending", ["new"])
    await check(bistro.services, bistro.store_id)


async def test_a_cook_says_that_something_of_the_station_is_sold_out(bistro: Restaurant) -> None:
    kitchen = await Kitchen(bistro).open()
    for name, station in kitchen.stations.items():
        bistro.screens[name] = await bistro.screen(station)
    noodles, cheese = f"/kitchen/items/{bistro.items['냉면']}/sold-out", bistro.options["치즈"]
    for who, status in (("주방", 403), ("바", 200)):
        answer = await bistro.ask(bistro.screens[who], "PUT", noodles)
        assert answer.status_code == status
    assert answer.json()["sold_out"] is True
    assert (await bistro.order(1, "냉면")).json()["code"] == "not_orderable"
    assert (await bistro.ask("staff", "DELETE", noodles)).json()["sold_out"] is False
    for who, status in (("바", 403), ("주방", 200)):
        for method in ("PUT", "DELETE"):
            answer = await bistro.ask(bistro.screens[who], method, f"/kitchen/options/{cheese}/sold-out")
            assert answer.status_code == status
