"""The kitchen's stations: named, in an order, and which of them makes what."""

import asyncio
from typing import Any

import pytest

from tests.twin import another_process
from tests.web.browsers import browser
from tests.world import Restaurant


async def a_station(here: Restaurant, name: str, kind: str = "prep") -> int:
    answer = await here.ask("manager", "POST", "/admin/stations", {"name": name, "kind": kind})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


async def stations(here: Restaurant) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await here.ask("staff", "GET", "/admin/stations")).json()["items"]
    assert [one["position"] for one in found] == list(range(len(found))), "a hole, or a double"
    return found


async def routed(here: Restaurant) -> tuple[Any, Any]:
    """The station of the first category, and of the cold noodles."""
    item = await here.ask("owner", "GET", f"/admin/items/{here.items['냉면']}")
    category = (await here.ask("owner", "GET", "/admin/categories")).json()["items"][0]
    return category["station_id"], item.json()["station_id"]


async def route(here: Restaurant, category: int | None, item: int | None) -> None:
    at_category, at_item = f"/admin/categories/{here.categories['식사']}", f"/admin/items/{here.items['냉면']}"
    for path, station in ((at_category, category), (at_item, item)):
        answer = await here.ask("manager", "PATCH", path, {"station_id": station})
        assert (answer.status_code, answer.json()["station_id"]) == (200, station), answer.text


@pytest.mark.every_database
async def test_stations_stand_in_an_order_without_holes(bistro: Restaurant) -> None:
    assert await stations(bistro) == []
    kitchen, bar, expo = [await a_station(bistro, *one) for one in (("주방",), (" 바 ",), ("서빙대", "expo"))]
    assert [(one["id"], one["name"], one["kind"]) for one in await stations(bistro)] == [
        (kitchen, "주방", "prep"),
        (bar, "바", "prep"),
        (expo, "서빙대", "expo"),
    ]
    for wrong in ([kitchen, bar], [kitchen, bar, bar], [kitchen, bar, expo, 2**40]):
        assert (await bistro.ask("manager", "PUT", "/admin/stations/order", {"ids": wrong})).status_code == 400
    moved = await bistro.ask("manager", "PUT", "/admin/stations/order", {"ids": [expo, bar, kitchen]})
    assert [one["id"] for one in moved.json()["items"]] == [expo, bar, kitchen]
    assert (await bistro.ask("manager", "DELETE", f"/admin/stations/{bar}")).status_code == 204
    assert [one["id"] for one in await stations(bistro)] == [expo, kitchen]
    for method, body in (("PATCH", {"name": "x"}), ("DELETE", None)):
        assert (await bistro.ask("manager", method, f"/admin/stations/{bar}", body)).status_code == 404


async def test_a_name_is_one_stations_and_free_again_once_it_is_deleted(bistro: Restaurant) -> None:
    kitchen, bar = await a_station(bistro, "주방"), await a_station(bistro, "바")
    path = f"/admin/stations/{bar}"
    for method, at in (("POST", "/admin/stations"), ("PATCH", path)):
        answer = await bistro.ask("manager", method, at, {"name": "주방 "})
        assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
    assert (await bistro.ask("manager", "PATCH", path, {"name": "바"})).status_code == 200
    await bistro.ask("manager", "DELETE", f"/admin/stations/{kitchen}")
    assert (await bistro.ask("manager", "PATCH", path, {"name": "주방"})).json()["name"] == "주방"


async def test_there_is_one_expo_at_most(bistro: Restaurant) -> None:
    kitchen, expo = await a_station(bistro, "주방"), await a_station(bistro, "서빙대", "expo")
    for method, at, name in (("POST", "/admin/stations", "x"), ("PATCH", f"/admin/stations/{kitchen}", "y")):
        answer = await bistro.ask("manager", method, at, {"name": name, "kind": "expo"})
        assert (answer.status_code, answer.json()["code"]) == (409, "expo_taken")
    assert (await bistro.ask("manager", "PATCH", f"/admin/stations/{expo}", {"kind": "expo"})).status_code == 200
    await bistro.ask("manager", "DELETE", f"/admin/stations/{expo}")
    changed = await bistro.ask("manager", "PATCH", f"/admin/stations/{kitchen}", {"kind": "expo"})
    assert changed.json()["kind"] == "expo"


