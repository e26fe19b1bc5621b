"""What the menu says of a dish: badges, how hot it is, and what sells best."""

from datetime import timedelta
from typing import Any

import pytest

from ordering import clock
from ordering.menu import cache
from ordering.orders import sales
from tests.images.uploads import of_menu
from tests.world import Restaurant


async def changed(here: Restaurant, dish: str = "냉면", **change: Any) -> dict[str, Any]:
    answer = await here.ask("manager", "PATCH", f"/admin/items/{here.items[dish]}", change)
    assert answer.status_code == 200, answer.text
    item: dict[str, Any] = answer.json()
    return item


@pytest.mark.every_database
async def test_badges_come_once_and_in_one_order_to_editors_and_guests(bistro: Restaurant) -> None:
    item = await changed(bistro, badges=["vegan", "new", "best", "new"])
    assert (item["badges"], item["spice"]) == (["best", "new", "vegan"], 0)
    assert (await of_menu(bistro, "냉면"))["badges"] == ["best", "new", "vegan"]
    assert (await changed(bistro, badges=[]))["badges"] == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"spice": 2}, (["spicy"], 2)),
        ({"badges": ["spicy"]}, (["spicy"], 1)),
        ({"badges": ["new", "spicy"], "spice": 3}, (["new", "spicy"], 3)),
        ({"badges": ["spicy"], "spice": 0}, (["spicy"], 1)),
        ({"badges": ["new"], "spice": 2}, (["new", "spicy"], 2)),
    ],
)
async def test_spicy_is_how_hot_it_is(bistro: Restaurant, change: dict[str, Any], told: tuple[list[str], int]) -> None:
    item = await changed(bistro, **change)
    assert (item["badges"], item["spice"]) == told
    new = {"category_id": bistro.categories["식사"], "name": "짬뽕", "price": 9000, **change}
    made = (await bistro.ask("manager", "POST", "/admin/items", new)).json()
    assert (made["badges"], made["spice"]) == told


async def test_without_the_badge_it_is_not_hot_and_with_it_it_stays_as_hot_as_it_was(bistro: Restaurant) -> None:
    await changed(bistro, spice=3)
    assert (await changed(bistro, badges=["spicy", "new"]))["spice"] == 3
    cold = await changed(bistro, badges=["new"])
    assert (cold["badges"], cold["spice"]) == (["new"], 0)


async def test_badges_that_stay_as_they_were_make_no_new_menu(bistro: Restaurant) -> None:
    await changed(bistro, badges=["new", "spicy"])
    before = (await bistro.ask(1, "GET", "/menu")).json()["version"]
    await changed(bistro, badges=["spicy", "new"], spice=1)
    assert (await bistro.ask(1, "GET", "/menu")).json()["version"] == before


async def popular(here: Restaurant) -> list[int]:
    found: list[int] = (await here.ask(1, "GET", "/menu")).json()["popular"]
    return found


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What sells best is looked at again with every reading."""
    monkeypatch.setattr(cache, "POPULAR_SECONDS", -1)
    monkeypatch.setattr(cache, "TRUSTED_SECONDS", -1)


@pytest.mark.inside
@pytest.mark.every_database
async def test_what_sells_best_is_what_was_ordered_most_and_not_taken_back(bistro: Restaurant, at_once: None) -> None:
    assert await popular(bistro) == []
    await bistro.ordered(1, ("김치찌개", 9))
    assert await popular(bistro) == [], "too few yet"
    await bistro.ordered(1, ("김치찌개", 2), ("냉면", 12))
    taken_back = await bistro.ordered(2, ("김치찌개", 50))
    kimchi, naengmyeon = bistro.items["김치찌개"], bistro.items["냉면"]
    assert await popular(bistro) == [kimchi, naengmyeon]
    path = f"/admin/orders/{taken_back['id']}/cancellation"
    cancelled = await bistro.ask("manager", "POST", path, {"reason": "x", "version": taken_back["version"]})
    assert cancelled.status_code == 200
    assert await popular(bistro) == [naengmyeon, kimchi]
    await changed(bistro, "냉면", hidden=True)
    assert await popular(bistro) == [kimchi], "nobody is shown what is hidden"


async def test_what_sold_long_ago_does_not_sell_best(
    bistro: Restaurant, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bistro.ordered(1, ("냉면", 20))
    work = bistro.services.work
    assert await work.read(sales.best_sellers, bistro.store_id) == [bistro.items["냉면"]]
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=30))
    assert await work.read(sales.best_sellers, bistro.store_id) == []


async def test_what_sells_best_moves_the_etag_and_no_version(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "TRUSTED_SECONDS", -1)
    before = await bistro.ask(1, "GET", "/menu")
    await bistro.ordered(1, ("냉면", 20))
    assert (await bistro.ask(1, "GET", "/menu")).headers["ETag"] == before.headers["ETag"], "not with every order"
    monkeypatch.setattr(cache, "POPULAR_SECONDS", -1)
    after = await bistro.ask(1, "GET", "/menu", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json()["version"] == before.json()["version"]
