"""The menu that guests read: cached, and never behind a change that was acknowledged."""

import asyncio
import time
from typing import Any

import httpx
import pytest

from ordering.menu import cache
from tests.twin import another_process
from tests.world import Restaurant


def price_of(menu: httpx.Response, here: Restaurant) -> int:
    items = [item for category in menu.json()["categories"] for item in category["items"]]
    return next(int(item["price"]) for item in items if item["id"] == here.items["냉면"])


async def reprice(here: Restaurant, price: int) -> None:
    answer = await here.ask("manager", "PATCH", f"/admin/items/{here.items['냉면']}", {"price": price})
    assert answer.status_code == 200


async def test_guests_see_what_can_be_had_in_order_and_sold_out_things_marked(bistro: Restaurant) -> None:
    menu: dict[str, Any] = (await bistro.ask(1, "GET", "/menu")).json()
    assert [(one["name"], [item["name"] for item in one["items"]]) for one in menu["categories"]] == [
        ("식사", ["김치찌개", "떡볶이", "냉면"]),
        ("후식", ["티라미수"]),
    ]
    assert [item["sold_out"] for one in menu["categories"] for item in one["items"]] == [False, False, False, True]
    await bistro.ask("staff", "PUT", f"/admin/options/{bistro.options['치즈']}/sold-out")
    groups = (await bistro.ask(1, "GET", "/menu")).json()["categories"][0]["items"][1]["option_groups"]
    assert [(group["min_choices"], group["max_choices"]) for group in groups] == [(1, 1), (0, 2)]
    assert [option["sold_out"] for option in groups[1]["options"]] == [True, False, False]


async def test_an_etag_stands_for_one_state_of_the_menu(bistro: Restaurant) -> None:
    first = await bistro.ask(1, "GET", "/menu")
    etag = first.headers["ETag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        answer = await bistro.ask(2, "GET", "/menu", headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)
    assert (await bistro.ask(1, "GET", "/menu", headers={"If-None-Match": '"other"'})).status_code == 200
    await reprice(bistro, 11500)
    changed = await bistro.ask(1, "GET", "/menu", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag
    assert changed.json()["version"] > first.json()["version"]


@pytest.mark.every_database
async def test_a_menu_is_never_behind_an_acknowledged_change(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers race a writer; what a reader gets is at least what was acknowledged when it asked."""
    monkeypatch.setattr(cache, "TRUSTED_SECONDS", 0.01)  # so that fills and changes really meet
    acknowledged = 0
    running = True

    async def reader(table: int) -> int:
        reads, seen = 0, 0
        while running:
            at_least = acknowledged
            price = price_of(await bistro.ask(table, "GET", "/menu"), bistro)
            assert price == 11000 or price >= at_least
            assert price == 11000 or price >= seen, "the menu went back in time"
            seen, reads = max(seen, price if price != 11000 else 0), reads + 1
        return reads

    async def writer() -> None:
        nonlocal acknowledged, running
        for price in range(20001, 20016):
            await reprice(bistro, price)
            acknowledged = price
            assert price_of(await bistro.ask(1, "GET", "/menu"), bistro) == price
        running = False

    *reads, _ = await asyncio.gather(reader(1), reader(2), reader(3), writer())
    assert min(reads) > 10


async def test_a_change_in_another_process_is_seen_within_seconds(bistro: Restaurant) -> None:
    async with another_process(bistro) as twin:
        assert price_of(await twin.ask(1, "GET", "/menu"), twin) == 11000
        await reprice(bistro, 12345)
        began = time.monotonic()
        while price_of(await twin.ask(1, "GET", "/menu"), twin) != 12345:
            assert time.monotonic() - began < 30
            await asyncio.sleep(0.05)
        assert price_of(await bistro.ask(1, "GET", "/menu"), bistro) == 12345


async def test_one_fill_serves_everybody_who_asks_at_once(bistro: Restaurant, rival: Restaurant) -> None:
    menus = await asyncio.gather(
        *(bistro.ask(1 + n % 3, "GET", "/menu") for n in range(12)), rival.ask(1, "GET", "/menu")
    )
    assert len({menu.content for menu in menus[:12]}) == 1
    assert menus[12].content != menus[0].content
    assert {item["id"] for one in menus[12].json()["categories"] for item in one["items"]} <= set(rival.items.values())


async def test_a_dish_whose_required_choice_nobody_can_make_is_not_available(bistro: Restaurant) -> None:
    dish, (mild, plain, hot) = bistro.items["떡볶이"], [bistro.options[name] for name in ("순한맛", "보통맛", "매운맛")]

    async def seen() -> list[bool]:
        menu = (await bistro.ask(1, "GET", "/menu")).json()
        guests = [one for category in menu["categories"] for one in category["items"] if one["id"] == dish]
        return [guests[0]["available"], (await bistro.ask("staff", "GET", f"/admin/items/{dish}")).json()["available"]]

    assert await seen() == [True, True]
    for option in (mild, plain):
        await bistro.ask("staff", "PUT", f"/admin/options/{option}/sold-out")
    assert await seen() == [True, True], "there is another one to choose"
    await bistro.ask("staff", "PUT", f"/admin/options/{hot}/sold-out")
    assert await seen() == [False, False]
    for options, reason in (([], "too_few"), ([hot], "option_sold_out")):
        refused = await bistro.order(1, lines=[{"item_id": dish, "quantity": 1, "options": options}])
        assert (refused.status_code, refused.json()["lines"][0]["reason"]) == (409, reason)
    await bistro.ask("staff", "DELETE", f"/admin/options/{mild}/sold-out")
    await bistro.ask("staff", "PUT", f"/admin/items/{dish}/sold-out")
    assert await seen() == [False, False], "a dish that is sold out"
    await bistro.ask("staff", "DELETE", f"/admin/items/{dish}/sold-out")
    assert await seen() == [True, True]


async def test_fewer_options_left_than_must_be_chosen_is_not_available_and_optional_ones_do_not_matter(
    bistro: Restaurant,
) -> None:
    two_of_three = [{"name": "반찬", "min_choices": 2, "max_choices": 2, "options": [{"name": n} for n in "가나다"]}]
    body = {"category_id": bistro.categories["식사"], "name": "정식", "price": 9000, "option_groups": two_of_three}
    item = (await bistro.ask("manager", "POST", "/admin/items", body)).json()
    available = []
    for option in item["option_groups"][0]["options"]:
        marked = await bistro.ask("staff", "PUT", f"/admin/options/{option['id']}/sold-out")
        available.append(marked.json()["available"])
    assert (item["available"], available) == (True, [True, False, False])
    group = {**item["option_groups"][0], "min_choices": 0}
    group["options"] = [{"id": one["id"], "name": one["name"]} for one in group["options"]]
    changed = await bistro.ask("manager", "PATCH", f"/admin/items/{item['id']}", {"option_groups": [group]})
    assert changed.json()["available"] is True, changed.text