@pytest.mark.every_database
@pytest.mark.parametrize("end", ["DELETE", "PATCH"])
async def test_what_a_station_made_names_it_no_more_once_it_makes_nothing(end: str, bistro: Restaurant) -> None:
    """Archived dishes and headings neither: they still hang on its row."""
    kitchen, bar = await a_station(bistro, "주방"), await a_station(bistro, "바")
    await route(bistro, kitchen, bar)
    drinks = {"name": "음료", "station_id": bar}
    gone = (await bistro.ask("manager", "POST", "/admin/categories", drinks)).json()
    assert gone["station_id"] == bar
    await bistro.ask("manager", "DELETE", f"/admin/categories/{gone['id']}")
    version = (await bistro.ask(1, "GET", "/menu")).json()["version"]
    answer = await bistro.ask("manager", end, f"/admin/stations/{bar}", {"kind": "expo"} if end == "PATCH" else None)
    assert answer.status_code == (200 if end == "PATCH" else 204)
    assert await routed(bistro) == (kitchen, None)
    assert (await bistro.ask(1, "GET", "/menu")).json()["version"] == version + 1


async def test_dishes_are_sent_only_where_this_store_makes_some(bistro: Restaurant, rival: Restaurant) -> None:
    expo, next_door = await a_station(bistro, "서빙대", "expo"), await a_station(rival, "주방")
    item, category = f"/admin/items/{bistro.items['냉면']}", f"/admin/categories/{bistro.categories['식사']}"
    new = {"category_id": bistro.categories["식사"], "name": "새 메뉴", "price": 1}
    sent: list[tuple[str, str, dict[str, Any]]] = [
        ("PATCH", item, {}),
        ("PATCH", category, {}),
        ("POST", "/admin/items", new),
    ]
    for method, path, body in [*sent, ("POST", "/admin/categories", {"name": "x"})]:
        wrong = await bistro.ask("manager", method, path, {**body, "station_id": expo})
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "station_id")
        for nowhere in (next_door, 2**40):
            assert (await bistro.ask("manager", method, path, {**body, "station_id": nowhere})).status_code == 404
    assert await routed(bistro) == (None, None)


async def test_guests_are_not_told_who_makes_their_dish(bistro: Restaurant) -> None:
    kitchen = await a_station(bistro, "주방")
    await route(bistro, kitchen, kitchen)
    menu = await bistro.ask(1, "GET", "/menu")
    assert "station" not in menu.text


@pytest.mark.every_database
async def test_a_dish_is_never_sent_to_a_station_that_is_being_deleted(bistro: Restaurant) -> None:
    item = f"/admin/items/{bistro.items['냉면']}"
    async with another_process(bistro) as twin:
        for turn in range(5):
            station = await a_station(bistro, f"주방 {turn}")
            named, deleted = await asyncio.gather(
                bistro.ask("manager", "PATCH", item, {"station_id": station}),
                twin.ask("manager", "DELETE", f"/admin/stations/{station}"),
            )
            assert named.status_code in (200, 404)
            assert deleted.status_code == 204
            assert await routed(bistro) == (None, None)


async def test_the_editor_offers_stations_once_there_are_some(bistro: Restaurant) -> None:
    owner, item = browser(bistro, "owner"), f"/admin/menu/items/{bistro.items['냉면']}"
    category = f"/admin/menu/categories/{bistro.categories['식사']}"
    for path in (item, category):
        assert 'name="station_id"' not in (await owner.get(path)).text
    await a_station(bistro, "서빙대", "expo")
    bar = await a_station(bistro, "바")
    for path in (item, category):
        page = (await owner.get(path)).text
        assert f'<option value="{bar}">바</option>' in page
        assert "서빙대" not in page
    assert (await owner.post(category, data={"name": "식사", "station_id": f"{bar}"})).status_code == 303
    assert await routed(bistro) == (bar, None)
    assert f'<option value="{bar}" selected>바</option>' in (await owner.get(category)).text
    assert (await owner.post(category, data={"name": "식사", "station_id": ""})).status_code == 303
    assert await routed(bistro) == (None, None)
