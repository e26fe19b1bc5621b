"""The menu that guests read: cached, and never behind a change that was acknowledged."""

import asyncio
import time
from typing import Any

import httpx
import pytest

from ordering.menu import cache
from tests.orders.twin import another_process
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


async def test_a_change_in_another_process_is_seen_within_two_seconds(bistro: Restaurant) -> None:
    async with another_process(bistro) as twin:
        assert price_of(await twin.ask(1, "GET", "/menu"), twin) == 11000
        await reprice(bistro, 12345)
        began = time.monotonic()
        while price_of(await twin.ask(1, "GET", "/menu"), twin) != 12345:
            assert time.monotonic() - began < 2
            await asyncio.sleep(0.05)
        assert price_of(await bistro.ask(1, "GET", "/menu"), bistro) == 12345


async def test_one_fill_serves_everybody_who_asks_at_once(bistro: Restaurant, rival: Restaurant) -> None:
    menus = await asyncio.gather(
        *(bistro.ask(1 + n % 3, "GET", "/menu") for n in range(12)), rival.ask(1, "GET", "/menu")
    )
    assert len({menu.content for menu in menus[:12]}) == 1
    assert menus[12].content != menus[0].content
    assert {item["id"] for one in menus[12].json()["categories"] for item in one["items"]} <= set(rival.items.values())
